"""`nakshatra route`: a question, or a file of them -> the domains of the experts it is for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from nakshatra.app import catalogue
from nakshatra.cli import jsonl
from nakshatra.measure.route import Routing, open_routing
from nakshatra.settings import Settings


@click.command(
    epilog="""\b
Examples:
  nakshatra route "tractor ke liye loan"
  nakshatra route --batch questions.jsonl.gz domains.jsonl

A line in: {"id": "1", "text": "..."}; a line out: {"id", "domains": ["health"], "p": {...}}"""
)
@click.argument("text", required=False)
@click.option("--batch", nargs=2, metavar="IN OUT", help="Route a file of questions.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(text: str | None, batch: tuple[str, str] | None, as_json: bool) -> None:
    """Say whose field TEXT is in: several domains, or none of ours."""
    if (text is None) == (batch is None):
        raise click.UsageError("give a TEXT, or --batch IN OUT; see --help")
    settings = Settings.load()
    routing = open_routing(settings, catalogue(settings))
    if batch:
        _batch(routing, *batch)
    elif text is not None:
        click.echo(_shown(routing.row(text), as_json))


def _shown(row: Mapping[str, Any], as_json: bool) -> str:
    if as_json:
        return json.dumps(row, ensure_ascii=False)
    sure = "  ".join(f"{domain} {p:.2f}" for domain, p in row["p"].items())
    return f"{', '.join(row['domains']) or 'none of ours'}   ({sure})"


def _batch(routing: Routing, source: str, target: str) -> None:
    with jsonl.Writer(target) as out:
        for number, row in enumerate(jsonl.read(source), 1):
            text = row.get("text")
            if not isinstance(text, str):
                raise click.ClickException(f"{source}, line {number}: text should be a string")
            echoed = {"id": row["id"]} if "id" in row else {}
            out.write(echoed | routing.row(text))
            if number % 1000 == 0:
                click.echo(f"{number} routed", err=True)
