"""How often somebody may write: a bucket of tokens each, and a minute's pause once it is empty.

The pause is what makes it bearable: a person is told once and then nothing until it is over, where
else every other message would be dropped. The least recently used are forgotten.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from nakshatra.trail import Bucket

PAUSE_S = 60.0
"""After it the bucket is full again: it holds what is allowed in a minute."""

PEOPLE = 20_000
"""Remembered at once, about 4 MB."""


def taken(bucket: Bucket | None, per_minute: int, now: float) -> tuple[Bucket, bool]:
    """One token less; False when there is none, and for a minute from then on. `per_minute` may
    also come at once; 0 = any number."""
    bucket = _filled(bucket or Bucket(float(per_minute), now), per_minute, now)
    if not per_minute:
        return bucket, True
    if now < bucket.closed_until:
        return bucket, False
    if bucket.left < 1:
        return replace(bucket, closed_until=now + PAUSE_S), False
    return replace(bucket, left=bucket.left - 1), True


class Rate:
    def __init__(self, per_minute: int, now: Callable[[], float] = monotonic) -> None:
        """`per_minute` may also come at once; 0 = any number."""
        self._per_minute = per_minute
        self._now = now
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def allows(self, who: str) -> bool:
        """Take one token; False when there is none, and for a minute from then on."""
        if not self._per_minute:
            return True
        bucket, allowed = taken(self._buckets.get(who), self._per_minute, self._now())
        self._buckets[who] = bucket
        self._buckets.move_to_end(who)
        if len(self._buckets) > PEOPLE:
            self._buckets.popitem(last=False)
        return allowed


def _filled(bucket: Bucket, per_minute: int, now: float) -> Bucket:
    more = (now - bucket.since) * per_minute / PAUSE_S
    return replace(bucket, left=min(float(per_minute), bucket.left + more), since=now)
