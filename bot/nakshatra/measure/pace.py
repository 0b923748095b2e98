"""Voices and recordings of people -> aksharas a second, and the espeak-ng rate that comes nearest
to a wished pace.

An akshara is what is written with one vowel: a consonant with its vowel sign, a vowel, a cluster.
Pauses are left out on both sides. It cannot tell whether the sounds are right, whether a voice is
pleasant or clear, nor how it is stressed: only how fast it goes. Urdu, Sindhi and English
(`UNSURE`) are counted less surely, for their writing does not show each vowel.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import regex

from nakshatra.audio.decode import decode
from nakshatra.audio.manner import Manner
from nakshatra.audio.program import Program
from nakshatra.text.reading import reading
from nakshatra.types import Audio, Lang, Voice

PATIENT = 0.85
"""Of the pace at which people read aloud: heard over a phone, often once, of something new."""

USUAL = 6.0
"""Aksharas a second of people who read aloud, for languages of which no recordings are given. Of 37
recordings in Hindi the median is 6.4, of 89 in Malayalam 5.9 (docs/voice.md)."""

UNSURE = ("en", "ur", "sd")
"""Languages whose rate is not set by this count; theirs is 155, a little under espeak-ng's own 175:
a voice is heard over a phone, and English often as a second language."""

_FRAME_S = 0.02
_BELOW = 30.0
"""Decibels under the loud frames: what is quieter is a pause."""

_VIRAMA = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d"
_AKSHARA = regex.compile(
    rf"(?:\p{{L}}(?:[\u200c\u200d\u093c\u09bc\u0a3c\u0abc\u0b3c]*[{_VIRAMA}][\u200c\u200d]?\p{{L}})*)"
)
"""A letter with all that is joined to it by a virama; signs that follow add no vowel."""

_DEAD = regex.compile(rf"[{_VIRAMA}](?!\p{{L}})|[\u0d7a-\u0d7f]|ৎ")
"""A consonant at a word's end that has no vowel."""

_LATIN = regex.compile(r"[aeiouy]+")
_ARABIC = regex.compile(r"[\u0620-\u064a\u066e-\u06d3]")
_LETTERS_A_SYLLABLE = 2.0
"""Of Urdu and Sindhi: short vowels are not written. A guess, not measured."""

_SLOWEST, _FASTEST = 90, 260
"""Words a minute, as espeak-ng counts: between these a rate is looked for."""


_ENOUGH = 8
"""Aksharas of a recording that says something of a pace: one word is said slowly."""


@dataclass(frozen=True, slots=True)
class Pace:
    lang: str
    people: float
    """Aksharas a second; `USUAL` where no recording is of this language."""

    recordings: int
    before: float
    """What the rate of the file gives now."""

    rate: int
    """Words a minute that come nearest to `PATIENT` of `people`."""

    after: float
    digits: float
    """Digits of a telephone number a second, pauses and all, at that rate."""


def aksharas(text: str) -> float:
    """Of a text whose numbers are in words."""
    arabic = len(_ARABIC.findall(text)) / _LETTERS_A_SYLLABLE
    latin = len(_LATIN.findall(text.casefold()))
    plain = _ARABIC.sub("", regex.sub(r"[A-Za-z]+", " ", text))
    return arabic + latin + len(_AKSHARA.findall(plain)) - len(_DEAD.findall(plain))


def spoken_s(audio: Audio) -> float:
    """Seconds of sound without the pauses."""
    size = int(audio.rate * _FRAME_S)
    samples = np.frombuffer(audio.pcm, "<i2").astype(np.float64)
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    if not len(frames):
        return 0.0
    loud = 10 * np.log10((frames**2).mean(axis=1) + 1.0)
    return float((loud > np.percentile(loud, 95) - _BELOW).sum() * _FRAME_S)


async def of_people(
    rows: Sequence[Mapping[str, Any]], folder: Path
) -> Mapping[str, tuple[float, int]]:
    """Language -> median aksharas a second, and of how many recordings. Rows: file, text, lang."""
    found: dict[str, list[float]] = {}
    for row in rows:
        said = aksharas(reading(row["text"], Lang(row["lang"], "Zyyy")))
        if said < _ENOUGH:
            continue
        data = await asyncio.to_thread((folder / row["file"]).read_bytes)
        audio = await decode(Voice(data, ""), 600)
        found.setdefault(row["lang"], []).append(said / max(spoken_s(audio), _FRAME_S))
    return {lang: (median(each), len(each)) for lang, each in found.items()}


async def measure(
    manners: Mapping[str, Manner],
    texts: Mapping[str, Sequence[str]],
    people: Mapping[str, tuple[float, int]],
) -> list[Pace]:
    """`texts`: what each language's voice is measured on."""
    program = Program("nakshatra.synthesizers.espeak_program", seconds=60)
    try:
        return [
            await _pace(program, lang, manner, texts[lang], *people.get(lang, (USUAL, 0)))
            for lang, manner in manners.items()
            if texts.get(lang)
        ]
    finally:
        await program.close()


async def _pace(
    program: Program, lang: str, manner: Manner, texts: Sequence[str], people: float, n: int
) -> Pace:
    read = [reading(text, Lang(lang, "Zyyy")) for text in texts]

    async def at(rate: int) -> float:
        audios = [await _said(program, manner, text, rate) for text in read]
        return sum(map(aksharas, read)) / sum(map(spoken_s, audios))

    slow, fast, wanted = _SLOWEST, _FASTEST, people * PATIENT
    while fast - slow > 1:
        middle = (slow + fast) // 2
        slow, fast = (middle, fast) if await at(middle) < wanted else (slow, middle)
    number = reading("98765 43210", Lang(lang, "Zyyy"))
    told = await _said(program, manner, number, fast)
    return Pace(lang, people, n, await at(manner.rate), fast, await at(fast), 10 / told.seconds)


async def _said(program: Program, manner: Manner, text: str, rate: int) -> Audio:
    return await program.say(
        {
            "text": text,
            "voice": manner.name,
            "rate": rate,
            "pitch": manner.pitch,
            "gap": manner.gap,
        }
    )
