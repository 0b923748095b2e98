"""A question outside any queue -> its reply: what `ask`, `chat`, `eval` and `bench` share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from nakshatra.app import Parts, specify, wire
from nakshatra.channels.terminal import Terminal
from nakshatra.errors import CatalogueError, NakshatraError
from nakshatra.pipeline.bot import Handled
from nakshatra.pipeline.understand import written_before
from nakshatra.safety.redact import redact
from nakshatra.settings import Settings
from nakshatra.text.normalise import normalise
from nakshatra.types import ENGLISH, Address, Kind, Media, Message, Profile, Role, Turn

ADDRESS = Address("terminal", "you")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: str
    text: str = ""
    voice: str = ""
    """Path of a recording."""

    previous: tuple[str, ...] = ()
    """The questions asked before this one, oldest first."""


def open_parts(settings: Settings | None = None) -> Parts:
    """A bot that answers in this process, without a queue."""
    return wire(specify(settings or Settings.load(wait_for_models=True)), {"terminal": Terminal()})


async def ask(
    parts: Parts, question: Question, profile: Profile | None = None, history: Sequence[Turn] = ()
) -> tuple[Handled, NakshatraError | None]:
    """The reply; an error becomes what the user would hear, and comes along for the operator.

    The questions before it are answered first, so that it may lean on what was said to them."""
    message = _message(question)
    for number, text in enumerate(question.previous):
        before = Question(id=f"{question.id}.{number}", text=text)
        handled, _ = await ask(parts, before, profile, history)
        history = [*history, *remembered(text, handled, parts, history)]
    try:
        return await parts.bot.handle(message, history, profile), None
    except CatalogueError:
        raise
    except NakshatraError as error:
        lang = error.lang or written_before(history) or ENGLISH
        return Handled(reply=parts.bot.apology(message, error, lang), stages={}), error


def as_row(id: str, handled: Handled) -> dict[str, Any]:
    """One line of `ask --batch` and of `ask --json`."""
    reply = handled.reply
    return {
        "id": id,
        "answer": reply.text,
        "lang": str(reply.lang),
        "experts": list(reply.experts),
        "citations": [
            {"id": c.id, "title": c.title, "url": c.url, "asof": c.asof} for c in reply.citations
        ],
        "emergency": reply.kind is Kind.EMERGENCY,
        "refused": reply.kind is Kind.REFUSAL,
        "kind": str(reply.kind),
        "stages": {name: round(ms, 3) for name, ms in handled.stages.items()},
        "ms": round(sum(handled.stages.values()), 3),
    }


def remembered(
    question: str, handled: Handled, parts: Parts, history: Sequence[Turn]
) -> list[Turn]:
    """The two turns that a next question may lean on."""
    reply, now = handled.reply, datetime.now(UTC)
    asked = parts.bot.identifier.identify(question, written_before(history)).lang
    return [
        Turn(Role.USER, redact(normalise(question, asked)), asked, now),
        Turn(Role.BOT, reply.text, reply.lang, now, reply.thread),
    ]


def said_before(row: Mapping[str, Any]) -> tuple[str, ...]:
    """A row's questions before: `previous` (a text, or a list of them) or `history` (a list of
    {"role", "text"}; lines of the bot are passed over, it says its own). Raise `TypeError`."""
    given = row.get("previous") or row.get("history") or ()
    lines = [given] if isinstance(given, str) else given
    if not isinstance(lines, list | tuple):
        raise TypeError("previous should be text or a list of texts")
    texts = [_question(line) for line in lines]
    return tuple(text for text in texts if text.strip())


def _question(line: Any) -> str:
    if isinstance(line, str):
        return line
    if not isinstance(line, Mapping) or not isinstance(line.get("text"), str):
        raise TypeError('previous should hold texts, history {"role", "text"}')
    return str(line["text"]) if line.get("role", "user") == "user" else ""


def _message(question: Question) -> Message:
    media = Media(question.voice, "") if question.voice else None
    return Message(
        id=question.id,
        address=ADDRESS,
        sent_at=datetime.now(UTC),
        text=question.text or ("" if media else " "),
        media=media,
    )
