"""One small fake for each port. No mocks: a fake keeps the port's promise."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from nakshatra.abilities import WITHOUT_LIMITS, Abilities
from nakshatra.errors import EngineError, ExpertError, NakshatraError
from nakshatra.heard import EXPECTED, Expected
from nakshatra.ports import Known, Sound, Tell
from nakshatra.types import (
    Address,
    Answer,
    Audio,
    Citation,
    Identified,
    Lang,
    Media,
    Message,
    Query,
    Reply,
    Route,
    Utterance,
    Voice,
)

HINDI = Lang("hi", "Deva")
HINGLISH = Lang("hi", "Latn")
ENGLISH = Lang("en", "Latn")
ADDRESS = Address("fake", "someone")
SILENCE = Audio(bytes(3200))


def message(text: str = "", *, id: str = "1", media: Media | None = None) -> Message:
    return Message(
        id=id, address=ADDRESS, sent_at=datetime(2026, 11, 23, tzinfo=UTC), text=text, media=media
    )


def query(text: str, lang: Lang = ENGLISH, previous: str = "") -> Query:
    return Query(text=text, native=text, lang=lang, previous=previous)


def answer(text: str, expert: str = "health", lang: Lang = ENGLISH, sure: float = 0.9) -> Answer:
    cited = Citation(f"{expert}/unit", expert, "https://example.org", "2026-11-01", text)
    return Answer(expert=expert, text=text, lang=lang, confidence=sure, citations=(cited,))


@dataclass
class FakeChannel:
    name: str = "fake"
    abilities: Abilities = WITHOUT_LIMITS
    sent: list[Reply] = field(default_factory=list)
    clip: bytes = b""

    async def fetch(self, media: Media) -> Voice:
        return Voice(self.clip, media.mime)

    async def send(self, reply: Reply) -> str:
        self.sent.append(reply)
        return f"sent-{len(self.sent)}"


class FakeIdentifier:
    def identify(self, text: str, hint: Lang | None = None) -> Identified:
        if not any(letter.isalpha() for letter in text):
            return Identified(hint or ENGLISH, 0.0)
        return Identified(ENGLISH if text.isascii() else HINDI, 1.0)


class FakeTranslator:
    """Writes the target's code before the text."""

    async def translate(self, text: str, source: Lang, target: Lang) -> str:
        return f"{target.code}({text})"


@dataclass
class FakeRouter:
    picks: Sequence[str]

    def route(self, query: Query) -> Sequence[Route]:
        return [Route(pick, 1.0) for pick in self.picks]


@dataclass
class FakeExpert:
    """Says one thing; None = does not know; an error is raised."""

    id: str
    says: Answer | NakshatraError | None

    async def answer(self, query: Query) -> Answer | None:
        if isinstance(self.says, NakshatraError):
            raise self.says
        return self.says


def broken(id: str) -> FakeExpert:
    return FakeExpert(id, ExpertError("asleep"))


@dataclass
class FakeTranscriber:
    hears: Utterance | NakshatraError

    async def transcribe(
        self, sound: Sound, expected: Expected = EXPECTED, tell: Tell | None = None
    ) -> Utterance:
        async for _ in sound.stretches():  # a broken recording is found out
            pass
        if isinstance(self.hears, NakshatraError):
            raise self.hears
        return self.hears


@dataclass
class FakeSynthesizer:
    """A tenth of a second of silence, and a note of what it was given."""

    said: list[str] = field(default_factory=list)

    async def synthesize(self, text: str, lang: Lang, pace: float = 1.0) -> Audio:
        self.said.append(text)
        await asyncio.sleep(0)
        return SILENCE


class Mute:
    async def synthesize(self, text: str, lang: Lang, pace: float = 1.0) -> Audio:
        raise EngineError("no voice for this language")


class FakeGuard:
    """Lets everything pass."""

    def before(self, query: Query, known: Known | None = None) -> Answer | None:
        return None

    def after(self, query: Query, answer: Answer) -> Answer:
        return answer
