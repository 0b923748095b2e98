"""So many messages a second and no more: who comes too early waits, but for an emergency."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic


class Pace:
    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap = 1.0 / per_second
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0

    async def __call__(self, *, urgent: bool = False) -> None:
        """Returns when one more may go; what is urgent waits for nobody, others for it."""
        now = self._clock()
        mine = max(now, self._next)
        self._next = mine + self._gap
        if mine > now and not urgent:
            await self._sleep(mine - now)
