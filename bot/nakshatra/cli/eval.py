"""`nakshatra eval`: labelled files -> how often the bot is right, by language and source."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from nakshatra.app import catalogue
from nakshatra.cards import load_toml
from nakshatra.cli import jsonl
from nakshatra.cli.asking import Question, ask, open_parts, said_before
from nakshatra.cli.report import show
from nakshatra.identifiers.tongues import Tongues
from nakshatra.measure.answers import Report as AnswersReport
from nakshatra.measure.answers import answers as measure_answers
from nakshatra.measure.callcentre import callcentre as measure_callcentre
from nakshatra.measure.callcentre import read_topics
from nakshatra.measure.keys import sounds as measure_sounds
from nakshatra.measure.lid import lid as measure_lid
from nakshatra.measure.page import page as page_of
from nakshatra.measure.peers import peers
from nakshatra.measure.redflags import redflags as measure_redflags
from nakshatra.measure.redflags import refusals as measure_refusals
from nakshatra.measure.route import open_routing
from nakshatra.measure.route import route as measure_route
from nakshatra.measure.speech import speech as measure_speech
from nakshatra.measure.xlit import speed as measure_speed
from nakshatra.measure.xlit import xlit as measure_xlit
from nakshatra.registry import Spec, builder
from nakshatra.settings import Settings
from nakshatra.types import Kind, Profile, Reply, VoiceMode

_files = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True))
_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group(
    epilog="""\b
Examples:
  nakshatra eval lid rows.jsonl.gz --beside --fasttext lid.176.ftz
  nakshatra eval route questions.jsonl --json
  nakshatra eval xlit words.jsonl.gz --lang hi
  nakshatra eval redflags messages.jsonl
  nakshatra eval refusals experts/*/cases/refusals.latest.jsonl
  nakshatra eval answers experts/*/cases/fresh.jsonl --page answers.html
  nakshatra eval callcentre calls.jsonl.gz --topics experts/agriculture/cases/callcentre.toml
  nakshatra eval speech recordings/transcripts.jsonl
  nakshatra eval sounds typed_words.jsonl --names tests/data/sounds.toml"""
)
def command() -> None:
    """Measure identification, routing, spelling, red flags, answers, hearing and keys."""


@command.command()
@_files
@_as_json
@click.option("--beside", is_flag=True, help="Also measure other identifiers that are installed.")
@click.option(
    "--fasttext",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --beside: a fastText model, such as lid.176.ftz.",
)
def lid(files: Sequence[str], as_json: bool, beside: bool, fasttext: Path | None) -> None:
    """Rows: text, lang, script, source. Each file is reported apart, by language, source and
    length; as JSON, one object a line."""
    settings = Settings.load()
    cards = catalogue(settings)
    identifier = builder("identifiers", settings.identifier)(
        Spec(settings=settings, catalogue=cards)
    )
    tongues = Tongues.of(cards.languages)

    def identify(texts: Sequence[str]) -> list[str]:
        return [found.lang.code for found in identifier.identify_batch(list(texts))]

    others = peers(fasttext) if beside else {}
    for file in files:
        rows = _rows([file])
        for row in rows:
            if lacks := {"text", "lang"} - row.keys():
                raise click.ClickException(f"a row has no {', '.join(sorted(lacks))}: {row}")
        report = {"file": Path(file).name} | measure_lid(rows, identify, tongues).as_json()
        if others:
            report["beside"] = {
                name: measure_lid(rows, peer, tongues).headline() for name, peer in others.items()
            }
        show(report, as_json)
        if not as_json:
            click.echo()


@command.command()
@_files
@_as_json
def route(files: Sequence[str], as_json: bool) -> None:
    """Rows: text, domain (a list), lang, script, source."""
    settings = Settings.load()
    routing = open_routing(settings, catalogue(settings))
    ours = frozenset(name for names in routing.domains.values() for name in names)
    report = measure_route(_rows(files), lambda text: routing.row(text)["domains"], ours)
    show(report.as_json(), as_json)


@command.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True))
@click.option("--lang", default="hi", show_default=True, help="Language of the words.")
@click.option(
    "--texts",
    multiple=True,
    type=click.Path(exists=True),
    help="Rows with text and lang, typed or not: measures words a second of processor time.",
)
@_as_json
def xlit(files: Sequence[str], lang: str, texts: Sequence[str], as_json: bool) -> None:
    """Rows: text (a word), native (as somebody typed it), attestations.

    \b
    Examples:
      nakshatra eval xlit words.jsonl.gz --lang hi
      nakshatra eval xlit --texts typed.jsonl.gz --texts native.jsonl.gz --json
    """
    report: dict[str, Any] = {}
    if texts:
        report["words_a_second"] = asdict(measure_speed(_rows(texts)))
    rows = _rows(files)
    for row in rows:
        if lacks := {"text", "native"} - row.keys():
            raise click.ClickException(f"a row has no {', '.join(sorted(lacks))}: {row}")
    if not rows and not texts:
        raise click.UsageError("give FILES with words, or --texts, or both")
    if rows:
        report |= measure_xlit(rows, lang).as_json()
    show(report, as_json)


@command.command()
@_files
@click.option("--ordinary", is_flag=True, help="No row is an emergency: count the false alarms.")
@_as_json
def redflags(files: Sequence[str], ordinary: bool, as_json: bool) -> None:
    """Rows: text, lang, emergency (true or false); each is put to the whole bot."""
    rows = [row | {"emergency": False} for row in _rows(files)] if ordinary else _rows(files)
    asyncio.run(_redflags(rows, as_json))


async def _redflags(rows: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    async with _asking() as asking:

        async def urgent(text: str) -> bool:
            return (await asking({"id": "1", "text": text})).kind is Kind.EMERGENCY

        report = await measure_redflags(rows, urgent)
    show(report.as_json(), as_json)


@command.command()
@_files
@_as_json
def refusals(files: Sequence[str], as_json: bool) -> None:
    """Rows: text, lang, refuse (true or false); each is put to the whole bot."""
    asyncio.run(_refusals(_rows(files), as_json))


async def _refusals(rows: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    async with _asking() as asking:
        report = await measure_refusals(rows, lambda text: asking({"id": "1", "text": text}))
    show(report.as_json("refusals"), as_json)


@command.command()
@_files
@click.option("--page", type=click.Path(path_type=Path), help="Also write a page to read (HTML).")
@_as_json
def answers(files: Sequence[str], page: Path | None, as_json: bool) -> None:
    """Rows: id, text, lang, kind, previous, units, must, must_not (docs/experts.md)."""
    report = asyncio.run(_answers(_rows(files)))
    if page:
        page.write_text(page_of(report), encoding="utf-8")
    show(report.as_json(), as_json)


async def _answers(rows: Sequence[Mapping[str, Any]]) -> AnswersReport:
    for row in rows:
        if lacks := {"id", "text", "lang", "kind"} - row.keys():
            raise click.ClickException(f"a case has no {', '.join(sorted(lacks))}: {row}")
    async with _asking() as asking:
        return await measure_answers(rows, asking)


@command.command()
@_files
@click.option(
    "--topics",
    type=click.Path(exists=True, path_type=Path),
    required=True,
    help="What the packs cover: experts/agriculture/cases/callcentre.toml.",
)
@_as_json
def callcentre(files: Sequence[str], topics: Path, as_json: bool) -> None:
    """Rows: question. Of the covered: how many get their unit; of the others: how many are honestly
    declined with the helpline."""
    asyncio.run(_callcentre([row["question"] for row in _rows(files)], topics, as_json))


async def _callcentre(questions: Sequence[str], topics: Path, as_json: bool) -> None:
    async with _asking() as asking:
        report = await measure_callcentre(
            questions, read_topics(topics), lambda text: asking({"id": "1", "text": text})
        )
    show(report.as_json(), as_json)


@asynccontextmanager
async def _asking() -> AsyncIterator[Callable[[Mapping[str, Any]], Awaitable[Reply]]]:
    """Puts a row's text (and previous) to a bot of its own."""
    parts = open_parts()

    async def reply(case: Mapping[str, Any]) -> Reply:
        asked = Question(id=str(case["id"]), text=str(case["text"]), previous=said_before(case))
        handled, _ = await ask(parts, asked, Profile(voice=VoiceMode.NEVER))
        return handled.reply

    try:
        yield reply
    finally:
        await parts.close()


@command.command()
@click.argument("file", type=click.Path(exists=True))
@_as_json
def speech(file: str, as_json: bool) -> None:
    """Rows: file (beside this one), text, lang, script, source."""
    asyncio.run(_speech(file, as_json))


async def _speech(file: str, as_json: bool) -> None:
    parts = open_parts()
    try:
        rows = list(jsonl.read(file))
        report = await measure_speech(rows, Path(file).parent, parts.bot.transcriber)
    finally:
        await parts.close()
    show(report.as_json(), as_json)


@command.command()
@_files
@_as_json
@click.option("--names", type=click.Path(exists=True), help="Names in all scripts, as TOML.")
@click.option("--texts", multiple=True, type=click.Path(exists=True), help="Rows: text, lang.")
def sounds(files: Sequence[str], as_json: bool, names: str | None, texts: Sequence[str]) -> None:
    """Rows: text (a word), native (as it was typed), attestations.

    \b
    --names: tables of lines such as  urea = "यूरिया యూరియా urea yuriya"
    --texts: of 10,000 pairs of different frequent words, how many share a key (collide)
    """
    pairs = _rows(files)
    for row in pairs:
        if lacks := {"text", "native"} - row.keys():
            raise click.ClickException(f"a row has no {', '.join(sorted(lacks))}: {row}")
    tables = load_toml(Path(names)).values() if names else ()
    groups = [line.split() for table in tables for line in table.values()]
    spoken: dict[str, list[str]] = {}
    for row in _rows(texts):
        spoken.setdefault(row["lang"], []).append(row["text"])
    show(measure_sounds(pairs, groups, spoken), as_json)


def _rows(files: Sequence[str]) -> list[dict[str, Any]]:
    return [row for file in files for row in jsonl.read(file)]
