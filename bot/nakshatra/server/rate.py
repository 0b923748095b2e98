"""How often one session may write: a token bucket each, the least recently used forgotten."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

BURST = 12
"""Messages at once: a page that was offline sends what it kept."""

PER_SECOND = 0.5
"""Nobody types or says a question faster than every two seconds for long."""

SESSIONS = 20_000
"""Remembered at once, about 3 MB."""


class Rate:
    def __init__(
        self,
        now: Callable[[], float] = monotonic,
        *,
        burst: int = BURST,
        per_second: float = PER_SECOND,
    ) -> None:
        self._now, self._burst, self._per_second = now, burst, per_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, session: str) -> bool:
        """Take one token; False when there is none."""
        now = self._now()
        left, since = self._buckets.get(session, (float(self._burst), now))
        left = min(self._burst, left + (now - since) * self._per_second)
        self._buckets[session] = (left - 1 if left >= 1 else left, now)
        self._buckets.move_to_end(session)
        if len(self._buckets) > SESSIONS:
            self._buckets.popitem(last=False)
        return left >= 1
