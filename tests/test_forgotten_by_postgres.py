"""After /forget no row of any table on PostgreSQL holds a word of that person, ours or DBOS's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import postgres
from nakshatra.app import build_house
from nakshatra.durable.retry import Patience
from nakshatra.durable.road import Road
from nakshatra.errand import Errand
from nakshatra.stores.ledger import Accepted
from nakshatra.types import Address, Message, Profile
from test_forgotten import Letters

pytestmark = postgres.needed

WHO = Address("web", "the-cookie-of-asha-22-")
CLOSED = replace(WHO, channel="closed")
MARKERS = ("ज़ोरावरसिंह", "zoravarsingh", "zebrawood", "quagmire", "the-cookie-of-asha")


@pytest.fixture
def url() -> Iterator[str]:
    with postgres.fresh() as made:
        yield made


@pytest.fixture
async def road(url: str, tmp_path: Path) -> AsyncIterator[Road]:
    settings = postgres.on(url, tmp_path, offline=True, hand_off=True, voice_cache_mb=0)
    house = build_house(settings)
    channels = {**house.channels, "closed": Letters()}
    made = Road(
        replace(house.parts.bot, channels=channels),
        house.store,
        settings,
        channels,
        sending=Patience(tries=1, first_s=0.0),
    )
    await made.start()
    yield made
    await made.stop()
    await house.parts.close()


async def say(road: Road, text: str, id: str, who: Address = WHO) -> None:
    sent = Message(id=id, address=who, sent_at=datetime.now(UTC), text=text)
    assert await road.accept(sent) is Accepted.NEW
    async with asyncio.timeout(120):
        while await road.backlog():
            await asyncio.sleep(0.02)


def found(url: str) -> set[str]:
    text = postgres.everything(url).casefold()
    return {marker for marker in MARKERS if marker.casefold() in text}


async def test_nothing_readable_stands_in_any_table(url: str, road: Road) -> None:
    store = road._store
    await store.save_profile(WHO, Profile(remember=True))
    await say(road, "मेरे पड़ोसी ज़ोरावरसिंह ने खेत में चूना डाला", "typed")
    await say(road, "zoravarsingh ka khet kahan hai", "latin")
    await say(road, "/feedback bad typed", "tap")
    await say(road, "/human why does Zebrawood rot in my yard", "human")
    await store.open_errand(WHO, "latin", Errand(print="hash"))
    await say(road, "Quagmire and Zebrawood", "dead", CLOSED)
    [item] = await store.inbox.waiting()
    await store.inbox.answer(item.number, "Zebrawood rots when it is wet.")
    held = str(await store.export(WHO)) + str(await store.export(CLOSED))
    assert all(marker in held.casefold() for marker in MARKERS[:4])
    assert found(url) == set(), "all of it is sealed"
    assert [letter.channel for letter in await road.dead_letters()] == ["closed"]
    await say(road, "/forget yes", "forget")
    await say(road, "/forget yes", "forget closed", CLOSED)
    assert found(url) == set()
    for who in (WHO, CLOSED):
        after = await store.export(who)
        empty = ("conversation", "messages", "questions", "feedback", "processing")
        assert all(not after[part] for part in empty)
        assert not any(marker in str(after).casefold() for marker in MARKERS[:4])


async def test_the_search_would_find_a_word_that_lies_there(url: str, road: Road) -> None:
    await road._store.database.write(
        lambda c: c.exec_driver_sql(
            "UPDATE person_keys SET sealed = convert_to('Zebrawood', 'UTF8') WHERE owner = ''"
        ).close()
    )
    assert found(url) == {"zebrawood"}
