"""POST /v1/chat/completions and GET /v1/models: the whole constellation as one model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass
from math import ceil
from time import time
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from nakshatra.abilities import Abilities
from nakshatra.callers import Caller
from nakshatra.catalogue import Catalogue
from nakshatra.channels.api.shown import encoded
from nakshatra.server.v1.answering import Answered, answered
from nakshatra.server.v1.front import Front
from nakshatra.server.v1.posted import VOICE_LIMIT
from nakshatra.server.v1.reading import json_object
from nakshatra.server.v1.wanted import Wanted, checked_model, models, wanted
from nakshatra.shape import Words, shape
from nakshatra.text.sentences import sentences
from nakshatra.types import Answer, Citation, Kind, Reply

ANSWER_S = 30.0
"""After which a caller is told to try again."""

_BODY = VOICE_LIMIT // 3 * 4 + 1_000_000
_BYTES_A_TOKEN = 4
_UNCUT = (Kind.EMERGENCY, Kind.REFUSAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Completion:
    """An answer on its way out."""

    id: str
    created: int
    wanted: Wanted
    answered: Answered
    text: str
    finish: str

    @property
    def head(self) -> dict[str, Any]:
        return {"id": self.id, "created": self.created, "model": self.wanted.model}

    @property
    def usage(self) -> dict[str, int]:
        """Estimated from bytes: there is no tokeniser here, and nothing is billed."""
        talk = self.wanted.talk
        asked = sum(_tokens(line.text) for line in (*talk.before, talk.question))
        said = _tokens(self.text)
        return {
            "prompt_tokens": asked,
            "completion_tokens": said,
            "total_tokens": asked + said,
        }

    @property
    def extra(self) -> dict[str, Any]:
        return extra(self.answered.answer)


async def complete(request: Request, front: Front, caller: Caller) -> Response:
    asked = wanted(await json_object(request, _BODY), front.bot.catalogue)
    async with front.working(front.thinking, ANSWER_S):
        found = await answered(front.bot, asked, caller)
    made = _completion(asked, found, front.bot.catalogue)
    headers = {"cache-control": "no-store"}
    if asked.stream:
        return StreamingResponse(_events(made), headers=headers, media_type="text/event-stream")
    return Response(encoded(_whole(made)), headers=headers, media_type="application/json")


async def listed(_: Request, front: Front, __: Caller) -> Response:
    every = [_model(id) for id in models(front.bot.catalogue.experts)]
    body = encoded({"object": "list", "data": every})
    return Response(body, media_type="application/json")


async def one(request: Request, front: Front, _: Caller) -> Response:
    id = checked_model(request.path_params["id"], front.bot.catalogue.experts)
    return Response(encoded(_model(id)), media_type="application/json")


def extra(answer: Answer) -> dict[str, Any]:
    """What a chat completion has no field for; another Nakshatra reads it as an expert's answer."""
    return {
        "abstain": answer.kind is Kind.UNKNOWN,
        "kind": str(answer.kind),
        "lang": str(answer.lang),
        "confidence": answer.confidence,
        "units": list(dict.fromkeys(citation.id for citation in answer.citations)),
        "citations": [_citation(citation) for citation in answer.citations],
        "short": answer.short,
        "usage": f"estimated: a token is {_BYTES_A_TOKEN} bytes of UTF-8",
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {key: value for key, value in asdict(citation).items() if key != "common"}


def _completion(asked: Wanted, found: Answered, catalogue: Catalogue) -> _Completion:
    bare = _written(found.reply, catalogue, sources=False)
    cut = _cut(asked.tokens, found, bare)
    whole = cut == bare
    return _Completion(
        id=f"chatcmpl-{uuid4().hex}",
        created=int(time()),
        wanted=asked,
        answered=found,
        text=_written(found.reply, catalogue, sources=True) if whole else cut,
        finish="stop" if whole else "length",
    )


def _cut(most: int | None, found: Answered, text: str) -> str:
    """Whole sentences, at least one; first aid and refusals are never cut."""
    if most is None or _tokens(text) <= most or found.answer.kind in _UNCUT:
        return text
    kept = ""
    for piece in _pieces(text):
        if kept and _tokens(kept + piece) > most:
            break
        kept += piece
    return text if kept == text else kept.rstrip()


def _written(reply: Reply, catalogue: Catalogue, *, sources: bool) -> str:
    """Whole, its sources below it."""
    words = Words.of(catalogue, reply.lang)
    return "\n\n".join(part.text for part in shape(reply, Abilities(sources=sources), words))


def _whole(made: _Completion) -> dict[str, Any]:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": made.text,
        "refusal": None,
        "annotations": [],
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": made.finish}
    return {
        **made.head,
        "object": "chat.completion",
        "choices": [choice],
        "usage": made.usage,
        "nakshatra": made.extra,
    }


async def _events(made: _Completion) -> AsyncIterator[bytes]:
    """Server-sent events, a sentence each. The answer is whole and checked before the first."""
    for chunk in _chunks(made):
        yield b"data: " + encoded(chunk) + b"\n\n"
    yield b"data: [DONE]\n\n"


def _chunks(made: _Completion) -> Iterator[dict[str, Any]]:
    yield _chunk(made, {"role": "assistant", "content": ""})
    for piece in _pieces(made.text):
        yield _chunk(made, {"content": piece})
    yield {**_chunk(made, {}, made.finish), "nakshatra": made.extra}
    if made.wanted.usage:
        yield {**_chunk(made, {}), "choices": [], "usage": made.usage}


def _chunk(made: _Completion, delta: dict[str, str], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return {**made.head, "object": "chat.completion.chunk", "choices": [choice]}


def _pieces(text: str) -> Iterator[str]:
    """Sentences with the white space after them; joined they are the text."""
    start = end = 0
    for sentence in sentences(text):
        at = text.index(sentence, end)
        if at > start and end:
            yield text[start:at]
            start = at
        end = at + len(sentence)
    if start < len(text):
        yield text[start:]


def _tokens(text: str) -> int:
    return ceil(len(text.encode("utf-8", "replace")) / _BYTES_A_TOKEN)


def _model(id: str) -> dict[str, Any]:
    return {"id": id, "object": "model", "created": 0, "owned_by": "nakshatra"}
