"""`nakshatra run`: the whole bot, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import click

from nakshatra.app import House, build_house, catalogue
from nakshatra.channels.telegram import Telegram
from nakshatra.cli.doctor import line
from nakshatra.cli.logs import set_up
from nakshatra.durable.road import Role
from nakshatra.errors import CatalogueError, ChannelError, EngineError, StoreError
from nakshatra.measure.checkup import BY_LANGUAGE, VARIABLE, State, findings, misspelt
from nakshatra.ports import Listens, Warms
from nakshatra.server.app import app_of
from nakshatra.server.metrics import Meter
from nakshatra.server.serve import serve, take_door
from nakshatra.server.timing import timed
from nakshatra.server.v1.opened import opened
from nakshatra.settings import Settings

log = logging.getLogger(__name__)

_TOLD = ("web chat", BY_LANGUAGE, VARIABLE)
"""Parts that this very process holds by now, that were told of before it began, or that `nakshatra
doctor` tells at length."""

_REMEDY = "set NAKSHATRA_HOST and NAKSHATRA_PORT"

_AGAIN_S = 5.0
"""Between two tries to take in a message, or to reach a platform."""


@click.command(
    epilog="""\b
Examples:
  nakshatra run
  nakshatra run --port 9000
  NAKSHATRA_TELEGRAM_TOKEN=... nakshatra run
  NAKSHATRA_DATABASE_URL=postgresql://... nakshatra run --role worker"""
)
@click.option(
    "--role",
    type=click.Choice([*Role]),
    default=Role.ALL,
    show_default=True,
    help="all: one machine. gateway: takes messages in. worker: answers them.",
)
@click.option("--host", help="Address to listen on; 0.0.0.0 lets other machines in.")
@click.option("--port", type=int, help="Port of the web chat and the webhooks.")
def command(role: str, host: str | None, port: int | None) -> None:
    """Start the bot: web chat, webhooks, and Telegram when there is a token."""
    settings = Settings.load(host=host, port=port)
    set_up(settings)
    os.umask(0o077)  # whatever it writes is this user's alone
    with take_door(settings.host, settings.port, _REMEDY) as door:
        asyncio.run(_run(settings, Role(role), door))


def _greet(settings: Settings) -> None:
    """Where to go, and what is switched off and how to switch it on."""
    click.echo(f"\nNakshatra answers on  http://{settings.host}:{settings.port}\n")
    for finding in findings(settings, catalogue(settings)):
        if finding.state is not State.WORKS and finding.part not in _TOLD:
            click.echo(line(finding))
    click.echo("\nStop with Ctrl-C. Nothing that was accepted is lost.\n")


async def _run(settings: Settings, role: Role, door: socket.socket) -> None:
    for finding in misspelt(catalogue(settings)):
        click.echo(line(finding), err=True)
    meter = Meter()
    house = build_house(settings, role, around=lambda bot: timed(bot, meter), over=meter.finished)
    await house.road.start()
    _greet(settings)
    waking = asyncio.create_task(_wake(house, settings, Role(role)))
    polls = [asyncio.create_task(_hear(house, settings))] if role is not Role.WORKER else []
    try:
        front = opened(house, settings, meter, Role(role)) if settings.api_keys else None
        await serve(app_of(house, settings, meter, front), door)
    finally:
        for task in (waking, *polls):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await house.road.stop()
        await house.parts.close()


async def _wake(house: House, settings: Settings, role: Role) -> None:
    """Load the recogniser and what all voices need in the background; without it the first voice
    note and the first reply aloud do."""
    if not settings.warm_up or role is Role.GATEWAY:
        return
    bot = house.parts.bot
    for part in (*bot.synthesizers, bot.transcriber):
        try:
            if isinstance(part, Warms):
                await part.warm()
        except EngineError as error:
            log.warning("%s is not woken: %s", type(part).__name__, error)


async def _hear(house: House, settings: Settings) -> None:
    """Poll every channel that is polled; with a public address Telegram calls us instead."""
    async with asyncio.TaskGroup() as group:
        for channel in house.channels.values():
            if isinstance(channel, Telegram) and settings.public_url:
                group.create_task(_or_off(_be_called(channel, settings.public_url)))
            elif isinstance(channel, Listens):
                group.create_task(_or_off(_poll(house, channel)))


async def _or_off(hearing: Coroutine[Any, Any, None]) -> None:
    """A wrong token switches its own channel off; the others go on."""
    try:
        await hearing
    except CatalogueError as error:
        log.error("a channel is switched off: %s", error)


async def _be_called(channel: Telegram, url: str) -> None:
    while True:
        try:
            return await channel.start(url)
        except ChannelError as error:
            log.warning("Telegram is not reached: %s", error)
            await asyncio.sleep(error.retry_after or _AGAIN_S)


async def _poll(house: House, channel: Listens) -> None:
    """The next message is asked for, and so the last confirmed, only when it is on disk."""
    async for message in channel.listen():
        while True:
            try:
                await house.road.accept(message)
                break
            except StoreError as error:
                log.error("not accepted yet: %s", error)
                await asyncio.sleep(_AGAIN_S)
