"""A whole bot behind its real server -> thousands of hostile calls to each of its hooks, counted.

What it answers to the true deliveries goes nowhere. Memory is that of this process, once the bot is
warm and after.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from starlette.applications import Starlette

from nakshatra import calls
from nakshatra.abilities import WITHOUT_LIMITS
from nakshatra.app import specify, wire
from nakshatra.channels.web import Web
from nakshatra.durable.road import Road
from nakshatra.errors import ChannelError
from nakshatra.measure.hostile import attack
from nakshatra.measure.memory import resident_mb
from nakshatra.measure.platforms import Call, Platform
from nakshatra.ports import Called, Channel, Hooked
from nakshatra.registry import builder
from nakshatra.server.app import make_app
from nakshatra.settings import Settings
from nakshatra.stores.ledger import Accepted
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Media, Message, Receipt, Reply, Voice

GENUINE = 50
"""True deliveries before the attack: they warm the bot up and are what is said again."""

_WARM = 500
"""Hostile calls before memory is first looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    channel: str
    calls: int
    accepted: int
    """Messages that were taken, beyond the true ones."""

    welcomed: int
    broken: int
    """Answered with 5xx."""

    before_mb: float
    after_mb: float
    statuses: Mapping[str, Mapping[int, int]]

    @property
    def held(self) -> bool:
        return not (self.accepted or self.welcomed or self.broken)


class Deaf:
    """A called channel that reads as its platform's does and sends nothing."""

    abilities = WITHOUT_LIMITS

    def __init__(self, channel: Hooked | Called, name: str) -> None:
        self.name = name
        self._channel = channel

    def parse(self, headers: Mapping[str, str], body: bytes) -> Sequence[Message]:
        assert isinstance(self._channel, Hooked)
        return self._channel.parse(headers, body)

    async def fetch(self, media: Media) -> Voice:
        raise ChannelError(f"no recordings here: {media.mime}")

    async def send(self, reply: Reply) -> str:
        return reply.to


class DeafToCalls(Deaf):
    """The same of a channel that reads the whole call."""

    def take(self, call: calls.Call) -> calls.Taken:
        assert isinstance(self._channel, Called)
        return self._channel.take(call)


def _deaf(channel: Hooked | Called, name: str) -> Deaf:
    return (DeafToCalls if isinstance(channel, Called) else Deaf)(channel, name)


class Counting:
    """A road that counts what it was brought."""

    def __init__(self, road: Road) -> None:
        self._road = road
        self.outcomes: Counter[Accepted] = Counter()

    async def accept(self, message: Message) -> Accepted:
        outcome = await self._road.accept(message)
        self.outcomes[outcome] += 1
        return outcome

    async def receipt(self, receipt: Receipt) -> None:
        await self._road.receipt(receipt)

    @property
    def alive(self) -> bool:
        return self._road.alive


async def measured(platform: Platform, count: int) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        async with _served(platform, Path(folder)) as (app, road):
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as line:
                return await _attacked(platform, count, line, road)


async def _attacked(platform: Platform, count: int, line: httpx.AsyncClient, road: Counting) -> Row:
    async def post(call: Call) -> int:
        url = f"/hooks/{platform.channel}"
        return (await line.post(url, content=call.body, headers=call.headers)).status_code

    for number in range(GENUINE):
        await post(platform.delivery(number))
    await attack(platform, min(count, _WARM), GENUINE, post)
    before = resident_mb()
    toll = await attack(platform, count, GENUINE, post)
    return Row(
        channel=platform.channel,
        calls=count,
        accepted=road.outcomes[Accepted.NEW] - GENUINE,
        welcomed=toll.welcomed,
        broken=toll.broken,
        before_mb=before,
        after_mb=resident_mb(),
        statuses={kind: dict(each) for kind, each in toll.statuses.items()},
    )


@asynccontextmanager
async def _served(platform: Platform, folder: Path) -> AsyncIterator[tuple[Starlette, Counting]]:
    settings = replace(Settings(), data_dir=folder, **platform.settings)  # type: ignore[arg-type]
    store = SqlStore(settings)
    spec = specify(settings, store)
    channels: dict[str, Channel] = {
        platform.channel: _deaf(builder("channels", platform.channel)(spec), platform.channel)
    }
    parts = wire(spec, channels)
    road = Road(parts.bot, store, settings, channels)
    counting = Counting(road)
    await road.start()
    try:
        yield (
            make_app(
                road=counting,
                store=store,
                channels=channels,
                catalogue=spec.catalogue,
                settings=settings,
                bell=Web(store).bell,
            ),
            counting,
        )
    finally:
        await road.stop()
        await parts.close()
