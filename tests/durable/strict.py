"""A platform that takes nothing until the person writes again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from durable.harness import ASHA, House, Platform
from nakshatra.abilities import Abilities
from nakshatra.stores.keys import owner_of
from nakshatra.types import Receipt, ReceiptState, Reply


@dataclass
class Strict(Platform):
    """It has a window of a day, and may knock."""

    abilities: Abilities = field(default_factory=lambda: Abilities(voice=True, window_hours=24))
    template: bool = True
    knocks: list[str] = field(default_factory=list)

    async def knock(self, reply: Reply) -> bool:
        if self.template:
            self.knocks.append(reply.address.user)
        return self.template


Build = Callable[[Platform], Awaitable[House]]


def receipt(state: ReceiptState, id: str = "sent-1", **more: object) -> Receipt:
    return Receipt(address=ASHA, id=id, state=state, at=datetime.now(UTC), **more)  # type: ignore[arg-type]


async def come_back(strict: House) -> list[str]:
    """The person writes: what was held goes first."""
    places = await strict.store.ledger.held.wrote(owner_of(ASHA))
    for place in places:
        await strict.turns().run(place.key)
    return [place.key for place in places]
