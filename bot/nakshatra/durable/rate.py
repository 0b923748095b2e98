"""How often somebody may write: a bucket of tokens each, and a minute's pause once it is empty.

The pause is what makes it bearable: a person is told once and then nothing until it is over, where
else every other message would be dropped. The least recently used are forgotten.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

PAUSE_S = 60.0
"""After it the bucket is full again: it holds what is allowed in a minute."""

PEOPLE = 20_000
"""Remembered at once, about 4 MB."""


@dataclass(slots=True)
class _Bucket:
    left: float
    since: float
    closed_until: float = 0.0


class Rate:
    def __init__(self, per_minute: int, now: Callable[[], float] = monotonic) -> None:
        """`per_minute` may also come at once; 0 = any number."""
        self._per_minute = per_minute
        self._now = now
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def allows(self, who: str) -> bool:
        """Take one token; False when there is none, and for a minute from then on."""
        if not self._per_minute:
            return True
        now = self._now()
        bucket = self._filled(who, now)
        if now < bucket.closed_until:
            return False
        if bucket.left < 1:
            bucket.closed_until = now + PAUSE_S
            return False
        bucket.left -= 1
        return True

    def _filled(self, who: str, now: float) -> _Bucket:
        bucket = self._buckets.setdefault(who, _Bucket(float(self._per_minute), now))
        self._buckets.move_to_end(who)
        if len(self._buckets) > PEOPLE:
            self._buckets.popitem(last=False)
        more = (now - bucket.since) * self._per_minute / PAUSE_S
        bucket.left, bucket.since = min(float(self._per_minute), bucket.left + more), now
        return bucket
