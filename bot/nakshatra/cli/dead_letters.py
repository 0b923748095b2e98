"""`nakshatra dead-letters`: what could not be answered or delivered, for an operator to decide on.

What a person said is shown only when it is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import click

from nakshatra.cli.opened import with_store
from nakshatra.rights import TAG, may_train
from nakshatra.stores.ledger import Ledger, Work

T = TypeVar("T")


@click.group(epilog="Content is kept for `fault_days` (7), then only the fact that it failed.")
def command() -> None:
    """Messages that could not be answered or delivered.

    \b
    nakshatra dead-letters list
    nakshatra dead-letters show 17 --show-text
    nakshatra dead-letters replay 17      the running bot tries again within 15 seconds
    nakshatra dead-letters discard 17     nothing more is done; its content is erased
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """All of them, oldest first.

    \b
    nakshatra dead-letters list --json | jq .fault
    """
    found = _with_ledger(lambda ledger: ledger.faults())
    for work in found:
        click.echo(json.dumps(_facts(work)) if as_json else _line(work))
    if not found and not as_json:
        click.echo("No dead letters.")


@command.command()
@click.argument("number", type=int)
@click.option("--show-text", is_flag=True, help="Also what was said, by both sides.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(number: int, show_text: bool, as_json: bool) -> None:
    """One of them.

    \b
    nakshatra dead-letters show 17
    """
    work = _with_ledger(lambda ledger: ledger.fault(number))
    facts = _facts(work) | (_texts(work) if show_text else {})
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        click.echo(f"{name:12} {value}")


@command.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def replay(number: int, as_json: bool) -> None:
    """Answer it again, or send its reply again.

    \b
    nakshatra dead-letters replay 17
    """
    _with_ledger(lambda ledger: ledger.replay(number))
    _tell(number, "waiting", "waits again; the running bot takes it up soon", as_json)


@command.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def discard(number: int, as_json: bool) -> None:
    """Do nothing more about it, and erase its content.

    \b
    nakshatra dead-letters discard 17
    """
    _with_ledger(lambda ledger: ledger.discard(number))
    _tell(number, "discarded", "is discarded", as_json)


def _tell(number: int, state: str, words: str, as_json: bool) -> None:
    click.echo(json.dumps({"number": number, "state": state}) if as_json else f"{number} {words}.")


def _with_ledger(work: Callable[[Ledger], Awaitable[T]]) -> T:
    return with_store(lambda store: work(store.ledger))


def _line(work: Work) -> str:
    when = work.accepted_at.strftime("%Y-%m-%d %H:%M")
    return f"{work.serial:>8}  {when}  {work.channel:10} {work.state:12} {work.fault}"


def _facts(work: Work) -> dict[str, Any]:
    return {
        "number": work.serial,
        "accepted": work.accepted_at.isoformat(timespec="seconds"),
        "channel": work.channel,
        "state": str(work.state),
        "fault": work.fault,
        "answered": work.reply is not None,
        "kept": work.message is not None,
        TAG: may_train(work.channel),
    }


def _texts(work: Work) -> dict[str, Any]:
    return {
        "asked": work.message.text if work.message else "",
        "heard": work.heard.text if work.heard else "",
        "reply": work.reply.text if work.reply else "",
    }
