"""`nakshatra experts train`, `background`, `primer`, `arbiter`, `calibrate`: what the experts know,
learned again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from nakshatra.app import catalogue
from nakshatra.catalogue import Catalogue
from nakshatra.cli.packs import HAS_UNITS, card_of
from nakshatra.knowledge.arbiter import open_arbiter, save_arbiter
from nakshatra.knowledge.field import open_field
from nakshatra.knowledge.field import save as save_field
from nakshatra.knowledge.units import Pack, read_pack
from nakshatra.knowledge.weights import save_index, save_reader
from nakshatra.safety.alarms import open_ear, save_ear
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.rules import Rules, read_rules
from nakshatra.settings import Settings
from nakshatra.training.asked_on import AskedOn, asked_on
from nakshatra.types import Kind


@click.command()
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
    from nakshatra.training.primer import primer
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
    said = _asked_on(cards)
    for id in ids or cards.experts:
        card, folder = card_of(cards, id), cards.folders[id]
        pack = read_pack(folder, card)
        written = [] if fields_only else [save_index(folder, pack)]
        if others:
            written.append(save_field(folder, card, train(pack, folder, others)))
        known = open_ear(folder) if further else None
        others_too = _others(cards, id)
        if readers and card.unknown:
            reader = train_reader(pack, others_too, primer(), said)
            written.append(save_reader(folder, pack, reader))
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
        if other != id and card.kind in HAS_UNITS
    ]


def _asked_on(cards: Catalogue) -> list[AskedOn]:
    return [one for id, folder in cards.folders.items() for one in asked_on(folder, id)]


def _read_packs(cards: Catalogue) -> list[Pack]:
    """Those that have readers."""
    return [
        read_pack(cards.folders[id], card)
        for id, card in cards.experts.items()
        if card.kind in HAS_UNITS and card.unknown
    ]


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
def background(data: Path) -> None:
    """Count again how common words are in everyday text (DATA: …/train); then train all."""
    from nakshatra.training.background import count

    click.echo(f"{count(data)} texts counted")


@click.command()
def primer() -> None:
    """Learn again what every reader begins with, from what all packs here are asked; then train the
    readers. Needs PyTorch (the extra "train") and half an hour of a core. A pack that joins later
    needs none of it.

    \b
    nakshatra experts primer
    nakshatra experts train health --readers
    """
    from nakshatra.training.primer import learn, save

    path = save(learn(_read_packs(catalogue(Settings.load()))))
    click.echo(f"{path}  {path.stat().st_size:,} bytes")


@click.command()
@click.option("--further", is_flag=True, help="Go on from the one that is there: an hour.")
def arbiter(further: bool) -> None:
    """Learn the arbiter again: what all experts here are asked, warn of and refuse, weighed against
    each other. Needs PyTorch (the extra "train") and an hour and a half of a core. An expert that
    joins later needs none of it: the arbiter says nothing of what it has not learned.

    \b
    nakshatra experts arbiter
    nakshatra experts arbiter --further    after new questions of the same units
    """
    from nakshatra.training.arbiter import learn

    cards = catalogue(Settings.load())
    known = open_arbiter(frozenset(cards.folders)) if further else None
    if further and known is None:
        raise click.UsageError(
            "no arbiter to go on from, or one of other features: leave out --further"
        )
    _, rules = _rules(cards)
    guarded = {
        kind: [id for id, rule in rules.items() if rule.kind is kind]
        for kind in (Kind.EMERGENCY, Kind.REFUSAL)
    }
    packs, said = _read_packs(cards), _asked_on(cards)
    path = save_arbiter(*learn(packs, guarded, cards.folders, said, known))
    click.echo(f"{path}  {path.stat().st_size:,} bytes")


@click.command()
@click.option("--without-readers", is_flag=True, help="The scorers alone, for index.UNREAD.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def calibrate(without_readers: bool, as_json: bool) -> None:
    """How well held-out questions find their unit, and the numbers for index.CALIBRATION. Readers
    and their primer are learned anew without those questions: that needs PyTorch (the extra
    "train") and an hour on a core.

    The emergency pack stays out: its questions are caught before any expert is asked.
    """
    from nakshatra.training.calibration import Packs, calibrated

    cards = catalogue(Settings.load())
    packs = _read_packs(cards)
    held = Packs(packs, readers=not without_readers, said=_asked_on(cards))
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
