"""Several processes on one PostgreSQL: what they do at the same moment breaks nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import postgres
from nakshatra.stores.inbox import Question, Stage, Taken
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Address, Lang, Profile, Role, Turn

pytestmark = postgres.needed

ASHA = Address("fake", "asha")
HINDI = Lang("hi", "Deva")


def stores(url: str, folder: Path) -> list[SqlStore]:
    return [SqlStore(postgres.on(url, folder / str(n))) for n in range(4)]


@pytest.fixture
def url() -> Iterator[str]:
    with postgres.fresh() as made:
        yield made


@pytest.fixture
async def several(url: str, tmp_path: Path) -> AsyncIterator[list[SqlStore]]:
    """Opened at once on a database without a table."""
    made = stores(url, tmp_path)
    await asyncio.gather(*(store.open() for store in made))
    yield made
    for store in made:
        await store.close()


async def test_a_stranger_is_met_by_all_at_once(several: list[SqlStore]) -> None:
    said = [Turn(Role.USER, f"बात {n}", HINDI, datetime.now(UTC)) for n in range(len(several))]
    together = zip(several, said, strict=True)
    await asyncio.gather(*(store.remember(ASHA, [turn]) for store, turn in together))
    for store in several:
        assert {turn.text for turn in await store.history(ASHA)} == {turn.text for turn in said}


async def test_a_person_s_choices_are_saved_by_all_at_once(several: list[SqlStore]) -> None:
    await asyncio.gather(*(store.save_profile(ASHA, Profile(greeted=True)) for store in several))
    assert await several[0].profile(ASHA) == Profile(greeted=True)


async def test_what_one_forgets_none_remembers(several: list[SqlStore]) -> None:
    one, other, *_ = several
    turn = Turn(Role.USER, "बात", HINDI, datetime.now(UTC))
    await one.remember(ASHA, [turn])
    assert list(await other.history(ASHA)) == [turn]
    await other.forget(ASHA)
    assert list(await one.history(ASHA)) == []
    await one.remember(ASHA, [turn])
    assert list(await other.history(ASHA)) == [turn]


async def test_a_question_asked_here_is_answered_there(several: list[SqlStore]) -> None:
    one, other, *_ = several
    asked = Question(address=ASHA, of="1", text="क्यों?", lang=HINDI)
    assert await one.inbox.ask(asked) is Taken.NEW
    [item] = await other.inbox.waiting()
    await other.inbox.answer(item.number, "समुद्र")
    [ready] = await one.inbox.ready()
    assert (ready.stage, ready.question) == (Stage.ANSWERED, asked)
    assert ready.answer is not None
    assert ready.answer.text == "समुद्र"


async def test_opening_again_finds_all(url: str, tmp_path: Path) -> None:
    for _ in range(2):
        store, *_ = stores(url, tmp_path)
        await store.open()
        await store.save_profile(ASHA, Profile(greeted=True))
        await store.close()
