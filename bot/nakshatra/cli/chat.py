"""`nakshatra chat`: a conversation in the terminal, without a queue or a server."""

from __future__ import annotations

import asyncio

import click

from nakshatra.channels.terminal import shown
from nakshatra.cli.asking import Question, ask, open_parts, remembered
from nakshatra.pipeline.thread import learned
from nakshatra.types import Profile, Turn, VoiceMode


@click.command(epilog="\b\nLeave with an empty line, Ctrl-D or Ctrl-C.")
def command() -> None:
    """Talk with the bot here in the terminal; it understands follow-up questions."""
    asyncio.run(_talk())


async def _talk() -> None:
    parts = open_parts()
    history: list[Turn] = []
    profile = Profile(voice=VoiceMode.NEVER)
    click.echo(parts.bot.catalogue.phrase("greeting", "en"))
    try:
        while line := await asyncio.to_thread(_prompt):
            handled, _ = await ask(parts, Question(id="chat", text=line), profile, history)
            profile = learned(profile, handled.reply)
            click.echo(shown(handled.reply) + "\n")
            history = [*history, *remembered(line, handled, parts, history)][-8:]
    finally:
        await parts.close()


def _prompt() -> str:
    try:
        return input("> ").strip()
    except (EOFError, KeyboardInterrupt):
        return ""
