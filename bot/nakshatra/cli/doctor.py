"""`nakshatra doctor`: what works, what is missing, and the command that mends it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from nakshatra.app import catalogue
from nakshatra.measure.checkup import Finding, State, findings
from nakshatra.settings import Settings

_MARKS = {State.WORKS: "✓", State.OFF: "-", State.BROKEN: "✗"}


@click.command(epilog="\b\nExamples:\n  nakshatra doctor\n  nakshatra doctor --json")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def command(as_json: bool) -> None:
    """Say what works, what is missing and what mends it; exit 1 when something is broken."""
    settings = Settings.load()
    found = list(findings(settings, catalogue(settings)))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False))
    else:
        for finding in found:
            click.echo(line(finding))
    sys.exit(any(finding.state is State.BROKEN for finding in found))


def line(finding: Finding) -> str:
    """One finding as it is printed, each remedy on a line of its own."""
    text = f"{_MARKS[finding.state]} {finding.part:<20} {finding.says}"
    return text + "".join(f"\n  {'':<20} -> {mend}" for mend in finding.mend.splitlines())
