"""Three hundred people at once on one machine: in order, nobody forgotten, an emergency first."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from pathlib import Path

from durable.harness import message
from durable.test_durable_road import town
from nakshatra.stores.ledger import Accepted
from nakshatra.types import Profile

PEOPLE = 300
TWICE = 100
"""So many of them ask a second question."""


async def test_three_hundred_people_are_answered_in_order_and_an_emergency_first(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as here:
        for user in range(PEOPLE):
            address = message("x", user=f"u{user}").address
            await here.store.save_profile(address, Profile(greeted=True))
        messages = [
            message(f"u{user}-{n}", f"u{user}-{n}", f"u{user}")
            for n, people in enumerate((PEOPLE, TWICE))
            for user in range(people)
        ]
        taken = await asyncio.gather(*map(here.road.accept, messages))
        assert set(taken) == {Accepted.NEW}
        waiting = await here.road.backlog()
        before = len(here.platform.sent)
        await here.road.accept(message("snake bite", "urgent", "u7"))
        async with asyncio.timeout(120):
            await here.platform.reached(len(messages) + 1)
        order = [reply.to for reply in here.platform.sent]
    assert sorted(order) == sorted([*(m.id for m in messages), "urgent"])
    assert waiting > 0, "or nothing was overtaken"
    ahead = order.index("urgent") - before
    assert ahead <= 12, "only those whose turn was already under way"
    people = defaultdict(list)
    for id in order:
        if id != "urgent":
            people[id.partition("-")[0]].append(id)
    assert all(ids == sorted(ids) for ids in people.values())
    first = [place for place, id in enumerate(order) if id.endswith("-0")]
    assert max(first) < PEOPLE * 1.25, "nobody waits for another's second question"
