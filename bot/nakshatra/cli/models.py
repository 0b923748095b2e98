"""`nakshatra models`: which weights there are, which are here, and how they come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.catalogue import Catalogue
from nakshatra.home import home
from nakshatra.settings import Settings

_COLUMNS = "{:30} {:5} {:16} {:>8}  {}"

_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_id = click.argument("id")


@click.group(
    epilog="""\b
Examples:
  nakshatra models list
  nakshatra models pull whisper-hindi2hinglish-swift
  nakshatra models path qwen3.5-2b
  nakshatra models check"""
)
def command() -> None:
    """Weights that are not in this repository: speech, voices, language models."""


@command.command("list")
@_as_json
def list_(as_json: bool) -> None:
    """Every model there is a card of, and whether it is here."""
    models, models_dir = _known()
    rows = [_row(card, models_dir) for card in models.values()]
    if as_json:
        click.echo(json.dumps({"folder": str(models_dir), "models": rows}, ensure_ascii=False))
        return
    click.echo(_COLUMNS.format("model", "kind", "languages", "MB", "state"))
    for row in rows:
        state = "here" if row["here"] else "-"
        languages, size = " ".join(row["languages"]), row["bytes"] // 10**6
        click.echo(_COLUMNS.format(row["id"], row["kind"], languages, size, state))
    click.echo(f"\nThey lie in {models_dir}. Fetch one with: nakshatra models pull MODEL")


@command.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@_as_json
def pull(ids: tuple[str, ...], as_json: bool) -> None:
    """Fetch models: resumed where they stopped, checked, and put in place whole."""
    from nakshatra.hub import Hub  # half a second to import; only this command needs it

    models, models_dir = _known()
    cards = [weights.by_id(models, id) for id in ids]
    hub, folders = Hub(str(models_dir)), {}
    for card in cards:
        if not as_json:
            click.echo(f"{card.id}: {card.bytes // 10**6} MB, {card.licence}", err=True)
        folders[card.id] = hub.pull(card)
        if not as_json:
            click.echo(folders[card.id])
    if as_json:
        click.echo(json.dumps(folders))


@command.command()
@_id
@_as_json
def path(id: str, as_json: bool) -> None:
    """The folder of a model that is here."""
    models, models_dir = _known()
    folder = str(weights.require(weights.by_id(models, id), models_dir))
    click.echo(json.dumps({"id": id, "path": folder}) if as_json else folder)


@command.command()
@click.argument("ids", nargs=-1, metavar="[ID...]")
@_as_json
def check(ids: tuple[str, ...], as_json: bool) -> None:
    """Read every byte of the models that are here (or of ID...) and compare the hashes."""
    models, models_dir = _known()
    cards = [weights.by_id(models, id) for id in ids] or [
        card for card in models.values() if weights.receipt(card, models_dir)
    ]
    found = {card.id: list(weights.damage(card, models_dir)) for card in cards}
    if as_json:
        click.echo(json.dumps(found))
    for id, faults in () if as_json else found.items():
        click.echo(f"{id}: {'; '.join(faults) or 'good'}")
    if any(found.values()):
        raise click.ClickException(
            "damaged or missing; remove its folder, then `nakshatra models pull ID`"
        )


def _known() -> tuple[Mapping[str, ModelCard], Path]:
    settings = Settings.load()
    cards = Catalogue.load(*filter(None, (home(), settings.catalogue)))  # as app.py, which is heavy
    return cards.models, settings.models_dir


def _row(card: ModelCard, models_dir: Path) -> dict[str, Any]:
    return {
        "id": card.id,
        "kind": card.kind,
        "engine": card.engine,
        "languages": card.languages,
        "bytes": card.bytes,
        "ram_mb": card.ram_mb,
        "licence": card.licence,
        "status": card.status,
        "here": weights.present(card, models_dir),
    }
