"""The tests' Whisper on its own sentences, read anew as training never heard them -> what the road
makes of each language over each line. It knows nothing else: this tells of the road, not of people.

python tests/heard_bench.py [FOLDER]     the table of docs/voice.md (minutes); FOLDER keeps the
                                         recordings, for `nakshatra eval speech`
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import tomllib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle, product
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1] / "bot"), str(Path(__file__).parent)]

import numpy as np

import tiny_whisper
from nakshatra.app import listener
from nakshatra.catalogue import Catalogue
from nakshatra.hearing.listener import Listener
from nakshatra.home import home
from nakshatra.identifiers.ngrams import build as build_identifier
from nakshatra.measure.speech import Report, speech
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from recordings import encoded
from spoken_bench import LANGUAGES, LINES, WINDOWS, Reader, Sound, over, pcm_of, reader

_RATE = 16_000
SCRIPTS = {"hi": "Deva", "bn": "Beng", "ta": "Taml", "te": "Telu", "mr": "Deva"}
_HELD_OUT = tomllib.loads((tiny_whisper.FOLDER / "held_out.toml").read_text("utf-8"))
MANNERS = list(product(("", *_HELD_OUT["voices"]), _HELD_OUT["rates"], _HELD_OUT["pitches"]))
"""Voice, words a minute, pitch: none of which training heard, but for the plain voice."""

_STRIDE = 7
"""Through `MANNERS`, so that neighbours differ in all three."""


@asynccontextmanager
async def ear(folder: Path) -> AsyncIterator[Listener]:
    """The bot's own, with the five languages' card alone; weights and all else in `folder`."""
    tiny_whisper.install(folder, tiny_whisper.FIVE)
    settings = Settings(data_dir=folder, offline=True, threads=1)
    shelf = Shelf(500)
    cards = Catalogue.load(home(), tiny_whisper.FIVE / "catalogue")
    spec = Spec(settings=settings, catalogue=cards, shelf=shelf)
    try:
        yield listener(spec, build_identifier(spec))
    finally:
        await shelf.close()


async def read(voice: Reader, lang: str, count: int) -> list[tuple[str, Sound]]:
    """The first sentences of a language, each in a manner of its own, no silence around them."""
    manners = cycle(MANNERS[::_STRIDE] + MANNERS[3::_STRIDE])
    texts = tiny_whisper.sentences(lang)[:count]
    return [
        (text, await voice.say(text, lang + throat, rate, pitch))
        for text, (throat, rate, pitch) in zip(texts, manners, strict=False)
    ]


async def record(
    folder: Path, langs: Sequence[str], count: int, lines: Sequence[str] = LINES
) -> list[dict[str, Any]]:
    """Files in `folder`, and a row of each as `nakshatra eval speech` reads them."""
    rows = []
    async with reader() as voice:
        for lang in langs:
            for number, (text, said) in enumerate(await read(voice, lang, count)):
                for line in lines:
                    sound = await over(line, np.pad(said, _RATE // 2), number)
                    file = f"{lang}-{number}-{line.replace(' ', '-')}.wav"
                    wav = encoded(pcm_of(sound), "wav", "pcm_s16le", _RATE)
                    (folder / file).write_bytes(wav)
                    row = {"file": file, "text": text, "lang": lang, "script": SCRIPTS[lang]}
                    rows.append(row | {"source": line})
    lines_of_json = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "transcripts.jsonl").write_text("".join(lines_of_json), "utf-8")
    return rows


def long_note(said: Sequence[Sound], lang: str, seed: int) -> tuple[Sound, list[int]]:
    """Sentences so far apart that none shares a window, and a stretch that ends within each."""
    rng, quiet = np.random.default_rng(seed), np.zeros(int((WINDOWS[lang] + 1) * _RATE), np.float32)
    pieces: list[Sound] = []
    ends, at = [], 0
    for sound in said:
        ends.append(at + int(rng.integers(len(sound) // 4, 3 * len(sound) // 4)))
        pieces += [sound, quiet]
        at += len(sound) + len(quiet)
    return np.concatenate(pieces), ends


async def measured(folder: Path, count: int) -> list[tuple[str, Report]]:
    """Each line, and what was heard over it."""
    rows = await record(folder, LANGUAGES, count)
    with tempfile.TemporaryDirectory() as data:
        async with ear(Path(data)) as heard_by:
            return [
                (line, await speech([r for r in rows if r["source"] == line], folder, heard_by))
                for line in LINES
            ]


def _print(found: Sequence[tuple[str, Report]]) -> None:
    for line, report in found:
        cells = (f"{one.wer:.3f} / {one.cer:.3f}" for one in report.languages.values())
        print(f"| {line} | {report.n} | " + " | ".join(cells) + " |")
    for line, report in found:
        for file, right, written in report.worst[:3]:
            print(f"  {line} {file}: {right} -> {written}")


def main() -> None:
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        _print(asyncio.run(measured(folder, 22)))


if __name__ == "__main__":
    main()
