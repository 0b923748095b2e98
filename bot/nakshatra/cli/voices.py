"""`nakshatra voices`: who speaks each language, how fast, and how soon."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from nakshatra.app import specify
from nakshatra.audio.encode import encode, wav
from nakshatra.audio.manner import manners
from nakshatra.cli import jsonl
from nakshatra.errors import CatalogueError, EngineError
from nakshatra.home import home
from nakshatra.measure import first_sound, pace
from nakshatra.measure.samples import short_answers
from nakshatra.pipeline import speak as speaking
from nakshatra.pipeline.voices import Voices
from nakshatra.ports import NamesVoice, Synthesizer
from nakshatra.registry import Spec, builder
from nakshatra.settings import Settings
from nakshatra.text.script import script
from nakshatra.types import Lang, Said, Script

_SAMPLES = 20
"""Texts a language's voice is measured on: short answers of the packs."""

_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group(
    epilog="""\b
Examples:
  nakshatra voices list
  nakshatra voices say "108 पर कॉल करें" --lang hi --out call.ogg
  nakshatra voices speed --lang hi --lang ta
  nakshatra voices pace --recordings recordings/transcripts.jsonl --write"""
)
def command() -> None:
    """Who speaks each language; hear it, and measure how fast and how soon."""


@command.command("list")
@_as_json
def list_voices(as_json: bool) -> None:
    """For each language the voice that would be heard on this machine."""
    spec = specify(Settings.load())
    voices = _synthesizers(spec)
    cards = spec.catalogue.languages.values()
    rows = {card.code: _voice(Lang(card.code, card.scripts[0]), voices) for card in cards}
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for card in cards:
        click.echo(f"{card.code:4} {card.english:10} {rows[card.code] or 'no voice: text alone'}")


@command.command()
@click.argument("text")
@click.option("--lang", required=True, help="Code of the language, such as hi.")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help=".ogg or .wav"
)
@click.option("--slow", is_flag=True, help="As for who asked to be spoken to slowly.")
@click.option("--urgent", is_flag=True, help="As in an emergency: numbers to call are said twice.")
def say(text: str, lang: str, out: Path, slow: bool, urgent: bool) -> None:
    """Speak TEXT into a file, prepared for the ear as the bot does."""
    if out.suffix not in (".ogg", ".wav"):
        raise click.BadParameter(f"{out.name} ends neither in .ogg nor in .wav", param_hint="--out")
    spec = specify(Settings.load())
    told = Lang(lang, _script_of(spec, lang))
    said = tuple(map(Said, script(text, told, twice=urgent)))
    how = Script(said, told, speaking.pace(urgent=urgent, slow=slow))
    data = asyncio.run(_say(spec, how, as_wav=out.suffix == ".wav"))
    try:
        out.write_bytes(data)
    except OSError as error:
        raise click.ClickException(f"{out} cannot be written ({error.strerror})") from error
    for sentence in said:
        click.echo(sentence.text)


async def _say(spec: Spec, told: Script, *, as_wav: bool) -> bytes:
    voices = Voices(_synthesizers(spec))
    try:
        if (sound := await voices.say(told)) is None:
            raise click.ClickException("no voice can say it; `nakshatra voices list` says who can")
        data = wav(sound.audio, sound.voice)
        return data if as_wav else (await encode(sound.audio, sound.voice)).data
    finally:
        await _close(spec, voices)


@command.command()
@click.option("--lang", "langs", multiple=True, help="Only this language; may be given again.")
@_as_json
def speed(langs: Sequence[str], as_json: bool) -> None:
    """How soon the first sentence of an answer is sound; target 300 ms."""
    spec = specify(Settings.load())
    texts = short_answers(spec.catalogue, _SAMPLES)
    rows = asyncio.run(_speed(spec, {c: t for c, t in texts.items() if not langs or c in langs}))
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
        return
    click.echo(
        "| language | voice | started cold | first sentence | slowest | whole | of its length |"
    )
    click.echo("|---|---|---|---|---|---|---|")
    for row in rows:
        click.echo(
            f"| {row.lang} | {row.voice} | {row.cold_ms:.0f} ms | {row.first_ms:.0f} ms | "
            f"{row.slowest_ms:.0f} ms | {row.whole_ms:.0f} ms | {row.real_time_factor:.3f} |"
        )


async def _speed(spec: Spec, texts: Mapping[str, Sequence[str]]) -> list[first_sound.Times]:
    rows = []
    for code, said in texts.items():
        voices = Voices(_synthesizers(spec))
        lang = Lang(code, _script_of(spec, code))
        try:
            rows.append(await first_sound.measure(said, lang, voices))
        except EngineError as error:
            click.echo(f"{code}: {error}", err=True)
        finally:
            await first_sound.close(voices)
    await spec.shelf.close()
    return rows


@command.command("pace")
@click.option(
    "--recordings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON lines with file, text, lang beside the recordings: how fast people read.",
)
@click.option("--write", is_flag=True, help="Put the rates into languages/<code>/espeak.toml.")
@_as_json
def pace_command(recordings: Path | None, write: bool, as_json: bool) -> None:
    """The espeak-ng rate of each language that comes nearest to a patient reader.

    It measures aksharas a second without pauses, of the voice and of people; not whether the sounds
    are right or pleasant."""
    spec = specify(Settings.load())
    rows = asyncio.run(_paces(spec, recordings))
    if write:
        _write(rows)
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows]))
        return
    click.echo("| language | people | recordings | before | rate | after | digits a second |")
    click.echo("|---|---|---|---|---|---|---|")
    for row in rows:
        click.echo(
            f"| {row.lang} | {row.people:.1f} | {row.recordings or 'none'} | {row.before:.1f} | "
            f"{row.rate} | {row.after:.1f} | {row.digits:.1f} |"
        )


async def _paces(spec: Spec, recordings: Path | None) -> list[pace.Pace]:
    rows = list(jsonl.read(str(recordings))) if recordings else []
    people = await pace.of_people(rows, recordings.parent) if recordings else {}
    return await pace.measure(manners(home()), short_answers(spec.catalogue, _SAMPLES), people)


def _write(rows: Sequence[pace.Pace]) -> None:
    """Languages without texts of their own go as fast as the voice that reads them."""
    rates = {row.lang: row.rate for row in rows}
    usual = sorted(rates.values())[len(rates) // 2]
    for code, manner in manners(home()).items():
        if code in pace.UNSURE:
            continue
        rate = rates.get(code) or rates.get(manner.voice, usual)
        path = home() / "languages" / code / "espeak.toml"
        lines = path.read_text("utf-8").splitlines()
        kept = [line for line in lines if not line.startswith(("rate", "#"))]
        head = "# rate: by `nakshatra voices pace` (docs/voice.md, Speaking)"
        path.write_text("\n".join([head, *kept, f"rate = {rate}"]) + "\n", "utf-8")


def _synthesizers(spec: Spec) -> list[Synthesizer]:
    return [builder("synthesizers", name)(spec) for name in spec.settings.voices]


def _voice(lang: Lang, voices: Sequence[Synthesizer]) -> str:
    named = (one.voice(lang) for one in voices if isinstance(one, NamesVoice))
    return next(filter(None, named), "")


def _script_of(spec: Spec, code: str) -> str:
    if code not in spec.catalogue.languages:
        known = ", ".join(spec.catalogue.languages)
        raise CatalogueError(f"no language is called {code!r}; there are {known}")
    return spec.catalogue.languages[code].scripts[0]


async def _close(spec: Spec, voices: Voices) -> None:
    await first_sound.close(voices)
    await spec.shelf.close()
