"""`nakshatra inbox`: questions that people asked a person, and your answers."""

from __future__ import annotations

import json
from typing import Any

import click

from nakshatra.cli.opened import with_store
from nakshatra.stores.inbox import shown


@click.group(
    epilog="Switched on with NAKSHATRA_HAND_OFF=1; docs/hand-off.md says what it asks of you."
)
def command() -> None:
    """Questions marked for a person. Secrets are struck out; nothing says who asked.

    \b
    nakshatra inbox list
    nakshatra inbox show 3
    nakshatra inbox answer 3 "The office is open from 10 to 5."
    nakshatra inbox close 3      no answer will come; the question is erased
    nakshatra inbox block 3      the same, and no more questions of this person
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """Those that wait, oldest first.

    \b
    nakshatra inbox list --json | jq .question
    """
    items = [shown(item) for item in with_store(lambda store: store.inbox.waiting())]
    for item in items:
        click.echo(json.dumps(item, ensure_ascii=False) if as_json else _line(item))
    if not items and not as_json:
        click.echo("Nobody waits.")


@command.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(number: int, as_json: bool) -> None:
    """One of them.

    \b
    nakshatra inbox show 3
    """
    _tell(shown(with_store(lambda store: store.inbox.item(number))), as_json)


@command.command()
@click.argument("number", type=int)
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def answer(number: int, text: str, as_json: bool) -> None:
    """Answer it; the running bot sends it within 15 seconds, by day.

    \b
    nakshatra inbox answer 3 "दफ़्तर 10 से 5 बजे तक खुला है।"
    """
    with_store(lambda store: store.inbox.answer(number, text))
    _done(number, "answered", "is answered; the running bot sends it, by day", as_json)


@command.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def close(number: int, as_json: bool) -> None:
    """Do not answer it, and erase it.

    \b
    nakshatra inbox close 3
    """
    with_store(lambda store: store.inbox.close(number))
    _done(number, "closed", "is closed", as_json)


@command.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def block(number: int, as_json: bool) -> None:
    """Close it, and take no more questions of this person until they say /forget.

    \b
    nakshatra inbox block 3
    """
    with_store(lambda store: store.block(number))
    _done(number, "blocked", "is closed, and its person is blocked", as_json)


def _done(number: int, stage: str, words: str, as_json: bool) -> None:
    click.echo(json.dumps({"number": number, "stage": stage}) if as_json else f"{number} {words}.")


def _tell(item: dict[str, Any], as_json: bool) -> None:
    if as_json:
        return click.echo(json.dumps(item, ensure_ascii=False))
    for name, value in item.items():
        click.echo(f"{name:10} {value}")
    return None


def _line(item: dict[str, Any]) -> str:
    when = item["at"][:16].replace("T", " ")
    return f"{item['number']:>6}  {when}  {item['channel']:10} {item['lang']:8} {item['question']}"
