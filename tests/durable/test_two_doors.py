"""Two processes on one database count together: a loop through both of them ends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import postgres
from durable.harness import Expert, Platform, Transcriber, bot, message
from nakshatra.durable.away import Away
from nakshatra.durable.deliver import Delivery
from nakshatra.durable.door import Door
from nakshatra.durable.retry import Patience
from nakshatra.settings import Settings
from nakshatra.stores.ledger import Accepted
from nakshatra.stores.sql import SqlStore
from nakshatra.types import ENGLISH, Reply

TODAY = datetime(2026, 11, 26, 12, tzinfo=UTC)


@dataclass
class Gateways:
    """Two doors; each message goes through the other one than the last."""

    stores: list[SqlStore]
    doors: list[Door]
    at: datetime = TODAY
    count: int = 0

    async def write(self, text: str, after: float = 0.0) -> Accepted | None:
        self.at += timedelta(seconds=after)
        self.count += 1
        sent = message(text, str(self.count), sent_at=self.at)
        return await self.doors[self.count % 2].turned_away(sent, urgent=False)

    async def answer(self, text: str) -> None:
        address = message("x").address
        await self.doors[0].said(Reply(address=address, to="1", text=text, lang=ENGLISH))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=postgres.needed)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    if request.param == "sqlite":
        yield Settings(data_dir=tmp_path, user_per_minute=12)
        return
    with postgres.fresh() as url:
        yield postgres.on(url, tmp_path, user_per_minute=12)


@pytest.fixture
async def here(house: Settings) -> AsyncIterator[Gateways]:
    stores = [SqlStore(house, lambda: made.at) for _ in range(2)]
    for store in stores:
        await store.open()
    doors = [Door(house, store.trails, now=lambda: made.at) for store in stores]
    made = Gateways(stores, doors)
    yield made
    for store in stores:
        await store.close()


async def test_our_words_said_by_one_and_back_at_the_other_are_not_answered(here: Gateways) -> None:
    said = "Sow wheat in the first half of November."
    await here.answer(said)
    assert [await here.write(said, after=60 + n * n) for n in range(2)] == [Accepted.LOOP] * 2


async def test_the_same_words_through_both_are_answered_six_times(here: Gateways) -> None:
    got = [await here.write("we are out of office", after=7 + n) for n in range(8)]
    assert got == [None] * 6 + [Accepted.LOOP] * 2


async def test_a_clock_that_ticks_at_both_is_a_machine(here: Gateways) -> None:
    got = [await here.write(f"tick {n}", after=60) for n in range(10)]
    assert got == [None] * 8 + [Accepted.LOOP] * 2


async def test_who_is_faster_than_reading_is_a_machine_at_both(here: Gateways) -> None:
    got = []
    for n in range(12):
        got.append(await here.write(f"reply {n} to yours", after=1.0 + n / 20))
        await here.answer(f"our answer number {n}, in a few words")
    assert Accepted.LOOP in got


async def test_a_minute_s_worth_is_counted_together(here: Gateways) -> None:
    got = [await here.write(f"question {n}") for n in range(14)]
    assert got == [None] * 12 + [Accepted.LIMITED] * 2


async def test_who_is_turned_away_at_both_is_told_by_one(here: Gateways) -> None:
    platform = Platform()
    aways = [_away(store, platform) for store in here.stores]
    for n in range(4):
        aways[n % 2].tell(message("again", str(n)), Accepted.LIMITED)
        await aways[n % 2].close()
    assert len(platform.sent) == 1
    aways[1].tell(message("again", "late"), Accepted.LATE)
    await aways[1].close()
    assert len(platform.sent) == 2
    here.at += timedelta(seconds=61)
    aways = [_away(store, platform) for store in here.stores]
    for away in aways:
        away.tell(message("again", "later"), Accepted.LIMITED)
        await away.close()
    assert len(platform.sent) == 3


def _away(store: SqlStore, platform: Platform) -> Away:
    channels = {"fake": platform}
    delivery = Delivery(
        ledger=store.ledger,
        channels=channels,
        patience=Patience(tries=1, first_s=0.0),
        over=lambda *_: None,
    )
    return Away(delivery, bot(channels, Expert(), Transcriber()), store, shared=store.trails)


async def test_a_second_delivery_at_the_other_is_not_counted(here: Gateways) -> None:
    sent = message("question", "q", sent_at=TODAY)
    assert await here.doors[0].turned_away(sent, urgent=False) is None
    await here.stores[0].ledger.accept(sent, urgent=False)
    for _ in range(20):
        assert await here.doors[1].turned_away(sent, urgent=False) is None
    assert await here.write("another") is None


async def test_it_is_sealed_exported_forgotten_and_pruned(here: Gateways) -> None:
    store, who = here.stores[0], message("x").address
    await here.write("question")
    assert (await store.export(who))["counted"]["times"] != []
    await store.forget(who)
    assert (await store.export(who))["counted"] is None
    await here.write("question")
    here.at += timedelta(minutes=16)
    await store.purge()
    assert (await store.export(who))["counted"] is None
