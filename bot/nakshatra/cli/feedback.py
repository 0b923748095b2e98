"""`nakshatra feedback`: what people thought of the answers, by unit; no words and no people."""

from __future__ import annotations

import json

import click

from nakshatra.cli.opened import with_store


@click.group()
def command() -> None:
    """What people thought of the answers.

    \b
    nakshatra feedback report
    """


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def report(as_json: bool) -> None:
    """Taps by unit, version of its pack and language; the worst first.

    \b
    nakshatra feedback report --json | jq 'select(.bad > .good)'
    """
    rows = with_store(lambda store: store.feedback_report())
    for row in rows:
        about = f"{row['units'] or '-'}  {row['lang'] or '-'}  {row['kind']}  {row['pack']}"
        line = f"{row['good']:>5} good {row['bad']:>5} bad  {about}"
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else line)
    if not rows and not as_json:
        click.echo("Nobody tapped yet.")
