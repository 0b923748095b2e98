"""Who is turned away at the door -> told why, once, in their language, until it is over.

Each process remembers whom it told; where several share a database, so does the person's trail.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic

from nakshatra.durable.deliver import Delivery
from nakshatra.durable.loops import CLOSED_S
from nakshatra.durable.rate import PAUSE_S, PEOPLE
from nakshatra.durable.trails import Trails
from nakshatra.errors import StoreError
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.understand import written_before
from nakshatra.safety.redact import without_marks
from nakshatra.stores.keys import owner_of
from nakshatra.stores.ledger import Accepted
from nakshatra.stores.sql import SqlStore
from nakshatra.trail import Told, Trail
from nakshatra.types import ENGLISH, Lang, Message, Reply

_SAID: Mapping[Accepted, tuple[str, float]] = {
    Accepted.BUSY: ("try_later", 300.0),
    Accepted.LIMITED: ("slow_down", PAUSE_S),
    Accepted.LOOP: ("machine_talk", CLOSED_S),
    Accepted.LATE: ("came_late", 300.0),
}
"""Why -> the phrase, and the seconds in which it is said once."""


class Away:
    def __init__(
        self,
        delivery: Delivery,
        bot: Bot,
        store: SqlStore,
        clock: Callable[[], float] = monotonic,
        shared: Trails | None = None,
    ) -> None:
        """`shared`: None = this process is alone."""
        self._shared = shared
        self._delivery, self._bot, self._store = delivery, bot, store
        self._clock = clock
        self._told: OrderedDict[tuple[str, Accepted], float] = OrderedDict()
        """When it may be said again."""

        self._tasks: set[asyncio.Task[None]] = set()

    def tell(self, message: Message, why: Accepted) -> None:
        """Returns at once; the platform is not kept waiting."""
        phrase, silence = _SAID[why]
        now, who = self._clock(), (owner_of(message.address), why)
        if now < self._told.get(who, now):
            return
        self._told[who] = now + silence
        self._told.move_to_end(who)
        if len(self._told) > PEOPLE:
            self._told.popitem(last=False)
        task = asyncio.create_task(self._say(message, phrase, why, silence))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _say(self, message: Message, phrase: str, why: Accepted, silence: float) -> None:
        if not await self._is_first(message, why, silence):
            return
        lang = await self._language(message)
        reply = Reply(address=message.address, to=message.id, text="", lang=lang)
        await self._delivery.notice(phrase, reply, self._bot.catalogue)

    async def _is_first(self, message: Message, why: Accepted, silence: float) -> bool:
        """Whether no other process told them: rather twice than not at all, when nobody knows."""
        if self._shared is None:
            return True

        def tell(trail: Trail, at: float) -> tuple[Trail, bool]:
            told = tuple(one for one in trail.told if one.until > at)
            if any(one.why == why for one in told):
                return trail, False
            return replace(trail, told=(*told, Told(why.value, at + silence))), True

        try:
            return await self._shared.step(owner_of(message.address), "", tell) is not False
        except StoreError:
            return True

    async def _language(self, message: Message) -> Lang:
        """As they chose, as they wrote, as they wrote before, as their phone says."""
        try:
            profile, history = await self._store.person(message.address)
        except StoreError:
            return message.lang or ENGLISH
        before = written_before(history)
        return profile.lang or self._written(message, before) or before or message.lang or ENGLISH

    def _written(self, message: Message, before: Lang | None) -> Lang | None:
        if not message.text or message.text.startswith("/"):
            return None
        text = without_marks(message.text)
        found = self._bot.identifier.identify(text, before or message.lang)
        return found.lang if found.p else None
