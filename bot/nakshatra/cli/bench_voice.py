"""`nakshatra bench voice`: whole voice turns beside the bare engines, memory, first sound."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict

import click

from nakshatra.cli.machine import day, load, machine
from nakshatra.measure import first_bench, stand_ins, voice_bench
from nakshatra.measure.bench import Row
from nakshatra.settings import Settings

_RANDOM = (
    "No recogniser of Hindi is installed: random weights of the true shape of Whisper, which write "
    "one and the same question of every window. Time and memory are those of real weights of that "
    "size; of words this says nothing."
)


@click.command(
    epilog="""\b
Examples:
  nakshatra bench voice
  nakshatra bench voice --first-sound
  nakshatra bench voice --size tiny --seconds 5 --times 9
  nakshatra bench voice --json"""
)
@click.option(
    "--seconds",
    multiple=True,
    type=click.FloatRange(1, 600),
    default=(5, 30, 300),
    show_default=True,
    help="Length of a note; may be given again.",
)
@click.option(
    "--size",
    "sizes",
    multiple=True,
    type=click.Choice(stand_ins.SIZES),
    default=stand_ins.SIZES,
    show_default=True,
    help="Of random weights, where no recogniser of Hindi is installed; may be given again.",
)
@click.option(
    "--times", default=3, show_default=True, type=click.IntRange(1), help="Median of so many."
)
@click.option("--first-sound", is_flag=True, help="Only how soon a spoken reply begins.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def voice(
    seconds: tuple[float, ...],
    sizes: tuple[str, ...],
    times: int,
    first_sound: bool,
    as_json: bool,
) -> None:
    """Voice turns against the bare engines on the same note in the same run, the memory of engines
    that take turns, a note of ten minutes, and how soon a spoken reply begins."""
    settings, begun = Settings.load(), load()
    random = not first_sound and not voice_bench.installed(settings)
    if not as_json and random:
        click.echo(_RANDOM + "\n")
    rows = (
        first_bench.rows(settings)
        if first_sound
        else voice_bench.rows(settings, seconds, sizes, times)
    )
    found = asyncio.run(_printed(rows, as_json=as_json))
    where = f"{machine()}, {begun} before, {load()} after"
    if as_json:
        told = {"machine": where, "date": day(), "random_weights": random}
        click.echo(json.dumps(told | {"rows": [asdict(row) for row in found]}, ensure_ascii=False))
    else:
        click.echo(f"\n{day()}, {where}")


async def _printed(rows: AsyncIterator[Row], *, as_json: bool) -> list[Row]:
    """Each is printed when it is known: a small Whisper takes minutes."""
    found = []
    if not as_json:
        click.echo("| what | measured | target | |\n|---|---|---|---|")
    async for row in rows:
        found.append(row)
        if not as_json:
            mark = {True: "met", False: "missed", None: ""}[row.met]
            click.echo(f"| {row.what} | {row.measured} | {row.target} | {mark} |")
    return found
