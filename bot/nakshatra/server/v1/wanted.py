"""The body of a chat completion -> what is asked, and how it is wanted. Answers nothing.

What only tunes a language model (temperature, seed, penalties, ...) changes nothing here and is
passed over; what would make the answer another one than the caller believes is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nakshatra.catalogue import Catalogue
from nakshatra.server.v1.conversation import Conversation, conversation
from nakshatra.server.v1.faults import Fault, bad
from nakshatra.server.v1.reading import Fields, language
from nakshatra.types import Lang

MODEL = "nakshatra"
"""The whole constellation; "nakshatra/<id>" is one expert of it."""

_MOST_TOKENS = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    model: str
    talk: Conversation
    stream: bool
    usage: bool
    """Told at the end of a stream."""

    tokens: int | None
    """The most that the answer may have; None = as it is."""

    lang: Lang | None
    """What the person is said to read: metadata {"lang": "hi"}."""


def wanted(fields: Fields, catalogue: Catalogue) -> Wanted:
    """Raise `Fault`."""
    model = checked_model(fields.text("model", most=200), catalogue.experts)
    talk = conversation(fields.values.get("messages"))
    _refuse_others(fields)
    lang = fields.object("metadata").values.get("lang")
    return Wanted(
        model=model,
        talk=talk,
        stream=fields.flag("stream"),
        usage=fields.object("stream_options").flag("include_usage"),
        tokens=_tokens(fields),
        lang=language(lang, catalogue, "metadata") if isinstance(lang, str) else None,
    )


def checked_model(model: str, experts: Iterable[str]) -> str:
    if model not in models(experts):
        raise Fault(
            404,
            f"The model {model[:80]!r} does not exist; GET /v1/models lists those that do.",
            param="model",
            code="model_not_found",
        )
    return model


def models(experts: Iterable[str]) -> list[str]:
    return [MODEL, *(f"{MODEL}/{id}" for id in experts)]


def expert_of(model: str) -> str:
    """ "" = all of them."""
    return model.removeprefix(MODEL).removeprefix("/")


def _refuse_others(fields: Fields) -> None:
    values = fields.values
    if fields.number("n", 1, 128, 1) != 1:
        raise _unsupported("n", "One answer is given: leave n out or set it to 1.")
    if values.get("tool_choice") not in (None, "auto", "none") or values.get(
        "function_call"
    ) not in (
        None,
        "auto",
        "none",
    ):
        raise _unsupported(
            "tool_choice", "No tools are called here; tool_choice cannot demand one."
        )
    form = values.get("response_format")
    if form is not None and (not isinstance(form, dict) or form.get("type") != "text"):
        raise _unsupported("response_format", "Answers are text; response_format cannot be JSON.")
    if fields.flag("logprobs"):
        raise _unsupported("logprobs", "Answers have no token probabilities.")
    said = values.get("modalities")
    if values.get("audio") is not None or (isinstance(said, list) and "audio" in said):
        raise _unsupported("modalities", "Answers are text; POST /v1/audio/speech reads one aloud.")


def _unsupported(param: str, message: str) -> Fault:
    return bad(message, param, "unsupported_parameter")


def _tokens(fields: Fields) -> int | None:
    for name in ("max_completion_tokens", "max_tokens"):
        if fields.values.get(name) is not None:
            return int(fields.number(name, 1, _MOST_TOKENS, 1))
    return None
