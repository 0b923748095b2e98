"""Every hook of the real server under attack, and under platforms that deliver thrice.

`nakshatra bench webhooks` makes the same attack with 10,000 calls and the whole bot.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from nakshatra.measure.hostile import Kind, attack, hostile
from nakshatra.measure.memory import resident_mb
from nakshatra.measure.platforms import PLATFORMS, Call, Platform
from nakshatra.stores.ledger import Accepted
from server.real_house import Heard, RealHouse, answers, heard, real_house

CALLS = 1500
GENUINE = 20
ROOM_MB = 12
"""What Python's own allocator may keep of 1,500 calls; a leak of a call's body would be more."""

every_platform = pytest.mark.parametrize("platform", PLATFORMS, ids=lambda p: str(p.channel))


def channel(house: RealHouse, platform: Platform) -> Heard:
    found: Heard = house.app.state.site.channels[platform.channel]
    return found


@every_platform
async def test_no_hostile_call_is_taken_none_breaks_and_memory_is_flat(
    platform: Platform, tmp_path: Path
) -> None:
    async with (
        real_house(tmp_path, heard(platform), **platform.settings) as house,
        house.line() as line,
    ):

        async def post(call: Call) -> int:
            url = f"/hooks/{platform.channel}"
            return (await line.post(url, content=call.body, headers=call.headers)).status_code

        assert {await post(platform.delivery(n)) for n in range(GENUINE)} == {200}
        await attack(platform, CALLS // 5, GENUINE, post)
        before = resident_mb()
        toll = await attack(platform, CALLS, GENUINE, post)
        await house.quiet()
        assert house.road.outcomes[Accepted.NEW] == GENUINE
        assert (toll.welcomed, toll.broken) == (0, 0), toll.statuses
        assert set(toll.statuses) == set(Kind)
        assert set(toll.statuses[Kind.REPLAYED]) == {200}, "said again, and dropped"
        assert set(toll.statuses[Kind.LARGE]) == {413}
        assert resident_mb() - before < ROOM_MB
        assert set(answers(channel(house, platform)).values()) == {1}


@every_platform
async def test_each_delivery_thrice_in_any_order_is_one_answer_each(
    platform: Platform, tmp_path: Path
) -> None:
    calls = [platform.delivery(n) for n in range(60)] * 3
    Random(7).shuffle(calls)
    async with (
        real_house(tmp_path, heard(platform), **platform.settings) as house,
        house.line() as line,
    ):
        for call in calls:
            url = f"/hooks/{platform.channel}"
            sent = await line.post(url, content=call.body, headers=call.headers)
            assert sent.status_code == 200
        await house.quiet()
        assert len(answers(channel(house, platform))) == 60
        assert set(answers(channel(house, platform)).values()) == {1}
        assert house.road.outcomes == {Accepted.NEW: 60, Accepted.DUPLICATE: 120}


@every_platform
async def test_a_caller_who_has_the_secret_and_writes_nonsense_breaks_nothing(
    platform: Platform, tmp_path: Path
) -> None:
    """Not refused where the signature is not of the body; but never a 5xx."""
    statuses: Counter[int] = Counter()
    async with (
        real_house(tmp_path, heard(platform), **platform.settings) as house,
        house.line() as line,
    ):
        for kind, call in hostile(platform, 300, GENUINE, seed=5):
            if kind is Kind.FUZZED:
                headers = platform.delivery(1).headers
                url = f"/hooks/{platform.channel}"
                sent = await line.post(url, content=call.body, headers=headers)
                statuses[sent.status_code] += 1
        await house.quiet()
    assert set(statuses) <= {200, 403}


def test_an_attack_can_be_made_again() -> None:
    def made(seed: int) -> list[tuple[Kind, bytes]]:
        calls = hostile(PLATFORMS[0], 50, GENUINE, seed)
        return [(kind, call.body[:3]) for kind, call in calls]

    assert made(1) == made(1)
    assert made(1) != made(2)
