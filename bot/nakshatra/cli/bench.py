"""`nakshatra bench`: this machine against what the design must reach."""

from __future__ import annotations

import asyncio
import json
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from os import cpu_count

import click

from nakshatra.measure import bench
from nakshatra.settings import Settings


@click.command(
    epilog="""\b
Examples:
  nakshatra bench
  nakshatra bench --count 50 --kills 0
  nakshatra bench --json"""
)
@click.option("--count", default=200, show_default=True, help="Questions to measure with.")
@click.option("--kills", default=3, show_default=True, help="kill -9 during the crash test.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(count: int, kills: int, as_json: bool) -> None:
    """Measure text turns, language, routing, memory and crashes; every row says its target."""
    settings = Settings.load()
    rows = asyncio.run(bench.measured(settings, count))
    rows.append(asyncio.run(bench.spoken(settings)))
    if kills:
        rows.append(bench.killed(count, kills))
    where = f"{cpu_count()} cores, Python {platform.python_version()}, {_processor()}"
    day = datetime.now(UTC).date().isoformat()
    if as_json:
        found = {"machine": where, "date": day, "rows": [asdict(row) for row in rows]}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo("| what | measured | target | |\n|---|---|---|---|")
    for row in rows:
        mark = {True: "met", False: "missed", None: ""}[row.met]
        click.echo(f"| {row.what} | {row.measured} | {row.target} | {mark} |")
    click.echo(f"\n{day}, {where}")


def _processor() -> str:
    """As the kernel names it; the architecture where it does not."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 a kernel's file
            return next(ln.split(":")[1].strip() for ln in lines if ln.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()
