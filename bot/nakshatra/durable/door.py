"""A message -> whether it may come in: not too old, not too many, not a machine's.

In this order, for every channel alike. An emergency is never too old and never one too many; only
our own words that come back, and the same emergency more than twenty times, are left unanswered.
What it knows of people is kept by trails.py, which several processes may share; the count of a
whole channel is each process's own.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic

from nakshatra.durable.loops import said, turned_in
from nakshatra.durable.rate import Rate, taken
from nakshatra.durable.trails import OwnTrails, Trails
from nakshatra.errors import StoreError
from nakshatra.settings import Settings
from nakshatra.stores.keys import key_of, owner_of
from nakshatra.stores.ledger import Accepted
from nakshatra.trail import Trail
from nakshatra.types import Kind, Message, Reply

log = logging.getLogger(__name__)

_PASSED = 20_000
"""Keys of messages that came in; a second delivery of one is no second message."""


class Door:
    def __init__(
        self,
        settings: Settings,
        trails: Trails | None = None,
        clock: Callable[[], float] = monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`trails`: None = this process is alone."""
        self._now = now
        self._late = timedelta(hours=settings.late_hours)
        self._per_minute = settings.user_per_minute
        self._trails = trails or OwnTrails(clock)
        self._channels = Rate(settings.channel_per_minute, clock)
        self._stops_loops = settings.stop_loops
        self._passed: OrderedDict[str, None] = OrderedDict()

    async def turned_away(self, message: Message, *, urgent: bool) -> Accepted | None:
        """Why it may not come in; None = it may, or did before. Raise `StoreError`."""
        key = key_of(message.address, message.id)
        if key in self._passed:
            return None
        verdict = await self._verdict(message, key, urgent=urgent)
        if verdict is None:
            self._passed[key] = None
            if len(self._passed) > _PASSED:
                self._passed.popitem(last=False)
        return verdict

    async def said(self, reply: Reply) -> None:
        """It went out: should it come back, it is not answered. Raises nothing: when it cannot be
        noted, the other signs of a machine are left."""
        if not self._stops_loops:
            return

        def note(trail: Trail, at: float) -> tuple[Trail, None]:
            return said(trail, reply.text, at, goes_on=reply.kind is Kind.MORE), None

        try:
            await self._trails.step(owner_of(reply.address), "", note)
        except StoreError as error:
            log.warning("what was said is not noted at the door: %s", error)

    async def _verdict(self, message: Message, key: str, *, urgent: bool) -> Accepted | None:
        if not urgent and self._is_late(message):
            return Accepted.LATE

        def judge(trail: Trail, at: float) -> tuple[Trail, Accepted | None]:
            return self._judged(trail, message.text, at, urgent=urgent)

        verdict = await self._trails.step(owner_of(message.address), key, judge)
        if verdict is None and not urgent and not self._channels.allows(message.address.channel):
            return Accepted.BUSY
        return verdict

    def _judged(
        self, trail: Trail, text: str, at: float, *, urgent: bool
    ) -> tuple[Trail, Accepted | None]:
        if not urgent:
            bucket, allowed = taken(trail.bucket, self._per_minute, at)
            trail = replace(trail, bucket=bucket)
            if not allowed:
                return trail, Accepted.LIMITED
        if self._stops_loops:
            trail, is_loop = turned_in(trail, text, at, urgent=urgent)
            return trail, Accepted.LOOP if is_loop else None
        return trail, None

    def _is_late(self, message: Message) -> bool:
        return bool(self._late) and self._now() - message.sent_at > self._late
