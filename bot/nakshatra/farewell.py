"""The last that is said to a person who asked to be forgotten: what must outlive their words until
it was said, and no more. Sends nothing."""

from __future__ import annotations

from dataclasses import dataclass

from nakshatra.types import Answer, Message

WISH = "/forget yes"


@dataclass(frozen=True, slots=True)
class Farewell:
    message: Message
    """Where they are and what they asked, which is `WISH`."""

    answer: Answer


def farewell(message: Message, answer: Answer) -> Farewell:
    bare = Message(
        id=message.id,
        address=message.address,
        sent_at=message.sent_at,
        text=WISH,
        lang=answer.lang,
        voice=message.voice,
    )
    return Farewell(bare, answer)


def is_farewell(message: Message | None) -> bool:
    """Whether the reply to it says that all is erased."""
    name, *words = _command(message)
    return name == "/forget" and words == ["yes"]


def is_wish(message: Message) -> bool:
    """Whether the reply to it asks if they mean it."""
    name, *words = _command(message)
    return name == "/forget" and words != ["yes"]


def _command(message: Message | None) -> list[str]:
    name, *words = message.text.split()[:2] if message and message.text else [""]
    return [name.partition("@")[0].lower(), *words]
