from __future__ import annotations

import asyncio

from nakshatra.stores.turnstile import Turnstile, urgently


async def test_one_at_a_time_in_order_and_the_urgent_one_first() -> None:
    gate, went, inside = Turnstile(), [], 0

    async def write(name: str) -> None:
        nonlocal inside
        with urgently(name.startswith("!")):
            async with gate:
                inside += 1
                assert inside == 1
                await asyncio.sleep(0)
                went.append(name)
                inside -= 1

    await asyncio.gather(*map(write, ["a", "b", "c", "!d", "!e", "f"]))
    assert went == ["a", "!d", "!e", "b", "c", "f"]


async def test_who_gives_up_waiting_does_not_hold_up_the_next() -> None:
    gate, went = Turnstile(), []

    async def write(name: str) -> None:
        async with gate:
            went.append(name)

    async with gate:
        waits = [asyncio.create_task(write(name)) for name in "abc"]
        await asyncio.sleep(0)
        waits[0].cancel()
    waits[1].cancel()
    await asyncio.gather(*waits, return_exceptions=True)
    await write("d")
    assert went == ["c", "d"]
