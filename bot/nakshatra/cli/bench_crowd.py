"""`nakshatra bench crowd`: many people at once, and an emergency behind them all."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict

import click

from nakshatra.cli.machine import day, machine
from nakshatra.measure import crowd as measure


@click.command(
    epilog="""\b
Examples:
  nakshatra bench crowd
  nakshatra bench crowd --people 50 --json"""
)
@click.option(
    "--people", default=300, show_default=True, type=click.IntRange(1, 900), help="At once."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def crowd(people: int, as_json: bool) -> None:
    """Let many people ask two questions each at the same moment, then one cry for help."""
    row = asyncio.run(measure.measured(people))
    if as_json:
        click.echo(json.dumps({"machine": machine(), "date": day(), **asdict(row)}))
    else:
        click.echo(f"| people | {row.people} |\n|---|---|")
        for what, value in _told(row):
            click.echo(f"| {what} | {value} |")
        click.echo(f"\n{day()}, {machine()}: {'held' if row.held else 'BROKEN'}")
    if not row.held:
        raise SystemExit(1)


def _told(row: measure.Row) -> list[tuple[str, str]]:
    return [
        ("messages taken", f"{row.messages}"),
        ("unanswered / answered twice", f"{row.unanswered} / {row.doubled}"),
        ("people answered out of order", f"{row.out_of_order}"),
        ("replies between the emergency and first aid", f"{row.ahead} ({row.urgent_s:.2f} s)"),
        ("until everybody had a first answer", f"{row.first_s:.1f} s"),
        ("until all were answered", f"{row.all_s:.1f} s"),
        ("memory", f"{row.memory_mb:.0f} MB"),
    ]
