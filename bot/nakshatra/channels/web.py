"""The web chat as a channel: a recording travels inside its message, a reply goes to the mailbox.

It serves no page and no address: server/ does. A recording is held as a data: URL in `Media.ref`,
so it is on disk with the message in one transaction, survives whatever the message survives, and is
erased with it; it is read here and nowhere else.
"""

from __future__ import annotations

import asyncio
import binascii
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from nakshatra.abilities import Abilities
from nakshatra.errors import ChannelError
from nakshatra.ports import Mailbox
from nakshatra.registry import Spec
from nakshatra.types import Media, Reply, Voice

_MARK = ";base64,"


class Web:
    name = "web"
    abilities = Abilities(voice=True, parts_aloud=True, buttons=100)
    """The page shows a reply whole, with as many buttons as it has."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.bell = Bell()
        self._mailbox = mailbox

    async def fetch(self, media: Media) -> Voice:
        mime, mark, data = media.ref.removeprefix("data:").partition(_MARK)
        if not mark:
            raise ChannelError("a recording of the web chat lies inside its message")
        try:
            return Voice(b64decode(data, validate=True), mime)
        except binascii.Error as error:
            raise ChannelError(f"the recording is damaged: {error}") from error

    async def send(self, reply: Reply) -> str:
        number = await self._mailbox.post(reply, datetime.now(UTC))
        self.bell.ring(reply.address.user)
        return str(number)

    async def delivered(self, reply: Reply) -> bool:
        letters = await self._mailbox.letters(reply.address)
        return any((letter.to, letter.text) == (reply.to, reply.text) for _, letter in letters)


class Bell:
    """Wakes whoever waits for a person's letters, in this process."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.closed = False

    def ring(self, user: str) -> None:
        for event in self._waiting.get(user, ()):
            event.set()

    @contextmanager
    def listen(self, user: str) -> Iterator[asyncio.Event]:
        """Set when it rings or the server stops. Listen first, look second: no ring is lost."""
        event = asyncio.Event()
        if self.closed:
            event.set()
        self._waiting[user].add(event)
        try:
            yield event
        finally:
            self._waiting[user].discard(event)
            if not self._waiting[user]:
                del self._waiting[user]

    def close(self) -> None:
        """Nobody waits any more: the server is stopping."""
        self.closed = True
        for user in list(self._waiting):
            self.ring(user)


def as_media(voice: Voice, seconds: float = 0.0) -> Media:
    """The recording as `fetch` will read it back."""
    ref = f"data:{voice.mime}{_MARK}{b64encode(voice.data).decode('ascii')}"
    return Media(ref, voice.mime, seconds, len(voice.data))


def build(spec: Spec) -> Web:
    return Web(spec.store)
