"""`nakshatra experts`: who answers, whether their folders are sound, their weights, one of them
asked alone or served to other machines."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from nakshatra.app import catalogue, specify
from nakshatra.cards import ExpertCard
from nakshatra.catalogue import Catalogue
from nakshatra.cli.experts_learning import arbiter, background, calibrate, primer, train
from nakshatra.cli.logs import set_up
from nakshatra.cli.packs import HAS_UNITS, card_of
from nakshatra.knowledge import check as checks
from nakshatra.knowledge.answering import open_answering
from nakshatra.knowledge.units import Pack, read_pack
from nakshatra.knowledge.weights import READER, UNITS, stale, unread
from nakshatra.safety.rules import read_rules
from nakshatra.settings import Settings
from nakshatra.training.asked_on import asked_on
from nakshatra.training.hard import hard
from nakshatra.types import Lang, Query


@click.group()
def command() -> None:
    """The experts: folders that each answer one field.

    \b
    nakshatra experts list
    nakshatra experts check agriculture
    nakshatra experts ask health "bukhar me kya kare" --lang hi-Latn
    nakshatra experts serve finance --port 8401
    """


command.add_command(train)
command.add_command(background)
command.add_command(arbiter)
command.add_command(primer)
command.add_command(calibrate)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(as_json: bool) -> None:
    """Every expert: its kind, languages, units, safety class."""
    cards = catalogue(Settings.load())
    for id, card in cards.experts.items():
        row = {
            "id": id,
            "kind": card.kind,
            "domains": card.domains,
            "languages": card.languages,
            "units": len(list((cards.folders[id] / "units").glob("*.toml"))),
            "safety": card.safety,
            "folder": str(cards.folders[id]),
        }
        click.echo(
            json.dumps(row, ensure_ascii=False)
            if as_json
            else f"{id:14} {card.kind:6} {row['units']:>4} units  {' '.join(card.languages)}"
        )


@command.command()
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(id: str, as_json: bool) -> None:
    """One expert's card and the titles of its units."""
    cards = catalogue(Settings.load())
    card = card_of(cards, id)
    titles = _titles(read_pack(cards.folders[id], card)) if card.kind in HAS_UNITS else {}
    if as_json:
        row = {field: getattr(card, field) for field in ExpertCard.__slots__}
        click.echo(json.dumps({**row, "units": titles}, ensure_ascii=False))
        return
    click.echo(f"{card.id}: {card.name.get('en', card.id)} ({card.kind}), {card.owner}")
    click.echo(f"{cards.folders[id]}\n{card.review}\n")
    for unit, title in titles.items():
        click.echo(f"  {unit:26} {title}")


@command.command("check")
@click.argument("id", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def check_(id: str | None, as_json: bool) -> None:
    """Every fault of the folders, and what expires next. Exit code 1 when there is a fault."""
    cards = catalogue(Settings.load())
    chosen = {id: card_of(cards, id)} if id else dict(cards.experts)
    faults = [fault for name, card in chosen.items() for fault in _faults(cards, name, card)]
    soon = [] if faults else _expiring(cards, chosen)
    if as_json:
        rows = [{"where": fault.where, "what": fault.what} for fault in faults]
        expires = [{"unit": unit, "expires": day.isoformat()} for day, unit in soon]
        click.echo(json.dumps({"faults": rows, "expires": expires}, ensure_ascii=False))
    else:
        _print_check(list(chosen), faults, soon)
    if faults:
        raise SystemExit(1)


@command.command()
@click.argument("id")
@click.argument("text")
@click.option("--lang", default="en-Latn", show_default=True, help='As in "hi-Deva".')
@click.option("--previous", default="", help="The question asked before this one.")
def ask(id: str, text: str, lang: str, previous: str) -> None:
    """What one pack finds for TEXT, with its probabilities: neither router nor guard."""
    cards = catalogue(Settings.load())
    card_of(cards, id)
    answering = open_answering(id, cards)
    query = Query(text=text, native=text, lang=_lang(lang), previous=previous)
    for hit in answering.hits(query)[:3]:
        click.echo(f"{hit.p:.2f}  {hit.unit.name}", err=True)
    answer = answering.answer(query)
    click.echo(answer.text if answer else "(no answer)")


@command.command()
@click.argument("id")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8400, show_default=True)
def serve(id: str, host: str, port: int) -> None:
    """Answer for one expert over HTTP, as an OpenAI-compatible chat completion."""
    from nakshatra.server.expert import serve
    from nakshatra.server.serve import take_door

    settings = Settings.load()
    set_up(settings)
    spec = specify(settings)
    card_of(spec.catalogue, id)
    with take_door(host, port, "give another --host or --port") as door:
        port = door.getsockname()[1]
        click.echo(f"{id} is running on http://{host}:{port}/v1/chat/completions; Ctrl-C stops it")
        asyncio.run(serve(spec, id, door))


def _lang(tag: str) -> Lang:
    try:
        return Lang.parse(tag)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _titles(pack: Pack) -> Mapping[str, str]:
    return {
        id: (unit.texts.get("en") or next(iter(unit.texts.values()))).title
        for id, unit in pack.units.items()
    }


def _faults(cards: Catalogue, id: str, card: ExpertCard) -> list[checks.Fault]:
    if card.kind not in HAS_UNITS:
        return []
    units = {
        other: frozenset(path.stem for path in (folder / "units").glob("*.toml"))
        for other, folder in cards.folders.items()
    }
    folder = cards.folders[id]
    faults = checks.check(folder, card, units) or _faults_of_turns(id, folder, units)
    faults = faults or _faults_of_hard(id, folder, units)
    return faults or _faults_of_weights(id, folder, read_pack(folder, card))


def _faults_of_turns(
    id: str, folder: Path, units: Mapping[str, frozenset[str]]
) -> list[checks.Fault]:
    """What is asked on after units that are nowhere."""
    found = []
    for one in asked_on(folder, id):
        expert, _, unit = one.before.partition("/")
        if unit not in units.get(expert, ()):
            where = f"{id}/next/{one.code}.toml"
            found.append(checks.Fault(where, f"turns name {one.before!r}, which is no unit"))
    return found


def _faults_of_hard(
    id: str, folder: Path, units: Mapping[str, frozenset[str]]
) -> list[checks.Fault]:
    """What is hard to tell, of units that are nowhere, or of what nothing catches."""
    rules = read_rules(folder, id, None)
    catches = {catch.id for catch in rules.catches} if rules else set()
    names = {f"{expert}/{unit}" for expert, own in units.items() for unit in own} | {""}
    found = []
    for one in hard(folder):
        named = {f"{id}/{unit}" for unit in one.asks}
        named |= {unit for turn in one.after for unit in (turn.before, turn.now)}
        stray = [f"names {unit!r}, which is no unit" for unit in sorted(named - names)]
        said = sorted(set(one.sayings) - catches - {""})
        stray += [f"sayings.{catch}: no rule of rules/catch.toml" for catch in said]
        found += [checks.Fault(f"{id}/hard/{one.code}.toml", what) for what in stray]
    return found


def _faults_of_weights(id: str, folder: Path, pack: Pack) -> list[checks.Fault]:
    faults, again = [], f"run `nakshatra experts train {id}"
    if stale(folder, pack):
        faults.append(checks.Fault(f"{id}/{UNITS}", f"learned from other texts; {again}`"))
    if unread(folder, pack):
        faults.append(checks.Fault(f"{id}/{READER}", f"of other units; {again} --readers`"))
    return faults


def _expiring(cards: Catalogue, chosen: Mapping[str, ExpertCard]) -> list[tuple[date, str]]:
    packs = [
        read_pack(cards.folders[id], card) for id, card in chosen.items() if card.kind in HAS_UNITS
    ]
    return sorted(item for pack in packs for item in checks.expiring(pack))


def _print_check(ids: list[str], faults: list[checks.Fault], soon: list[tuple[date, str]]) -> None:
    for fault in faults:
        click.echo(str(fault))
    click.echo(f"{', '.join(ids)}: {len(faults) or 'no'} fault{'s' * (len(faults) != 1)}")
    for day, unit in soon[:10]:
        click.echo(f"  {unit} expires {day}")
