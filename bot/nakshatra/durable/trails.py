"""Where the door keeps what it remembers: here in memory for a process that is alone, in the
database (stores/trails.py) for several that share one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Protocol, TypeVar

from nakshatra.trail import BLANK, Trail

T = TypeVar("T")

Step = Callable[[Trail, float], tuple[Trail, T]]
"""A person's trail and the time -> the trail from now on, and what was found."""

PEOPLE = 20_000
"""Remembered at once, about 20 MB when all of them write much."""


class Trails(Protocol):
    async def step(self, owner: str, key: str, take: Step[T]) -> T | None:
        """`key`: of the message; None when another process took that very message in. Two steps of
        one person follow each other. Raise `StoreError`."""
        ...


class OwnTrails:
    """The least recent are forgotten, all of them at a restart."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._trails: OrderedDict[str, Trail] = OrderedDict()

    async def step(self, owner: str, key: str, take: Step[T]) -> T | None:  # noqa: ARG002
        self._trails[owner], found = take(self._trails.get(owner, BLANK), self._now())
        self._trails.move_to_end(owner)
        if len(self._trails) > PEOPLE:
            self._trails.popitem(last=False)
        return found
