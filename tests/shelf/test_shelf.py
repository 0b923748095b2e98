"""Engines come when called, stay while there is room, and die alone."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nakshatra.errors import EngineError, MissingModel, Unheard
from nakshatra.shelf import Engine, Shelf


def counter(name: str = "counter", mb: int = 40, start: int = 0) -> Engine:
    return Engine(name, "shelf.engines:Counter", {"start": start}, mb)


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    made = Shelf(budget_mb=100)
    yield made
    await made.close()


async def test_an_engine_is_loaded_once_and_keeps_its_state(shelf: Shelf) -> None:
    assert await shelf.call(counter(start=5), "add", 2) == 7
    assert await shelf.call(counter(start=5), "add", 2) == 9
    assert await shelf.call(counter(), "pid") != os.getpid()


@pytest.mark.skipif(sys.platform != "linux", reason="only there the C library gives it back")
async def test_what_an_answer_needed_is_given_back_to_the_system(shelf: Shelf) -> None:
    before = await shelf.call(counter(), "resident_mb")
    await shelf.call(counter(), "litter", 100_000)
    assert await shelf.call(counter(), "resident_mb") < before + 20


async def test_calls_at_once_are_answered_one_after_the_other(shelf: Shelf) -> None:
    sums = await asyncio.gather(*(shelf.call(counter(), "add", 1) for _ in range(5)))
    assert sums == [1, 2, 3, 4, 5]


async def test_the_least_recently_used_makes_room(shelf: Shelf) -> None:
    await shelf.call(counter("a"), "add", 1)
    await shelf.call(counter("b"), "add", 1)
    await shelf.call(counter("a"), "add", 1)
    await shelf.call(counter("c"), "add", 1)
    assert list(shelf.loaded) == ["a", "c"]
    assert sum(shelf.loaded.values()) <= shelf.budget_mb


async def test_an_engine_in_use_is_not_put_away(shelf: Shelf, tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    at_work = asyncio.create_task(shelf.call(counter("a", 60), "wait_for", str(sign)))
    while "a" not in shelf.loaded:
        await asyncio.sleep(0)
    waiting = asyncio.create_task(shelf.call(counter("b", 60), "add", 1))
    await asyncio.sleep(0)
    assert list(shelf.loaded) == ["a"]
    await asyncio.to_thread(sign.touch)
    assert await at_work == "seen"
    assert await waiting == 1
    assert list(shelf.loaded) == ["b"]


async def test_more_than_the_budget_is_refused_with_the_remedy(shelf: Shelf) -> None:
    with pytest.raises(EngineError, match="ram_budget_mb"):
        await shelf.call(counter("huge", 101), "add", 1)


async def test_a_crash_costs_one_call(shelf: Shelf) -> None:
    await shelf.call(counter(), "add", 1)
    with pytest.raises(EngineError, match="stopped"):
        await shelf.call(counter(), "crash")
    assert await shelf.call(counter(), "add", 1) == 1


async def test_those_who_wait_behind_a_crash_get_a_fresh_engine(shelf: Shelf) -> None:
    outcomes: list[object] = await asyncio.gather(
        shelf.call(counter(), "crash"), shelf.call(counter(), "add", 1), return_exceptions=True
    )
    assert isinstance(outcomes[0], EngineError)
    assert outcomes[1] == 1


async def test_an_engine_that_fails_lives_on(shelf: Shelf) -> None:
    await shelf.call(counter(), "add", 1)
    with pytest.raises(EngineError, match="out of tune"):
        await shelf.call(counter(), "fail")
    with pytest.raises(Unheard):
        await shelf.call(counter(), "hear_nothing")
    assert await shelf.call(counter(), "add", 1) == 2


@pytest.mark.parametrize(
    ("factory", "error", "says"),
    [
        ("without_weights", MissingModel, "models pull"),
        ("broken", EngineError, "bad weights"),
        ("nowhere", EngineError, "nowhere"),
    ],
)
async def test_what_cannot_be_loaded_says_why(
    shelf: Shelf, factory: str, error: type[Exception], says: str
) -> None:
    engine = Engine("bad", f"shelf.engines:{factory}", {}, 10)
    with pytest.raises(error, match=says):
        await shelf.call(engine, "add", 1)
    assert not shelf.loaded


async def test_an_engine_that_hangs_is_ended(shelf: Shelf) -> None:
    await shelf.call(counter(), "add", 1)
    with pytest.raises(EngineError, match="longer than"):
        await shelf.call(counter(), "hang", timeout=0.2)
    assert await shelf.call(counter(), "add", 1) == 1


async def test_one_who_stops_waiting_does_not_stop_the_engine(shelf: Shelf, tmp_path: Path) -> None:
    await shelf.call(counter(), "add", 1)
    impatient = asyncio.create_task(shelf.call(counter(), "wait_for", str(tmp_path / "sign")))
    await asyncio.sleep(0)
    impatient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await impatient
    await asyncio.to_thread((tmp_path / "sign").touch)
    assert await shelf.call(counter(), "add", 1) == 2


async def test_close_leaves_no_process() -> None:
    shelf = Shelf(100)
    pids = [await shelf.call(counter(name), "pid") for name in ("a", "b")]
    hanging = asyncio.create_task(shelf.call(counter("a"), "hang"))
    await asyncio.sleep(0)
    await shelf.close()
    with pytest.raises(EngineError):
        await hanging
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_what_nobody_uses_is_put_away() -> None:
    shelf = Shelf(100, idle_s=0.05)
    await shelf.call(counter("a"), "add", 1)
    async with asyncio.timeout(10):
        while shelf.loaded:
            await asyncio.sleep(0.01)
    assert await shelf.call(counter("a"), "add", 1) == 1
    await shelf.close()


async def test_what_is_at_work_is_not_idle(tmp_path: Path) -> None:
    shelf, sign = Shelf(100, idle_s=0.01), tmp_path / "sign"
    await shelf.call(counter("a"), "add", 1)
    at_work = asyncio.create_task(shelf.call(counter("a"), "wait_for", str(sign)))
    await asyncio.sleep(0.1)
    await asyncio.to_thread(sign.touch)
    assert await at_work == "seen"
    await shelf.close()


async def test_a_program_of_somebody_else_s_is_ended_for_its_room(shelf: Shelf) -> None:
    ended: list[str] = []

    async def end() -> None:
        ended.append("ended")

    async with shelf.room(counter("guest", 80), end, 1):
        assert shelf.loaded == {"guest": 80}
        with pytest.raises(EngineError, match="no room for other within"):
            async with shelf.room(counter("other", 80), end, 0.01):
                pass
    assert not ended
    await shelf.call(counter("a"), "add", 1)
    assert ended
    assert list(shelf.loaded) == ["a"]
