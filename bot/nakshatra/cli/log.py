"""`nakshatra log`: the processing log of the last year, without words, as JSON lines."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import click

from nakshatra.cli.opened import with_store


@click.command()
@click.option("--days", type=click.IntRange(1, 3660), default=365, show_default=True)
def command(days: int) -> None:
    """Every answer that was given: when, where, in which language and field, from which units.

    A person is a pseudonym that changes each year, and nobody once they said /forget.

    \b
    nakshatra log > log.jsonl
    nakshatra log --days 7 | jq -s 'group_by(.field) | map({field: .[0].field, n: length})'
    """
    since = datetime.now(UTC) - timedelta(days=days)
    for row in with_store(lambda store: store.processing.since(since)):
        click.echo(json.dumps(row, ensure_ascii=False))
