"""Trying again, a bounded number of times. The road is the only place that does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from nakshatra.errors import ChannelError, NakshatraError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    tries: int
    first_s: float
    """Seconds before the second try; each further wait is twice as long."""

    longest_s: float = 300.0
    longest_asked_s: float = 3600.0
    """A platform may ask for so much: it knows what it can bear."""

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def __call__(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Raise the last error once the tries are used up, or at once when it is not retryable."""
        for tried in range(1, self.tries):
            try:
                return await attempt()
            except NakshatraError as error:
                if not error.retryable:
                    raise
                await self.sleep(self._wait(error, tried))
        return await attempt()

    def _wait(self, error: NakshatraError, tried: int) -> float:
        """What the platform asks for, else twice as long each time."""
        if isinstance(error, ChannelError) and error.retry_after is not None:
            return min(error.retry_after, self.longest_asked_s)
        wait: float = self.first_s * 2 ** (tried - 1)
        return min(wait, self.longest_s)
