"""The real server before the real road and store; only engines and platforms are fakes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from durable.harness import Expert, Transcriber, bot
from nakshatra.abilities import WITHOUT_LIMITS, Abilities
from nakshatra.catalogue import Catalogue
from nakshatra.channels.web import Web
from nakshatra.durable.retry import Patience
from nakshatra.durable.road import Road
from nakshatra.errors import ChannelError
from nakshatra.measure.platforms import Platform
from nakshatra.measure.webhooks import Counting
from nakshatra.ports import Called, Channel, Hooked
from nakshatra.registry import Spec, builder
from nakshatra.server.app import make_app
from nakshatra.settings import Settings
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Media, Reply, Voice

URL = "http://127.0.0.1"
PATIENCE_S = 120
"""An answer that never comes is a failure, not a test that hangs."""


@dataclass
class Heard:
    """Reads as its platform's channel does; what it sends is kept here."""

    channel: Hooked | Called
    name: str
    abilities: Abilities = WITHOUT_LIMITS
    sent: list[Reply] = field(default_factory=list)

    def parse(self, headers: Any, body: bytes) -> Any:
        assert isinstance(self.channel, Hooked)
        return self.channel.parse(headers, body)

    async def fetch(self, media: Media) -> Voice:
        raise ChannelError("no recordings here")

    async def send(self, reply: Reply) -> str:
        self.sent.append(reply)
        return reply.to


class HeardWhole(Heard):
    """The same of a channel that reads the whole call."""

    def take(self, call: Any) -> Any:
        assert isinstance(self.channel, Called)
        return self.channel.take(call)


def _heard(channel: Hooked | Called, name: str) -> Heard:
    return (HeardWhole if isinstance(channel, Called) else Heard)(channel, name)


@dataclass
class RealHouse:
    app: Starlette
    road: Counting
    store: SqlStore
    web: Web
    expert: Expert
    backlog: Callable[[], Any]

    def line(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=URL)

    async def quiet(self) -> None:
        """Everything that was accepted is over."""
        async with asyncio.timeout(PATIENCE_S):
            while await self.backlog():
                await asyncio.sleep(0.02)


@asynccontextmanager
async def real_house(
    folder: Path,
    make: Callable[[Spec], Mapping[str, Channel]],
    expert: Expert | None = None,
    /,
    **values: Any,
) -> AsyncIterator[RealHouse]:
    settings = Settings(data_dir=folder, **values)
    store = SqlStore(settings)
    spec = Spec(settings=settings, catalogue=Catalogue.load(), store=store)
    web, expert = Web(store), expert or Expert()
    channels: dict[str, Channel] = {"web": web, **make(spec)}
    quick = Patience(tries=2, first_s=0.0)
    made = bot(channels, expert, Transcriber())
    road = Road(made, store, settings, channels, stages=quick, sending=quick)
    counting = Counting(road)
    await road.start()
    app = make_app(
        road=counting,
        store=store,
        channels=channels,
        catalogue=spec.catalogue,
        settings=settings,
        bell=web.bell,
    )
    try:
        yield RealHouse(app, counting, store, web, expert, road.backlog)
    finally:
        await road.stop()


def heard(platform: Platform) -> Callable[[Spec], Mapping[str, Heard]]:
    """The platform's own channel, as far as it reads."""
    name = platform.channel
    return lambda spec: {name: _heard(builder("channels", name)(spec), name)}


def answers(channel: Heard) -> Counter[str]:
    """Message -> how often it was answered; greetings and notices are none."""
    return Counter(reply.to for reply in channel.sent if reply.experts)
