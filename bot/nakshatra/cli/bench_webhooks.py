"""`nakshatra bench webhooks`: thousands of hostile calls to each hook, and what came of them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict

import click

from nakshatra.cli.machine import day, machine
from nakshatra.measure import webhooks as measure
from nakshatra.measure.platforms import PLATFORMS


@click.command(
    epilog="""\b
Examples:
  nakshatra bench webhooks
  nakshatra bench webhooks --count 1000 --json"""
)
@click.option("--count", default=10_000, show_default=True, help="Hostile calls to each hook.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def webhooks(count: int, as_json: bool) -> None:
    """Call every hook with forged, cut, changed, oversized and repeated deliveries."""
    rows = [asyncio.run(measure.measured(platform, count)) for platform in PLATFORMS]
    if as_json:
        found = {"machine": machine(), "date": day(), "rows": [asdict(row) for row in rows]}
        click.echo(json.dumps(found))
    else:
        click.echo("| channel | calls | taken | answered 2xx | 5xx | MB before | after | |")
        click.echo("|---|---|---|---|---|---|---|---|")
        for row in rows:
            click.echo(_line(row))
        click.echo(f"\n{day()}, {machine()}")
    if not all(row.held for row in rows):
        raise SystemExit(1)


def _line(row: measure.Row) -> str:
    return (
        f"| {row.channel} | {row.calls:,} | {row.accepted} | {row.welcomed} | {row.broken} "
        f"| {row.before_mb:.1f} | {row.after_mb:.1f} | {'held' if row.held else 'BROKEN'} |"
    )
