"""The terminal as a channel: a recording is a file on this machine, a reply is printed.

It does not read the keyboard: cli/chat.py and cli/ask.py do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from nakshatra.abilities import WITHOUT_LIMITS
from nakshatra.errors import ChannelError
from nakshatra.shape import Words, shape
from nakshatra.types import Media, Reply, Voice


class Terminal:
    name = "terminal"
    abilities = WITHOUT_LIMITS
    """The command line writes a recording to a file."""

    def __init__(self, show: Callable[[str], None] = print) -> None:
        self._show = show

    async def fetch(self, media: Media) -> Voice:
        try:
            data = await asyncio.to_thread(Path(media.ref).read_bytes)
        except OSError as error:
            raise ChannelError(f"{media.ref}: {error.strerror}") from error
        return Voice(data, media.mime)

    async def send(self, reply: Reply) -> str:
        self._show(shown(reply))
        return reply.to


def shown(reply: Reply) -> str:
    """The reply as lines: the text, then each source with its date."""
    parts = shape(reply, WITHOUT_LIMITS, Words(sources="Sources"))
    return "\n\n".join(part.text for part in parts if part.text)
