"""`nakshatra models`: which weights there are, which are here, and whether they are whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.cli.models_advice import bench, recommend
from nakshatra.cli.models_fetch import import_, pull
from nakshatra.cli.models_known import as_json, check_languages, known, size
from nakshatra.cli.progress import Bar
from nakshatra.model_card import KINDS
from nakshatra.recommend import runnable

_COLUMNS = "{:28} {:11} {:24} {:>6} {:>6}  {}"


@click.group(
    epilog="""\b
Examples:
  nakshatra models recommend --languages hi,te --ram 4GB
  nakshatra models list --language te
  nakshatra models show piper-te-padmavathi
  nakshatra models pull whisper-hindi2hinglish-swift
  nakshatra models import /media/stick/weights
  nakshatra models check
  nakshatra models bench"""
)
def command() -> None:
    """Weights that are not in this repository: speech, voices, language models."""


for one in (recommend, pull, import_, bench):
    command.add_command(one)


@command.command(
    "list",
    epilog="""\b
Examples:
  nakshatra models list
  nakshatra models list --kind asr --language te
  nakshatra models list --here --json""",
)
@click.option("--kind", type=click.Choice(KINDS), help="Only these.")
@click.option("--language", help="Only those for this language, such as hi.")
@click.option("--here", is_flag=True, help="Only those on this machine.")
@as_json
def list_(kind: str | None, language: str | None, here: bool, as_json: bool) -> None:
    """Every model there is a card of, and whether it is here."""
    settings, cards = known()
    if language:
        check_languages([language], cards)
    rows = [
        _row(card, settings.models_dir)
        for card in cards.models.values()
        if kind in (None, card.kind) and (not language or language in card.languages)
    ]
    rows = [row for row in rows if row["here"] or not here]
    if as_json:
        found = {"folder": str(settings.models_dir), "models": rows}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    if rows:
        click.echo(_COLUMNS.format("model", "kind", "languages", "MB", "RAM", "state"))
    else:
        click.echo("none of them is here" if here else "no card is of that kind and language")
    for row in rows:
        languages = " ".join(row["languages"])
        languages = languages if len(languages) <= 24 else f"{len(row['languages'])} languages"
        megabytes = row["bytes"] // 10**6 or "?"
        click.echo(
            _COLUMNS.format(
                row["id"], row["kind"], languages, megabytes, row["ram_mb"], _state(row)
            )
        )
    click.echo(
        f"\nThey lie in {settings.models_dir}. What fits this machine: "
        "nakshatra models recommend --languages hi,en"
    )


@command.command(epilog="\b\nExamples:\n  nakshatra models show whisper-hindi2hinglish-swift")
@click.argument("id")
@as_json
def show(id: str, as_json: bool) -> None:
    """All that is known of one model: where from, how large, whose numbers, which licence."""
    settings, cards = known()
    card = weights.by_id(cards.models, id)
    row = asdict(card) | _row(card, settings.models_dir)
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    for line in _described(card, settings.models_dir):
        click.echo(line)


@command.command(epilog="\b\nExamples:\n  nakshatra models path qwen3.5-2b")
@click.argument("id")
@as_json
def path(id: str, as_json: bool) -> None:
    """The folder of a model that is here."""
    settings, cards = known()
    folder = str(weights.require(weights.by_id(cards.models, id), settings.models_dir))
    click.echo(json.dumps({"id": id, "path": folder}) if as_json else folder)


@command.command(
    epilog="""\b
Examples:
  nakshatra models check
  nakshatra models check whisper-hindi2hinglish-swift --json"""
)
@click.argument("ids", nargs=-1, metavar="[ID...]")
@as_json
def check(ids: tuple[str, ...], as_json: bool) -> None:
    """Read every byte of the models that are here (or of ID...) and compare the hashes."""
    settings, cards = known()
    models, models_dir = cards.models, settings.models_dir
    chosen = [weights.by_id(models, id) for id in ids] or [
        card for card in models.values() if weights.folder(card, models_dir).is_dir()
    ]
    found = {}
    with Bar(silent=as_json) as bar:
        for card in chosen:
            found[card.id] = list(weights.damage(card, models_dir, _told(bar, card, models_dir)))
    if as_json:
        click.echo(json.dumps(found))
    for id, faults in () if as_json else found.items():
        click.echo(f"{id}: {'; '.join(faults) or 'good'}")
    if not chosen and not as_json:
        click.echo("no model is here; see `nakshatra models recommend --languages hi,en`")
    if bad := [id for id, faults in found.items() if faults]:
        remedies = "; ".join(_remedy(models[id], models_dir) for id in bad)
        raise click.ClickException(f"damaged or missing: {remedies}")


@command.command(epilog="\b\nExamples:\n  nakshatra models remove whisper-large-v3-turbo")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@as_json
def remove(ids: tuple[str, ...], as_json: bool) -> None:
    """Delete models from this machine, and what came of them when they were fetched in part."""
    settings, cards = known()
    freed = {}
    for id in ids:
        card = weights.by_id(cards.models, id)
        freed[id] = 0
        for folder in (
            weights.folder(card, settings.models_dir),
            settings.models_dir / ".partial" / id,
        ):
            if folder.is_dir():
                freed[id] += size(folder)
                shutil.rmtree(folder)
        if card.revision == "none":  # its card was made from the file that is gone now
            (settings.own_cards / "models" / f"{id}.toml").unlink(missing_ok=True)
    if as_json:
        click.echo(json.dumps(freed))
    for id, count in () if as_json else freed.items():
        click.echo(f"{id}: {count / 1e6:.1f} MB freed" if count else f"{id} was not here")


def _remedy(card: ModelCard, models_dir: Path) -> str:
    if card.revision == "none":
        return f"bring {card.id} once more ({card.repository}): `nakshatra models import`"
    first = (
        f"`nakshatra models remove {card.id}`, then " if weights.present(card, models_dir) else ""
    )
    return f"{first}`nakshatra models pull {card.id}`"


def _told(bar: Bar, card: ModelCard, models_dir: Path) -> Any:
    """`bar` for one model, of which pieces are told."""
    got = weights.receipt(card, models_dir)
    total, done = sum(bytes_ for _, bytes_ in got.files.values()) if got else 0, 0

    def tell(piece: int) -> None:
        nonlocal done
        done += piece
        bar(card.id, done, total)

    return tell


def _described(card: ModelCard, models_dir: Path) -> Iterator[str]:
    row = _row(card, models_dir)
    yield f"{card.id}: {card.kind} for {' '.join(card.languages)}, {_state(row)}"
    yield f"  status      {card.status} (known: {card.evidence})"
    yield f"  licence     {card.licence}"
    if card.licence_doubt:
        yield f"  in doubt    {card.licence_doubt}"
    if card.attribution:
        yield f"  to be named {card.attribution}"
    kind = f", {card.model_type}" if card.model_type else ""
    yield f"  runs in     {card.engine}{kind}" + ("" if row["runs"] else " (not in this version)")
    yield f"  from        {card.repository} @ {card.revision or 'recorded at first download'}"
    yield f"  memory      {card.ram_mb} MB"
    if card.reads:
        yield f"  translates  from {' '.join(card.reads)} to its other languages"
    for name, sha in card.files.items():
        bytes_ = f"{card.sizes[name]:,} bytes" if name in card.sizes else ""
        yield f"  file        {name}  {sha[:12] or 'hash recorded at first download'}  {bytes_}"
    for number in card.published:
        yield (
            f"  published   {number['metric']}: {number['value']} on {number['test_set']}; "
            f"normaliser: {number['normaliser']}; by {number['by']}"
        )
    if card.notes:
        yield f"  notes       {' '.join(card.notes.split())}"


def _state(row: dict[str, Any]) -> str:
    if row["here"]:
        return "here"
    if row["licence_doubt"]:
        return "licence in doubt"
    return "-" if row["runs"] else "no engine here runs it yet"


def _row(card: ModelCard, models_dir: Path) -> dict[str, Any]:
    return {
        "id": card.id,
        "kind": card.kind,
        "engine": card.engine,
        "languages": card.languages,
        "bytes": card.bytes,
        "ram_mb": card.ram_mb,
        "licence": card.licence,
        "licence_doubt": card.licence_doubt,
        "status": card.status,
        "runs": runnable(card),
        "here": weights.present(card, models_dir),
    }
