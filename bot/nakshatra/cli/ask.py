"""`nakshatra ask`: one question or a file of them -> answers, without a queue or a server."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import click

from nakshatra.app import Parts
from nakshatra.channels.terminal import shown
from nakshatra.cli import jsonl
from nakshatra.cli.asking import Question, as_row, ask, open_parts, said_before
from nakshatra.types import Profile, VoiceMode


@click.command(
    epilog="""\b
Examples:
  nakshatra ask "When will my PM Kisan money come?"
  nakshatra ask "gehu ka msp kitna hai"
  nakshatra ask "और सरसों का?" --previous "गेहूँ का एमएसपी कितना है"
  nakshatra ask --voice question.ogg --speak answer.ogg
  nakshatra ask --batch questions.jsonl answers.jsonl

A line of questions.jsonl: {"id": "1", "text": "..." or "voice": "clip.ogg", "previous": "..."}
"previous" is the question before it, or a list of them, oldest first; or
"history": [{"role": "user", "text": "..."}, {"role": "bot", "text": "..."}]"""
)
@click.argument("text", required=False)
@click.option("--voice", type=click.Path(exists=True, dir_okay=False), help="A recording.")
@click.option(
    "--previous", multiple=True, help="A question asked before this one; again for each, in order."
)
@click.option(
    "--speak", type=click.Path(dir_okay=False), help="Write the spoken answer here (OGG)."
)
@click.option(
    "--batch",
    nargs=2,
    type=(click.Path(exists=True, dir_okay=False, allow_dash=True), str),
    metavar="IN OUT",
    help="Answer a file of questions.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    text: str | None,
    voice: str | None,
    previous: tuple[str, ...],
    speak: str | None,
    batch: tuple[str, str] | None,
    as_json: bool,
) -> None:
    """Ask one question, typed or recorded, and get the answer with its sources."""
    if batch:
        asyncio.run(_batch(*batch))
        return
    if not text and not voice:
        raise click.UsageError("give a TEXT, --voice CLIP or --batch IN OUT; see --help")
    question = Question(id="1", text=text or "", voice=voice or "", previous=previous)
    asyncio.run(_one(question, speak, as_json))


async def _one(question: Question, speak: str | None, as_json: bool) -> None:
    parts = open_parts()
    profile = Profile(voice=VoiceMode.ALWAYS if speak else VoiceMode.NEVER)
    try:
        handled, error = await ask(parts, question, profile)
    finally:
        await parts.close()
    reply = handled.reply
    click.echo(
        json.dumps(as_row(question.id, handled), ensure_ascii=False) if as_json else shown(reply)
    )
    if error:
        click.echo(f"nakshatra: {error}", err=True)
    if speak and reply.voice:
        await asyncio.to_thread(Path(speak).write_bytes, reply.voice.data)
    elif speak and error:
        raise click.ClickException(f"{speak} is not written: nothing was answered")
    elif speak:
        raise click.ClickException("no voice speaks this answer; `nakshatra doctor` says why")


async def _batch(source: str, target: str) -> None:
    parts = open_parts()
    done = failed = 0
    try:
        with jsonl.Writer(target) as out:
            for number, row in enumerate(jsonl.read(source), 1):
                answered = await _row(parts, row, number)
                out.write(answered)
                done, failed = done + 1, failed + ("error" in answered)
                if done % 100 == 0:
                    click.echo(f"{done} answered", err=True)
    finally:
        await parts.close()
    click.echo(f"{done} answered, {failed} of them with an error", err=True)


async def _row(parts: Parts, row: dict[str, Any], number: int) -> dict[str, Any]:
    """A row that cannot be answered gets an "error" and what the user would have heard."""
    given = {key: row.get(key) or "" for key in ("text", "voice")}
    id = str(row.get("id", number))
    wrong = [key for key, value in given.items() if not isinstance(value, str)]
    if wrong:
        return {"id": id, "error": f"line {number}: {', '.join(wrong)} should be text"}
    try:
        question = Question(id=id, previous=said_before(row), **given)
    except TypeError as wrong_previous:
        return {"id": id, "error": f"line {number}: {wrong_previous}"}
    handled, error = await ask(parts, question, Profile(voice=VoiceMode.NEVER))
    return as_row(id, handled) | ({"error": str(error)} if error else {})
