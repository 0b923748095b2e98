"""`nakshatra identify`: a text, or a file of them, -> its language and script, as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import click

from nakshatra.catalogue import Catalogue
from nakshatra.cli import jsonl
from nakshatra.ports import IdentifiesMany, LanguageIdentifier
from nakshatra.registry import Spec, builder
from nakshatra.settings import Settings
from nakshatra.text.normalise import normalise
from nakshatra.types import Identified

_CHUNK = 4096
"""Lines read, identified and written at a time."""


@click.command()
@click.argument("text", required=False)
@click.option("--batch", nargs=2, metavar="IN OUT", help='JSON lines with "text"; .gz and - work.')
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of plain words.")
def command(text: str | None, batch: tuple[str, str] | None, as_json: bool) -> None:
    """Name the language and script of TEXT, or of every line of a file.

    \b
    nakshatra identify "gehu me kaun si khad dalu"
    nakshatra identify --batch questions.jsonl.gz languages.jsonl
    """
    if (text is None) == (batch is None):
        raise click.UsageError('give a TEXT in quotes, or --batch IN OUT ("-" is standard input)')
    identifier = _identifier()
    if batch:
        _run_batch(identifier, *batch)
    elif text is not None:
        found = _as_row(identifier.identify(normalise(text)))
        click.echo(json.dumps(found) if as_json else _in_words(found))


def _identifier() -> LanguageIdentifier:
    settings = Settings.load()
    catalogue = Catalogue.load()
    build = builder("identifiers", settings.identifier)
    identifier: LanguageIdentifier = build(Spec(settings=settings, catalogue=catalogue))
    return identifier


def _many(identifier: LanguageIdentifier, texts: Sequence[str]) -> Sequence[Identified]:
    if isinstance(identifier, IdentifiesMany):
        return identifier.identify_batch(texts)
    return [identifier.identify(text) for text in texts]


def _run_batch(identifier: LanguageIdentifier, source: str, target: str) -> None:
    done = 0
    with jsonl.Writer(target) as out:
        for rows in _chunks(jsonl.read(source)):
            texts = [_text(row, source, done + at) for at, row in enumerate(rows, 1)]
            for row, found in zip(rows, _many(identifier, texts), strict=True):
                kept = {"id": row["id"]} if "id" in row else {}
                out.write(kept | _as_row(found))
            done += len(rows)
            if done > _CHUNK:
                click.echo(f"\r{done:,} identified", nl=False, err=True)
    if done > _CHUNK:
        click.echo(err=True)


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows = iter(rows)
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _text(row: Mapping[str, Any], source: str, number: int) -> str:
    if not isinstance(row.get("text"), str):
        raise click.ClickException(f'{source}, row {number}: needs a "text" that is a string')
    return normalise(row["text"])


def _as_row(found: Identified) -> dict[str, Any]:
    row: dict[str, Any] = {"lang": str(found.lang), "p": round(found.p, 3)}
    if found.rival:
        row["rival"] = str(found.rival)
    if found.dialect:
        row["dialect"] = found.dialect
    return row


def _in_words(row: Mapping[str, Any]) -> str:
    rival = f"  not sure: perhaps {row['rival']}" if "rival" in row else ""
    dialect = f"  as spoken in {row['dialect']}" if "dialect" in row else ""
    return f"{row['lang']}  {row['p']:.2f}{rival}{dialect}"
