"""Too many wait: the person is told so, once in a while, and may write again later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from nakshatra.catalogue import Catalogue
from nakshatra.durable.deliver import Delivery
from nakshatra.stores.keys import owner_of
from nakshatra.types import ENGLISH, Message, Reply

AGAIN_S = 300.0
"""A person is told at most so often."""


class Busy:
    def __init__(
        self, delivery: Delivery, catalogue: Catalogue, clock: Callable[[], float] = monotonic
    ) -> None:
        self._delivery = delivery
        self._catalogue = catalogue
        self._clock = clock
        self._told: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def tell(self, message: Message) -> None:
        """Returns at once; the platform is not kept waiting."""
        now, owner = self._clock(), owner_of(message.address)
        self._told = {who: at for who, at in self._told.items() if now - at < AGAIN_S}
        if owner in self._told:
            return
        self._told[owner] = now
        lang = message.lang or ENGLISH
        reply = Reply(address=message.address, to=message.id, text="", lang=lang)
        task = asyncio.create_task(self._delivery.notice("try_later", reply, self._catalogue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        await asyncio.gather(*self._tasks, return_exceptions=True)
