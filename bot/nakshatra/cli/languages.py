"""`nakshatra languages`: the language cards, and the training of the identifier's arrays."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from nakshatra.catalogue import Catalogue
from nakshatra.cli.asking import Question, ask, open_parts
from nakshatra.home import home
from nakshatra.measure.grades import Tools, grade, table
from nakshatra.ports import IdentifiesMany
from nakshatra.types import Profile, Reply, VoiceMode

BEGIN, END = "<!-- languages: nakshatra languages grades -->", "<!-- /languages -->"
"""Between these marks stands the table, made by the command, held equal by a test."""


@click.group()
def command() -> None:
    """The languages of India: list them, train their identification.

    \b
    nakshatra languages list
    nakshatra languages grades --write README.md
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
    "--write",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Put the table between the marks of this file, such as README.md.",
)
def grades(write: Path | None) -> None:
    """How well each language is served, from its own cases: nothing is typed in."""
    text = asyncio.run(graded())
    if write is None:
        click.echo(text)
    else:
        write.write_text(between_marks(write.read_text("utf-8"), text), "utf-8")


async def graded() -> str:
    """The table of all languages."""
    parts = open_parts()
    cards = parts.bot.catalogue

    async def reply(case: Mapping[str, Any]) -> Reply:
        question = Question(id=str(case.get("id", "")), text=str(case["text"]))
        handled, _ = await ask(parts, question, Profile(voice=VoiceMode.NEVER))
        return handled.reply

    identifier = parts.bot.identifier
    assert isinstance(identifier, IdentifiesMany)
    tools = Tools(identifier, reply)
    try:
        found = [await grade(card, cards, home(), tools) for card in cards.languages.values()]
    finally:
        await parts.close()
    return table(found, cards.languages)


def between_marks(page: str, text: str) -> str:
    """`page` with `text` between its marks. Raise `click.ClickException` when it has none."""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise click.ClickException(f"no place for the table: write {BEGIN} and {END} in the file")
    return f"{head}{BEGIN}\n{text}\n{END}{tail}"


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
