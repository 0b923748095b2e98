"""The recordings of heard_bench.py -> what readback makes of them: how many misheard sentences are
told back, and how many right ones in vain. The tests' Whisper knows its own sentences alone, and is
surer of them than a real one: this tells of the rule, not of people.

python tests/readback_bench.py     the table of docs/voice.md (minutes)
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1] / "bot"), str(Path(__file__).parent)]

from heard_bench import ear, record
from nakshatra.audio.decode import Whole, decode
from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError
from nakshatra.heard import SURENESS, Expected
from nakshatra.hearing.listener import Listener
from nakshatra.home import home
from nakshatra.measure.speech import plain
from nakshatra.pipeline.readback import Readback
from nakshatra.pipeline.understand import understand
from nakshatra.types import Answer, Lang, Profile, Voice
from spoken_bench import LANGUAGES, LINES

CATALOGUE = Catalogue.load(home())
NOISY = (*LINES, "noise 5 dB", "noise 0 dB")
_STEPS = (SURENESS.floor, 0.5, 0.6, SURENESS.readback, 0.8, SURENESS.names, 0.95)


@dataclass(frozen=True, slots=True)
class Told:
    """One recording of which words were made out."""

    line: str
    right: bool
    sure: float
    read_back: bool
    """By the whole rule: doubt, numbers, names."""


async def told(row: dict[str, Any], folder: Path, heard_by: Listener) -> Told | None:
    """None where the person is asked to say it again."""
    lang = Lang(row["lang"], row["script"])
    data = await asyncio.to_thread((folder / row["file"]).read_bytes)
    sound = Whole(await decode(Voice(data, ""), 60.0))
    try:
        heard = await heard_by.transcribe(sound, Expected(used=(lang,)))
    except EngineError:
        return None
    query = understand(heard, history=(), profile=Profile(), catalogue=CATALOGUE)
    rule = Readback(CATALOGUE)
    if rule.is_too_unsure(query):
        return None
    reply = rule(query, Answer(expert="", text="", lang=query.lang, confidence=1.0))
    right = plain(heard.text) == plain(row["text"])
    return Told(row["source"], right, heard.confidence, bool(reply.readback))


async def measured(langs: Sequence[str], count: int, lines: Sequence[str]) -> list[Told | None]:
    with tempfile.TemporaryDirectory() as folder:
        rows = await record(Path(folder), langs, count, lines)
        with tempfile.TemporaryDirectory() as data:
            async with ear(Path(data)) as heard_by:
                return [await told(row, Path(folder), heard_by) for row in rows]


def back(found: Iterable[Told], line: str) -> str:
    here = [one.read_back for one in found if one.line == line]
    return f"{sum(here)} of {len(here)}"


def under(found: Iterable[Told], limit: float) -> str:
    sure = [one.sure for one in found]
    return f"{sum(one < limit for one in sure)} of {len(sure)}"


def main() -> None:
    every = asyncio.run(measured(LANGUAGES, 22, NOISY))
    wrong = [one for one in every if one and not one.right]
    good = [one for one in every if one and one.right]
    for line in NOISY:
        print(f"| {line} | {back(wrong, line)} | {back(good, line)} |")
    print(f"asked to say it again: {every.count(None)} of {len(every)}")
    for limit in _STEPS:
        print(f"| {limit} | {under(wrong, limit)} | {under(good, limit)} |")


if __name__ == "__main__":
    main()
