"""A message -> whether it may come in: not too old, not too many, not a machine's.

In this order, for every channel alike. An emergency is never too old and never one too many; only
our own words that come back, and the same emergency more than twenty times, are left unanswered.
What it knows lies in memory and is this process's own; a restart begins anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

from nakshatra.durable.loops import Loops
from nakshatra.durable.rate import Rate
from nakshatra.settings import Settings
from nakshatra.stores.keys import key_of, owner_of
from nakshatra.stores.ledger import Accepted
from nakshatra.types import Message, Reply

_PASSED = 20_000
"""Keys of messages that came in; a second delivery of one is no second message."""


class Door:
    def __init__(
        self,
        settings: Settings,
        clock: Callable[[], float] = monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._now = now
        self._late = timedelta(hours=settings.late_hours)
        self._people = Rate(settings.user_per_minute, clock)
        self._channels = Rate(settings.channel_per_minute, clock)
        self._loops = Loops(clock)
        self._stops_loops = settings.stop_loops
        self._passed: OrderedDict[str, None] = OrderedDict()

    def turned_away(self, message: Message, *, urgent: bool) -> Accepted | None:
        """Why it may not come in; None = it may, or did before."""
        key = key_of(message.address, message.id)
        if key in self._passed:
            return None
        verdict = self._verdict(message, urgent=urgent)
        if verdict is None:
            self._passed[key] = None
            if len(self._passed) > _PASSED:
                self._passed.popitem(last=False)
        return verdict

    def said(self, reply: Reply) -> None:
        """It went out: should it come back, it is not answered."""
        self._loops.said(owner_of(reply.address), reply.text)

    def _verdict(self, message: Message, *, urgent: bool) -> Accepted | None:
        owner = owner_of(message.address)
        if not urgent and self._is_late(message):
            return Accepted.LATE
        if not urgent and not self._people.allows(owner):
            return Accepted.LIMITED
        if self._stops_loops and self._loops.turns_in(owner, message.text, urgent=urgent):
            return Accepted.LOOP
        if not urgent and not self._channels.allows(message.address.channel):
            return Accepted.BUSY
        return None

    def _is_late(self, message: Message) -> bool:
        return bool(self._late) and self._now() - message.sent_at > self._late
