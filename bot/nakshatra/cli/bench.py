"""`nakshatra bench`: this machine against what the design must reach."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict

import click

from nakshatra.cli import bench_crowd, bench_voice, bench_webhooks
from nakshatra.cli.machine import day, machine
from nakshatra.measure import bench
from nakshatra.settings import Settings


@click.group(
    invoke_without_command=True,
    epilog="""\b
Examples:
  nakshatra bench
  nakshatra bench voice
  nakshatra bench webhooks
  nakshatra bench crowd
  nakshatra bench --count 50 --kills 0
  nakshatra bench --json""",
)
@click.option("--count", default=200, show_default=True, help="Questions to measure with.")
@click.option("--kills", default=3, show_default=True, help="kill -9 during the crash test.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def command(context: click.Context, count: int, kills: int, as_json: bool) -> None:
    """Measure text turns, language, routing, memory and crashes; every row says its target."""
    if context.invoked_subcommand:
        return
    settings = Settings.load()
    rows = asyncio.run(bench.measured(settings, count))
    rows.append(asyncio.run(bench.spoken(settings)))
    if kills:
        rows.append(bench.killed(count, kills))
    if as_json:
        found = {"machine": machine(), "date": day(), "rows": [asdict(row) for row in rows]}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo("| what | measured | target | |\n|---|---|---|---|")
    for row in rows:
        mark = {True: "met", False: "missed", None: ""}[row.met]
        click.echo(f"| {row.what} | {row.measured} | {row.target} | {mark} |")
    click.echo(f"\n{day()}, {machine()}")


command.add_command(bench_crowd.crowd)
command.add_command(bench_voice.voice)
command.add_command(bench_webhooks.webhooks)
