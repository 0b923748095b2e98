"""A road of fakes: everything real but the engines, the platform and the waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fakes
from nakshatra import ports
from nakshatra.abilities import WITHOUT_LIMITS, Abilities
from nakshatra.catalogue import Catalogue
from nakshatra.durable.deliver import Delivery
from nakshatra.durable.lanes import Lanes
from nakshatra.durable.retry import Patience
from nakshatra.durable.turn import Turns
from nakshatra.heard import EXPECTED, Expected
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.hear import Limits
from nakshatra.ports import Channel, Known, Sound, Tell
from nakshatra.settings import Settings
from nakshatra.stores.keys import key_of
from nakshatra.stores.ledger import State, Work
from nakshatra.stores.sql import SqlStore
from nakshatra.types import (
    ENGLISH,
    Address,
    Answer,
    Kind,
    Media,
    Message,
    Query,
    Reply,
    Utterance,
    Voice,
)

ASHA = Address("fake", "asha")
NOON = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
"""In India."""


@dataclass
class Platform:
    """A channel that fails as it is told, and then works."""

    name: str = "fake"
    abilities: Abilities = WITHOUT_LIMITS
    sent: list[Reply] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)

    async def fetch(self, media: Media) -> Voice:
        return Voice(b"", media.mime)

    async def send(self, reply: Reply) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(reply)
        return f"sent-{len(self.sent)}"

    @property
    def texts(self) -> list[str]:
        return [reply.text for reply in self.sent]


@dataclass
class Knowing(Platform):
    """One that can tell whether a reply went out."""

    knows: bool | None = None

    async def delivered(self, reply: Reply) -> bool | None:
        return self.knows


@dataclass
class Expert:
    """Counts how often it is asked."""

    id: str = "health"
    asked: list[str] = field(default_factory=list)
    breaks: Exception | None = None

    async def answer(self, query: Query) -> Answer:
        self.asked.append(query.text)
        if self.breaks is not None:
            raise self.breaks
        return fakes.answer(f"about {query.text}")


class SnakeGuard:
    """A snake is an emergency; nothing else is."""

    def before(self, query: Query, known: Known | None = None) -> Answer | None:
        if "snake" not in query.text:
            return None
        return replace(fakes.answer("Call 108"), expert="", kind=Kind.EMERGENCY)

    def after(self, query: Query, answer: Answer) -> Answer:
        return answer


@dataclass
class Transcriber:
    """Counts how often it listens."""

    hears: str = "fever"
    heard: int = 0

    async def transcribe(
        self, sound: Sound, expected: Expected = EXPECTED, tell: Tell | None = None
    ) -> Utterance:
        async for _ in sound.stretches():
            pass
        self.heard += 1
        return Utterance(self.hears, ENGLISH, spoken=True)


@dataclass
class Sleeper:
    """Waits no time, and remembers how long it should have been."""

    waited: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)


def bot(channels: Mapping[str, Channel], expert: Expert, transcriber: ports.Transcriber) -> Bot:
    cards = Catalogue.load()
    health = replace(cards.experts["health"], safety="general")
    return Bot(
        channels=channels,
        transcriber=transcriber,
        identifier=fakes.FakeIdentifier(),
        translator=fakes.FakeTranslator(),
        router=fakes.FakeRouter([expert.id]),
        experts={expert.id: expert},
        synthesizers=[],
        guard=SnakeGuard(),
        catalogue=replace(cards, experts={"health": health}),
        limits=Limits(text=4000, audio_seconds=600, media_bytes=1000),
    )


def message(text: str = "", id: str = "1", user: str = "asha", **more: object) -> Message:
    made = {"text": text, "sent_at": datetime.now(UTC), **more}
    return Message(id=id, address=Address("fake", user), **made)  # type: ignore[arg-type]


@dataclass
class House:
    """The stages of the road without DBOS: a test says when a turn runs, or runs again."""

    store: SqlStore
    platform: Platform
    expert: Expert = field(default_factory=Expert)
    transcriber: Transcriber = field(default_factory=Transcriber)
    sleeper: Sleeper = field(default_factory=Sleeper)
    settings: Settings = field(default_factory=Settings)
    beside: Mapping[str, Channel] = field(default_factory=dict)
    """Channels other than `platform`."""

    now: datetime = NOON
    """What the turns take for now: by day, unless a test makes it night."""
    replaced: set[str] = field(default_factory=set)
    """Keys of messages that were worded anew while they waited."""

    over: list[tuple[str, State]] = field(default_factory=list)
    """What was told of turns that ended."""

    @classmethod
    async def build(cls, folder: Path, platform: Platform | None = None, **settings: Any) -> House:
        made = Settings(data_dir=folder, **settings)
        store = SqlStore(made)
        await store.open()
        return cls(store, platform or Platform(), settings=made)

    def turns(self, *crashed: str) -> Turns:
        """As a process has them that found `crashed` unfinished when it started."""
        channels = {"fake": self.platform, **self.beside}
        delivery = Delivery(
            ledger=self.store.ledger,
            channels=channels,
            patience=Patience(tries=4, first_s=1.0, sleep=self.sleeper),
            over=lambda channel, state: self.over.append((channel, state)),
            settings=self.settings,
            now=lambda: self.now,
        )
        return Turns(
            bot=bot(channels, self.expert, self.transcriber),
            store=self.store,
            lanes=Lanes(),
            delivery=delivery,
            patience=Patience(tries=3, first_s=0.5, sleep=self.sleeper),
            crashed=set(crashed),
            settings=self.settings,
            now=lambda: self.now,
            replaced=self.replaced,
        )

    async def take(self, message: Message) -> str:
        await self.store.ledger.accept(message, urgent=False)
        return key_of(message.address, message.id)

    async def say(self, message: Message) -> Work:
        """Accept and answer; the row as it is afterwards."""
        key = await self.take(message)
        await self.turns().run(key)
        return await self.row(key)

    async def row(self, key: str) -> Work:
        work = await self.store.ledger.work(key)
        assert work is not None
        return work
