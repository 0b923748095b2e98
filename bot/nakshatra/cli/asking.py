"""A question outside any queue -> its reply: what `ask`, `chat`, `eval` and `bench` share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from nakshatra.app import Parts, specify, wire
from nakshatra.channels.terminal import Terminal
from nakshatra.errors import CatalogueError, NakshatraError
from nakshatra.pipeline.bot import Handled
from nakshatra.settings import Settings
from nakshatra.types import ENGLISH, Address, Kind, Media, Message, Profile, Role, Turn

ADDRESS = Address("terminal", "you")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: str
    text: str = ""
    voice: str = ""
    """Path of a recording."""

    previous: str = ""
    """The question asked before this one."""


def open_parts(settings: Settings | None = None) -> Parts:
    """A bot that answers in this process, without a queue."""
    return wire(specify(settings or Settings.load(wait_for_models=True)), {"terminal": Terminal()})


async def ask(
    parts: Parts, question: Question, profile: Profile | None = None, history: Sequence[Turn] = ()
) -> tuple[Handled, NakshatraError | None]:
    """The reply; an error becomes what the user would hear, and comes along for the operator."""
    message = _message(question)
    history = [*history, *_turns(parts, question.previous)]
    try:
        return await parts.bot.handle(message, history, profile), None
    except CatalogueError:
        raise
    except NakshatraError as error:
        lang = history[-1].lang if history else ENGLISH
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


def remembered(question: str, handled: Handled, parts: Parts) -> list[Turn]:
    """The two turns that a next question may lean on."""
    return [
        *_turns(parts, question),
        Turn(Role.BOT, handled.reply.text, handled.reply.lang, datetime.now(UTC)),
    ]


def _turns(parts: Parts, text: str) -> list[Turn]:
    if not text:
        return []
    return [Turn(Role.USER, text, parts.bot.identifier.identify(text).lang, datetime.now(UTC))]


def _message(question: Question) -> Message:
    media = Media(question.voice, "") if question.voice else None
    return Message(
        id=question.id,
        address=ADDRESS,
        sent_at=datetime.now(UTC),
        text=question.text or ("" if media else " "),
        media=media,
    )
