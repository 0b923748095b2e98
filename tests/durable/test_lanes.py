"""Who may go next."""

from __future__ import annotations

import asyncio

from nakshatra.durable.lanes import Lanes


async def run(lanes: Lanes, key: str, went: list[str], gate: asyncio.Event | None = None) -> None:
    async with lanes.turn(key):
        went.append(key)
        if gate is not None:
            await gate.wait()


async def test_one_person_goes_in_order_whoever_comes_first() -> None:
    lanes, went = Lanes(), list[str]()
    for key in ("1", "2", "3"):
        lanes.join(key, "asha", urgent=False)
    await asyncio.gather(*(run(lanes, key, went) for key in ("3", "1", "2")))
    assert went == ["1", "2", "3"]
    assert len(lanes) == 0


async def test_other_people_and_emergencies_do_not_wait() -> None:
    lanes, went, gate = Lanes(), list[str](), asyncio.Event()
    lanes.join("1", "asha", urgent=False)
    lanes.join("2", "asha", urgent=True)
    lanes.join("3", "ravi", urgent=False)
    first = asyncio.create_task(run(lanes, "1", went, gate))
    await asyncio.gather(run(lanes, "2", went), run(lanes, "3", went))
    assert set(went) == {"1", "2", "3"}
    gate.set()
    await first


async def test_what_comes_under_a_new_name_waits_for_what_came_under_the_old() -> None:
    lanes, went = Lanes(), list[str]()
    lanes.join("1", "a number", urgent=False)
    lanes.rename("a number", "an id")
    lanes.join("2", "an id", urgent=False)
    await asyncio.gather(*(run(lanes, key, went) for key in ("2", "1")))
    assert went == ["1", "2"]


async def test_a_turn_that_never_began_can_be_let_go() -> None:
    lanes, went = Lanes(), list[str]()
    lanes.join("1", "asha", urgent=False)
    lanes.join("2", "asha", urgent=False)
    lanes.leave("1")
    await run(lanes, "2", went)
    assert went == ["2"]


async def test_a_turn_of_another_machine_just_goes() -> None:
    lanes, went = Lanes(), list[str]()
    await run(lanes, "unknown", went)
    assert went == ["unknown"]


async def test_closing_ends_what_waits() -> None:
    lanes, went, gate = Lanes(), list[str](), asyncio.Event()
    lanes.join("1", "asha", urgent=False)
    lanes.join("2", "asha", urgent=False)
    tasks = [asyncio.create_task(run(lanes, key, went, gate)) for key in ("1", "2")]
    await asyncio.sleep(0)
    await lanes.close(grace=0)
    assert all(task.cancelled() for task in tasks)
    assert went == ["1"]
