"""The messages of a chat completion -> the question, and the conversation it may lean on.

Only what people and this service said counts. What a system or developer message says is read by
nobody: no prompt changes the rules of safety, and there is no model here that would follow it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nakshatra.server.v1.faults import bad
from nakshatra.server.v1.posted import VOICE_LIMIT
from nakshatra.server.v1.reading import Fields
from nakshatra.types import Role, Voice

_MESSAGES = 1000
_TEXT = 100_000
"""Characters of one message; of the question far fewer are answered (`max_text`)."""

_ROLES = {"user": Role.USER, "assistant": Role.BOT}
_UNHEARD = ("system", "developer", "tool", "function")
_MIMES = {"wav": "audio/wav", "mp3": "audio/mpeg", "ogg": "audio/ogg", "opus": "audio/ogg"}


@dataclass(frozen=True, slots=True)
class Line:
    role: Role
    text: str
    voice: Voice | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    question: Line
    before: tuple[Line, ...] = ()
    """Older lines, oldest first; what was spoken in them is not heard again."""


def conversation(value: Any) -> Conversation:
    """The last message of a user is the question. Raise `Fault`."""
    if not isinstance(value, list) or not value:
        raise bad("messages must be a list with at least one message.", "messages")
    if len(value) > _MESSAGES:
        raise bad(f"messages has {len(value)} entries; at most {_MESSAGES} are taken.", "messages")
    lines = [line for n, item in enumerate(value) for line in _lines(n, item)]
    asked = [n for n, line in enumerate(lines) if line.role is Role.USER]
    if not asked:
        raise bad("messages holds no message of a user.", "messages")
    question = lines[asked[-1]]
    if question.voice is None and not question.text.strip():
        raise bad("The last message of the user is empty.", "messages")
    before = [line for line in lines[: asked[-1]] if line.text.strip()]
    return Conversation(question, tuple(before))


def _lines(n: int, item: Any) -> Iterator[Line]:
    where = f"messages[{n}]"
    if not isinstance(item, dict):
        raise bad(f"{where} must be an object.", where)
    role = item.get("role")
    if isinstance(role, str) and role in _ROLES:
        yield _line(_ROLES[role], Fields(item, f"{where}."))
    elif role not in _UNHEARD:
        known = ", ".join((*_ROLES, *_UNHEARD))
        raise bad(f"{where}.role must be one of: {known}.", f"{where}.role")


def _line(role: Role, message: Fields) -> Line:
    content = message.values.get("content")
    if content is None and role is Role.BOT:
        return Line(role, "")
    if not isinstance(content, list):
        return Line(role, message.text("content", most=_TEXT))
    parts = [_part(Fields(part, f"{message.within}content[{n}].")) for n, part in _objects(content)]
    voices = [voice for _, voice in parts if voice is not None]
    return Line(role, "\n".join(text for text, _ in parts if text), next(iter(voices), None))


def _objects(parts: Sequence[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    for n, part in enumerate(parts):
        if not isinstance(part, dict):
            raise bad(f"content[{n}] must be an object.", "messages")
        yield n, part


def _part(part: Fields) -> tuple[str, Voice | None]:
    kind = part.text("type", most=50)
    if kind in ("text", "refusal"):
        return part.text(kind, most=_TEXT), None
    if kind == "input_audio":
        audio = part.object("input_audio")
        form = audio.choice("format", tuple(_MIMES), "wav")
        return "", Voice(audio.sound("data", most=VOICE_LIMIT), _MIMES[form])
    raise bad(
        f"{part.within}type {kind[:50]!r} cannot be read here; text and input_audio can.",
        "messages",
        "unsupported_content",
    )
