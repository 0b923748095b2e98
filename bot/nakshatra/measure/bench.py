"""This machine -> the table of what the design must reach; no row is looked up."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from nakshatra.app import House, build_house, specify
from nakshatra.home import home
from nakshatra.measure import voice
from nakshatra.measure.killed import toll
from nakshatra.measure.samples import questions
from nakshatra.pipeline.understand import searched
from nakshatra.ports import IdentifiesMany
from nakshatra.settings import Settings
from nakshatra.types import Address, Message, Profile, Query

T = TypeVar("T")

_PEOPLE = 10
"""They ask in turn; the bot has met them, as it has most who write on a given day."""

_LOOK_S = 0.002
_BATCH = 50
"""Times the questions are taken for one batch."""


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    measured: str
    target: str
    met: bool | None
    """None: measured, but there is nothing to compare it with."""


async def measured(settings: Settings, count: int) -> list[Row]:
    """Every row that one living bot can give, on a data folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        house = build_house(_unguarded(settings, Path(folder)))
        await house.road.start()
        try:
            await _through(house, questions(20))  # caches fill, connections open
            return [*await turns(house, count), *understanding(house, count), memory()]
        finally:
            await house.road.stop()
            await house.parts.close()


async def turns(house: House, count: int) -> list[Row]:
    """Text turns through the durable road, one after the other: from the door to the sent reply."""
    times = await _through(house, questions(count))
    stages = await _stages(house, questions(count))
    p50, p95 = percentile(times, 50), percentile(times, 95)
    half, rest = percentile(stages, 50), percentile(stages, 95)
    return [
        Row(
            f"text turn, durable, {count} questions, p50 / p95",
            f"{p50:.1f} / {p95:.1f} ms",
            "40 / 80 ms",
            p50 <= 40 and p95 <= 80,
        ),
        Row(
            "all stages but durability, p50 / p95", f"{half:.1f} / {rest:.1f} ms", "5 ms", rest <= 5
        ),
    ]


def _unguarded(settings: Settings, folder: Path) -> Settings:
    """The bench is a machine that writes faster than anybody reads."""
    return replace(
        settings,
        data_dir=folder,
        telegram_token="",
        whatsapp_token="",
        sms_provider="",
        user_per_minute=0,
        stop_loops=False,
    )


async def _through(house: House, texts: Sequence[str]) -> list[float]:
    """Milliseconds of each turn, from the door to the reply; the next begins when it is over."""
    for number in range(_PEOPLE):
        address = _message("", str(number)).address
        await house.store.save_profile(address, Profile(greeted=True, asked_memory=True))
    times = []
    for number, text in enumerate(texts):
        message = _message(text, str(number % _PEOPLE), f"{number}-{len(texts)}")
        with house.web.bell.listen(message.address.user) as rung:
            begun = perf_counter()
            await house.road.accept(message)
            await rung.wait()
            times.append((perf_counter() - begun) * 1000)
        while await house.road.backlog():  # noqa: ASYNC110 the road has no bell for "all done"
            await asyncio.sleep(_LOOK_S)
    return times


async def _stages(house: House, texts: Sequence[str]) -> list[float]:
    handled = [await house.parts.bot.handle(_message(text, "0")) for text in texts]
    return [sum(each.stages.values()) for each in handled]


def _message(text: str, user: str, id: str = "1") -> Message:
    return Message(id=id, address=Address("web", user), sent_at=datetime.now(UTC), text=text or "-")


def understanding(house: House, count: int) -> Iterator[Row]:
    """Language identification, then routing and retrieval, in this process."""
    texts = questions(count)
    identifier, router = house.parts.bot.identifier, house.parts.bot.router
    single = _median_us(lambda text: identifier.identify(text), texts)
    yield Row("language of one message, p50", f"{single:.0f} us", "50 us", single <= 50)
    queries = []
    for text in texts:
        lang = identifier.identify(text).lang
        queries.append(Query(text=text, native=searched(text, lang), lang=lang))
    if isinstance(identifier, IdentifiesMany):
        begun = perf_counter()
        identifier.identify_batch(texts * _BATCH)
        rate = len(texts) * _BATCH / (perf_counter() - begun)
        yield Row("language of many at once", f"{rate:,.0f}/s", "50,000/s", rate >= 50_000)
    size = sum(path.stat().st_size for path in home().glob("languages/weights/*")) / 1e6
    yield Row("weights of language identification", f"{size:.1f} MB", "10 MB", size <= 10)
    route = _median_us(router.route, queries) / 1000
    yield Row("route one question, p50", f"{route:.2f} ms", "2 ms with retrieval", route <= 2)


async def spoken(settings: Settings) -> Row:
    """The bot's own share of a voice turn; `nakshatra bench voice` says more."""
    what, target = "voice turn / bare recogniser and voice", f"{voice.TARGET:.2f}"
    spec = specify(settings)
    if (card := voice.recogniser(spec)) is None:
        return Row(what, "not measured: see `nakshatra bench voice`", target, None)
    room = voice.Room(spec)
    try:
        found = await room.turn(card, seconds=5.0)
    finally:
        await room.close()
    times = f"{found.ratio:.2f} ({found.bot.ms:.0f} / {found.bare.ms:.0f} ms, {found.model})"
    return Row(what, times, target, found.ratio <= voice.TARGET)


def memory() -> Row:
    """Resident memory of this process, which has answered questions; no recogniser is loaded."""
    status = Path("/proc/self/status").read_text("ascii")
    kilobytes = next(int(ln.split()[1]) for ln in status.splitlines() if ln.startswith("VmRSS"))
    mb = kilobytes / 1024
    return Row("resident memory, without a recogniser", f"{mb:.0f} MB", "350 MB", mb <= 350)


def killed(count: int, kills: int) -> Row:
    """A real bot on real questions, killed with SIGKILL and started again."""
    with tempfile.TemporaryDirectory() as folder:
        counted = toll(Path(folder), count, kills)
    return Row(
        f"{count} messages with {kills} kill -9: lost / answered twice / people out of order",
        f"{counted.lost} / {counted.doubled} / {counted.disordered}",
        "0 / 0 / 0",
        not (counted.lost or counted.doubled or counted.disordered),
    )


def percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def _median_us(call: Callable[[T], object], inputs: Sequence[T]) -> float:
    times = []
    for each in inputs:
        begun = perf_counter()
        call(each)
        times.append((perf_counter() - begun) * 1e6)
    return percentile(times, 50)
