"""When Telegram takes one more message: it asks bots not to send faster than this.

About 30 messages a second in all, one a second to one chat, 20 a minute to one group (Bot API FAQ,
"My bot is hitting limits"). Who must wait holds up nobody else; an emergency does not wait. A chat
that asked us to wait is waited for.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

from nakshatra.channels.telegram.where import Where

_CHATS = 10_000
"""Remembered at once; the others have long been silent."""


@dataclass(frozen=True, slots=True)
class Allowance:
    every_s: float
    at_once: int


ALL = Allowance(1 / 30, 30)
PERSON = Allowance(1.0, 4)
"""A voice note, its words and a greeting may go together; then one a second."""

GROUP = Allowance(3.5, 3)
"""So that in no minute there are more than 20."""


class Pace:
    def __init__(
        self,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._all = 0.0
        self._chats: OrderedDict[int, float] = OrderedDict()
        """When all that was let go would have gone, had it kept to the pace."""

    async def __call__(self, where: Where, *, urgent: bool = False) -> None:
        """Returns when one more may go there."""
        now = self._clock()
        allowance = GROUP if where.is_group else PERSON
        wait, after = _taken(self._chats.pop(where.chat, 0.0), allowance, now)
        in_all, self._all = _taken(self._all, ALL, now)
        self._keep(where.chat, after)
        if not urgent and (pause := max(wait, in_all)) > 0:
            await self._sleep(pause)

    def hold(self, where: Where, seconds: float) -> None:
        """Telegram asked for it: nothing more goes there before."""
        allowance = GROUP if where.is_group else PERSON
        until = self._clock() + seconds + allowance.every_s * (allowance.at_once - 1)
        self._keep(where.chat, max(self._chats.pop(where.chat, 0.0), until))

    def _keep(self, chat: int, after: float) -> None:
        self._chats[chat] = after
        if len(self._chats) > _CHATS:
            self._chats.popitem(last=False)


def _taken(due: float, allowance: Allowance, now: float) -> tuple[float, float]:
    """How long to wait, and when the next is due."""
    due = max(due, now)
    return due - now - allowance.every_s * (allowance.at_once - 1), due + allowance.every_s
