"""While a turn thinks, its channel shows that the bot is at work."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from nakshatra.errors import ChannelError
from nakshatra.ports import Channel, MarksRead, ShowsWork
from nakshatra.types import Message

log = logging.getLogger(__name__)

_PATIENCE_S = 0.2
"""An answer that comes sooner needs no sign; a recording never does."""

_AGAIN_S = 4.0
"""Telegram shows a sign for 5 seconds."""

_READ_AGAIN_S = 20.0
"""WhatsApp shows one for 25."""


@asynccontextmanager
async def working(channels: Mapping[str, Channel], message: Message) -> AsyncIterator[None]:
    channel = channels.get(message.address.channel)
    if not isinstance(channel, ShowsWork | MarksRead):
        yield
        return
    task = asyncio.create_task(_show(channel, message))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _show(channel: ShowsWork | MarksRead, message: Message) -> None:
    aloud = message.media is not None
    await asyncio.sleep(0 if aloud else _PATIENCE_S)
    try:
        while True:
            if isinstance(channel, MarksRead):
                await channel.reading(message)
                await asyncio.sleep(_READ_AGAIN_S)
            else:
                await channel.working(message.address, aloud=aloud)
                await asyncio.sleep(_AGAIN_S)
    except ChannelError as error:
        log.info("no sign of work: %s", type(error).__name__)
