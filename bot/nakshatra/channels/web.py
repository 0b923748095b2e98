"""The web chat as a channel: a recording travels inside its message, a reply goes to the mailbox.

It serves no page and no address: server/ does. A recording is held as a data: URL in `Media.ref`,
so it is on disk with the message in one transaction, survives whatever the message survives, and is
erased with it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from nakshatra.abilities import Abilities
from nakshatra.audio.enclosed import as_media as as_media
from nakshatra.audio.enclosed import enclosed
from nakshatra.bell import Bell as Bell
from nakshatra.ports import Mailbox
from nakshatra.registry import Spec
from nakshatra.types import Media, Reply, Voice


class Web:
    name = "web"
    abilities = Abilities(voice=True, parts_aloud=True, buttons=100, files=True)
    """The page shows a reply whole, with as many buttons as it has."""

    def __init__(self, mailbox: Mailbox, bell: Bell | None = None) -> None:
        self.bell = bell or Bell()
        self._mailbox = mailbox

    async def fetch(self, media: Media) -> Voice:
        return enclosed(media)

    async def send(self, reply: Reply) -> str:
        number = await self._mailbox.post(reply, datetime.now(UTC))
        self.bell.ring(reply.address.user)
        return str(number)

    async def delivered(self, reply: Reply) -> bool:
        letters = await self._mailbox.letters(reply.address)
        return any((letter.to, letter.text) == (reply.to, reply.text) for _, letter in letters)


def build(spec: Spec) -> Web:
    return Web(spec.store, spec.bell)
