"""Programs as a channel: the reply is kept until it is fetched and, where asked, posted.

It serves no address: server/v1 does. The first reply to a message is its reply; whatever else is
said to a person, beside it or later, is a letter.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

from nakshatra.audio.enclosed import enclosed
from nakshatra.bell import Bell
from nakshatra.callers import Callers, read_callers
from nakshatra.channels.api.callback import Callbacks
from nakshatra.channels.api.names import CHANNEL, caller_of
from nakshatra.channels.api.places import places
from nakshatra.channels.api.shown import answered, encoded, written
from nakshatra.errors import Gone
from nakshatra.ports import Calls, Mailbox
from nakshatra.registry import Spec
from nakshatra.types import Kind, Media, Reply, Voice


class Kept(Calls, Mailbox, Protocol):
    """The parts of a store this channel needs."""


class Api:
    name = CHANNEL

    def __init__(self, store: Kept, callers: Callers, callbacks: Callbacks, bell: Bell) -> None:
        self._store, self._callers = store, callers
        self._callbacks, self._bell = callbacks, bell

    async def fetch(self, media: Media) -> Voice:
        return enclosed(media)

    async def send(self, reply: Reply) -> str:
        """A receiver that sees the same webhook-id twice has seen the same event twice."""
        if reply.kind is not Kind.PROGRESS and await self._store.answer_call(reply):
            id, event = f"message/{reply.to}", answered(reply)
        else:
            number = await self._number(reply)
            id, event = f"letter/{number}", written(number, reply)
        for waiting in (reply.to, reply.address.user):
            self._bell.ring(waiting)
        await self._post(reply, id, event)
        return id

    async def delivered(self, reply: Reply) -> bool:
        """What has a callback is posted again: only its receiver knows, and tells by the id."""
        called = await self._store.called(reply.address, reply.to)
        if called is None or called.callback:
            return False
        if called.reply is not None and called.reply.text == reply.text:
            return True
        return await self._letter(reply) is not None

    async def close(self) -> None:
        await self._callbacks.close()

    async def _post(self, reply: Reply, id: str, event: dict[str, Any]) -> None:
        called = await self._store.called(reply.address, reply.to)
        if called is None or not called.callback:
            return
        if not (key := self._callers.signing(caller_of(reply.address))):
            raise Gone("a callback's caller has no key any more")
        await self._callbacks.post(called.callback, key, id, encoded(event))

    async def _number(self, reply: Reply) -> int:
        """Posted once, however often it is sent."""
        before = await self._letter(reply)
        return before or await self._store.post(reply, datetime.now(UTC))

    async def _letter(self, reply: Reply) -> int | None:
        for number, letter in await self._store.letters(reply.address):
            if (letter.to, letter.text) == (reply.to, reply.text):
                return number
        return None


def build(spec: Spec) -> Api:
    callbacks = Callbacks(places(spec.settings))
    return Api(spec.store, read_callers(spec.settings.api_keys), callbacks, spec.bell)
