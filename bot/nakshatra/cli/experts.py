"""`nakshatra experts`: who answers, whether their folders are sound, their weights, one of them
asked alone or served to other machines."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from nakshatra.app import catalogue, specify
from nakshatra.cards import ExpertCard
from nakshatra.catalogue import Catalogue
from nakshatra.cli.logs import set_up
from nakshatra.errors import CatalogueError
from nakshatra.knowledge import check as checks
from nakshatra.knowledge.answering import open_answering
from nakshatra.knowledge.field import open_field
from nakshatra.knowledge.field import save as save_field
from nakshatra.knowledge.units import Pack, read_pack
from nakshatra.knowledge.weights import READER, UNITS, save_index, save_reader, stale, unread
from nakshatra.safety.alarms import open_ear, save_ear
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.rules import Rules, read_rules
from nakshatra.settings import Settings
from nakshatra.types import Lang, Query

_HAS_UNITS = ("pack", "gguf")
"""Kinds whose folder holds units."""


@click.group()
def command() -> None:
    """The experts: folders that each answer one field.

    \b
    nakshatra experts list
    nakshatra experts check agriculture
    nakshatra experts ask health "bukhar me kya kare" --lang hi-Latn
    nakshatra experts serve finance --port 8401
    """


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
    card = _card(cards, id)
    titles = _titles(read_pack(cards.folders[id], card)) if card.kind in _HAS_UNITS else {}
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
    chosen = {id: _card(cards, id)} if id else dict(cards.experts)
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
@click.argument("ids", nargs=-1)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Labelled questions (…/train) that widen the fields; without it only units are learned.",
)
@click.option("--fields-only", is_flag=True, help="Leave the units' weights; needs --data.")
@click.option(
    "--further",
    is_flag=True,
    help="Ears go on from what they know (minutes, for a few sentences more), with their limits.",
)
@click.option("--readers", is_flag=True, help="Learn the readers of the units too (minutes each).")
def train(
    ids: tuple[str, ...], data: Path | None, fields_only: bool, further: bool, readers: bool
) -> None:
    """Learn the weights of the experts' units again, and with --data those of their fields and the
    guard's second ears. Ears and readers need PyTorch (the extra "train"): an hour on a core for
    emergencies, minutes for the others.

    \b
    nakshatra experts train kites
    nakshatra experts train kites --readers
    nakshatra experts train health --data ../shared/train --fields-only
    """
    from nakshatra.training.alarms import train as train_ear
    from nakshatra.training.fields import Others, train
    from nakshatra.training.questions import questions
    from nakshatra.training.readers import train as train_reader

    if (fields_only or further) and not data:
        raise click.UsageError(
            "--fields-only and --further learn from questions; add --data FOLDER"
        )
    if fields_only and readers:
        raise click.UsageError("--fields-only leaves the units; --readers learns them: choose one")
    cards = catalogue(Settings.load())
    others = Others.of(questions(data)) if data else None
    book, rules = _rules(cards)
    for id in ids or cards.experts:
        card, folder = _card(cards, id), cards.folders[id]
        pack = read_pack(folder, card)
        written = [] if fields_only else [save_index(folder, pack)]
        if others:
            written.append(save_field(folder, card, train(pack, folder, others)))
        known = open_ear(folder) if further else None
        others_too = _others(cards, id)
        if readers and card.unknown:
            written.append(save_reader(folder, pack, train_reader(pack, others_too)))
        if data and (
            learned := train_ear(pack, folder, others_too, book, rules.get(id), data, known)
        ):
            written.append(save_ear(folder, learned.ear))
            for kind, (count, sure, likely) in learned.held_out.items():
                click.echo(f"held out: {kind:9} {count:6}  alarm {sure:.4f}  likely {likely:.4f}")
        for path in written:
            click.echo(f"{path}  {path.stat().st_size:,} bytes")


def _rules(cards: Catalogue) -> tuple[Phrasebook, Mapping[str, Rules]]:
    """Of all experts, in one book, as the guard has them."""
    book = Phrasebook()
    found = {id: read_rules(folder, id, book) for id, folder in cards.folders.items()}
    return book, {id: rules for id, rules in found.items() if rules}


def _others(cards: Catalogue, id: str) -> list[Pack]:
    return [
        read_pack(cards.folders[other], card)
        for other, card in cards.experts.items()
        if other != id and card.kind in _HAS_UNITS
    ]


@command.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
def background(data: Path) -> None:
    """Count again how common words are in everyday text (DATA: …/train); then train all."""
    from nakshatra.training.background import count

    click.echo(f"{count(data)} texts counted")


@command.command()
@click.option("--without-readers", is_flag=True, help="The scorers alone, for index.UNREAD.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def calibrate(without_readers: bool, as_json: bool) -> None:
    """How well held-out questions find their unit, and the numbers for index.CALIBRATION. Readers
    are learned anew without those questions: that needs PyTorch (the extra "train") and half an
    hour on a core.

    The emergency pack stays out: its questions are caught before any expert is asked.
    """
    from nakshatra.training.calibration import Packs, calibrated

    cards = catalogue(Settings.load())
    packs = [
        read_pack(cards.folders[id], card)
        for id, card in cards.experts.items()
        if card.kind in _HAS_UNITS and id != "emergency"
    ]
    held = Packs(packs, readers=not without_readers)
    shares = held.found()
    fields = {pack.id: open_field(cards.folders[pack.id], pack.card) for pack in packs}
    numbers = [round(float(number), 2) for number in calibrated(held.trials(fields))]
    if as_json:
        found = {tag: asdict(share) for tag, share in shares.items()}
        click.echo(json.dumps({"found": found, "calibration": numbers}))
        return
    for tag, share in shares.items():
        click.echo(f"{tag:8} n {share.n:5}  first {share.top1:.3f}  of three {share.top3:.3f}")
    name = "UNREAD" if without_readers else "CALIBRATION"
    click.echo(f"{name} = {tuple(numbers)}")


@command.command()
@click.argument("id")
@click.argument("text")
@click.option("--lang", default="en-Latn", show_default=True, help='As in "hi-Deva".')
@click.option("--previous", default="", help="The question asked before this one.")
def ask(id: str, text: str, lang: str, previous: str) -> None:
    """What one pack finds for TEXT, with its probabilities: neither router nor guard."""
    cards = catalogue(Settings.load())
    _card(cards, id)
    answering = open_answering(id, cards)
    query = Query(text=text, native=text, lang=_lang(lang), previous=previous)
    for hit in answering.index.search(text, previous=previous):
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
    _card(spec.catalogue, id)
    with take_door(host, port, "give another --host or --port") as door:
        port = door.getsockname()[1]
        click.echo(f"{id} is running on http://{host}:{port}/v1/chat/completions; Ctrl-C stops it")
        asyncio.run(serve(spec, id, door))


def _card(cards: Catalogue, id: str) -> ExpertCard:
    if id not in cards.experts:
        raise CatalogueError(f"no expert {id!r}; there are {', '.join(cards.experts)}")
    return cards.experts[id]


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
    if card.kind not in _HAS_UNITS:
        return []
    units = {
        other: frozenset(path.stem for path in (folder / "units").glob("*.toml"))
        for other, folder in cards.folders.items()
    }
    faults = checks.check(cards.folders[id], card, units)
    return faults or _faults_of_weights(id, cards.folders[id], read_pack(cards.folders[id], card))


def _faults_of_weights(id: str, folder: Path, pack: Pack) -> list[checks.Fault]:
    faults, again = [], f"run `nakshatra experts train {id}"
    if stale(folder, pack):
        faults.append(checks.Fault(f"{id}/{UNITS}", f"learned from other texts; {again}`"))
    if unread(folder, pack):
        faults.append(checks.Fault(f"{id}/{READER}", f"of other units; {again} --readers`"))
    return faults


def _expiring(cards: Catalogue, chosen: Mapping[str, ExpertCard]) -> list[tuple[date, str]]:
    packs = [
        read_pack(cards.folders[id], card) for id, card in chosen.items() if card.kind in _HAS_UNITS
    ]
    return sorted(item for pack in packs for item in checks.expiring(pack))


def _print_check(ids: list[str], faults: list[checks.Fault], soon: list[tuple[date, str]]) -> None:
    for fault in faults:
        click.echo(str(fault))
    click.echo(f"{', '.join(ids)}: {len(faults) or 'no'} fault{'s' * (len(faults) != 1)}")
    for day, unit in soon[:10]:
        click.echo(f"  {unit} expires {day}")
