"""Programs as a channel: the reply is kept until it is fetched and, where asked, posted.

It serves no address: server/v1 does. The first reply to a message is its reply; whatever else is
said to a person, beside it or later, is a letter, and an operator's answer one of its own kind.
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
from nakshatra.channels.api.shown import Showing, encoded
from nakshatra.errand import ABILITIES, Errand, Outcome
from nakshatra.errors import Gone
from nakshatra.ports import Errands, Mailbox
from nakshatra.registry import Spec
from nakshatra.types import Kind, Media, Reply, Voice


class Kept(Errands, Mailbox, Protocol):
    """The parts of a store this channel needs."""


class Api:
    name = CHANNEL

    abilities = ABILITIES
    """Each call may say what its own end can carry; the parts in it are shaped so."""

    def __init__(
        self, store: Kept, callers: Callers, callbacks: Callbacks, showing: Showing, bell: Bell
    ) -> None:
        self._store, self._callers, self._showing = store, callers, showing
        self._callbacks, self._bell = callbacks, bell

    async def fetch(self, media: Media) -> Voice:
        return enclosed(media)

    async def send(self, reply: Reply) -> str:
        """A receiver that sees the same webhook-id twice has seen the same event twice."""
        called = await self._called(reply)
        call = called.errand if called else Errand()
        id, event = await self._event(reply, call)
        for waiting in (reply.to, reply.address.user):
            self._bell.ring(waiting)
        if call.callback:
            await self._post(call.callback, caller_of(reply.address), id, encoded(event))
        return id

    async def delivered(self, reply: Reply) -> bool:
        """What has a callback is posted again: only its receiver knows, and tells by the id."""
        called = await self._called(reply)
        if called is not None and called.errand.callback:
            return False
        if called is not None and called.reply is not None and called.reply.text == reply.text:
            return True
        return await self._letter(reply) is not None

    async def close(self) -> None:
        await self._callbacks.close()

    async def _event(self, reply: Reply, call: Errand) -> tuple[str, dict[str, Any]]:
        """Its id, the same whenever it is sent, and what is posted."""
        if reply.brought:
            number = await self._number(reply)
            return f"handoff/{reply.brought}", self._showing.handed_off(number, reply, call)
        if reply.kind is not Kind.PROGRESS and await self._store.answer_errand(reply):
            return f"message/{reply.to}", self._showing.answered(reply, call)
        number = await self._number(reply)
        return f"letter/{number}", self._showing.written(number, reply, call)

    async def _called(self, reply: Reply) -> Outcome | None:
        """The message on whose turn it is said."""
        return await self._store.outcome(reply.address, reply.brought or reply.to)

    async def _post(self, url: str, caller: str, id: str, body: bytes) -> None:
        if not (key := self._callers.signing(caller)):
            raise Gone("a callback's caller has no key any more")
        await self._callbacks.post(url, key, id, body)

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
    callers = read_callers(spec.settings.api_keys)
    return Api(spec.store, callers, callbacks, Showing(spec.catalogue), spec.bell)
