"""`nakshatra languages`: the language cards, and the training of the identifier's arrays."""

from __future__ import annotations

import json
from pathlib import Path

import click

from nakshatra.catalogue import Catalogue
from nakshatra.home import home


@click.group()
def command() -> None:
    """The languages of India: list them, train their identification.

    \b
    nakshatra languages list
    nakshatra languages train --data ../shared/train
    nakshatra languages train-spelling --data ../shared/train --lang te
    """


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def list_languages(as_json: bool) -> None:
    """Each language: code, name, scripts, whose phrases it falls back to."""
    cards = Catalogue.load().languages
    rows = {
        code: {
            "name": card.name,
            "english": card.english,
            "scripts": card.scripts,
            "phrases": len(card.phrases),
            "falls_back": card.falls_back,
        }
        for code, card in cards.items()
    }
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for code, row in rows.items():
        scripts = " ".join(cards[code].scripts)
        click.echo(f"{code:4} {row['english']:10} {scripts:20} {row['phrases']:3} phrases, "
                   f"then {row['falls_back']}")  # fmt: skip


@command.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="Folder with native/, roman/, roman_dakshina/ and flores_rest/ (*.jsonl.gz).",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=home() / "languages",
    show_default="languages/",
    help="Where the arrays and tables go.",
)
def train(data: Path, out: Path) -> None:
    """Train language identification; the same texts give the same arrays."""
    from nakshatra.training.languages import train_languages

    train_languages(data, out, click.echo)


@command.command("train-spelling")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="Folder with native/ and roman_dakshina/ (*.jsonl.gz).",
)
@click.option("--lang", "langs", multiple=True, help="Only this language; may be given again.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=home() / "languages",
    show_default="languages/",
    help="Where the arrays and tables go.",
)
def train_spelling(data: Path, langs: tuple[str, ...], out: Path) -> None:
    """Train only the way between Latin letters and each language's script (minutes a language)."""
    from nakshatra.training.transliteration import train_transliteration

    train_transliteration(data, out, click.echo, langs)
