"""The terminal as a channel: a recording is a file on this machine, a reply is printed.

It does not read the keyboard: cli/chat.py and cli/ask.py do.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nakshatra.abilities import WITHOUT_LIMITS
from nakshatra.errors import ChannelError
from nakshatra.shape import Words, shape
from nakshatra.types import Media, Reply, Voice


class Terminal:
    name = "terminal"
    abilities = replace(WITHOUT_LIMITS, files=True)
    """The command line writes a recording to a file."""

    def __init__(self, show: Callable[[str], None] = print, folder: Path | None = None) -> None:
        """Files are left in `folder`; None = where the command was called."""
        self._show = show
        self._folder = folder

    async def fetch(self, media: Media) -> Voice:
        try:
            data = await asyncio.to_thread(Path(media.ref).read_bytes)
        except OSError as error:
            raise ChannelError(f"{media.ref}: {error.strerror}") from error
        return Voice(data, media.mime)

    async def send(self, reply: Reply) -> str:
        self._show(shown(reply))
        if reply.attachment is not None:
            path = (self._folder or Path.cwd()) / reply.attachment.name
            try:
                await asyncio.to_thread(_write, path, reply.attachment.data)
            except OSError as error:
                raise ChannelError(f"{path}: {error.strerror}") from error
            self._show(str(path))
        return reply.to


def shown(reply: Reply) -> str:
    """The reply as lines: the text, then each source with its date."""
    parts = shape(reply, Terminal.abilities, Words(sources="Sources"))
    return "\n\n".join(part.text for part in parts if part.text)


def _write(path: Path, data: bytes) -> None:
    """For this user's eyes alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
