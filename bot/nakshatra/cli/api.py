"""`nakshatra api`: keys for programs that call /v1."""

from __future__ import annotations

import json

import click

from nakshatra.callers import new_key, read_callers
from nakshatra.settings import Settings


@click.group(
    epilog="""\b
Examples:
  nakshatra api key ivr
  nakshatra api callers"""
)
def command() -> None:
    """Let programs in: an IVR, a kiosk, another bot, any OpenAI client (docs/api.md)."""


@command.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def key(name: str, as_json: bool) -> None:
    """Make a random key for the caller NAME, and say how it is set. It is kept nowhere."""
    made = new_key()
    read_callers(f"{name}:{made}")
    if as_json:
        click.echo(json.dumps({"name": name, "key": made}))
        return
    click.echo(f"{name}:{made}")
    click.echo("Add it to NAKSHATRA_API_KEYS (name:key,name2:key2) and restart.", err=True)


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def callers(as_json: bool) -> None:
    """Whom the setting lets in, by name."""
    names = list(dict.fromkeys(c.name for c in read_callers(Settings.load().api_keys).all))
    if as_json:
        click.echo(json.dumps(names))
        return
    click.echo("\n".join(names) or "nobody: `nakshatra api key NAME` makes a key")
