"""A voice and a text -> how soon its first sentence can be sent, and how long the whole takes.

The first time of each language loads what is not loaded; it is reported apart. It hears nothing:
whether a sentence is clear is for people to say.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter

from nakshatra.errors import EngineError
from nakshatra.pipeline.voices import Voices
from nakshatra.ports import Closes, Warms
from nakshatra.text.script import script
from nakshatra.types import Lang, Said, Script

TARGET_MS = 300.0
"""From the text being ready to its first sentence being sound that can be sent."""


@dataclass(frozen=True, slots=True)
class Times:
    lang: str
    voice: str
    cold_ms: float
    """The first sentence of all: the voice's program starts."""

    first_ms: float
    """Median of the first sentences after it."""

    slowest_ms: float
    whole_ms: float
    """Median of whole answers."""

    real_time_factor: float


async def measure(texts: Sequence[str], lang: Lang, voices: Voices) -> Times:
    """Raise `EngineError` when no voice speaks the language."""
    firsts, wholes, seconds, name = [], [], 0.0, ""
    for text in texts:
        said, ms = await _first(text, lang, voices)
        firsts.append(ms)
        begun = perf_counter()
        name, lasts = await _sound(said, voices)
        wholes.append((perf_counter() - begun) * 1000)
        seconds += lasts
    warm = firsts[1:] or firsts
    return Times(
        lang.code,
        name,
        firsts[0],
        median(warm),
        max(warm),
        median(wholes),
        sum(wholes) / 1000 / seconds,
    )


async def cold(text: str, lang: Lang, voices: Voices, up_s: float | None) -> float:
    """Milliseconds of the first sentence of voices that said nothing yet, which then are closed.
    `up_s`: seconds since they were warmed, as at the bot's start; None = they were not."""
    try:
        if up_s is not None:
            for one in voices.synthesizers:
                if isinstance(one, Warms):
                    await one.warm()
            await asyncio.sleep(up_s)
        _, ms = await _first(text, lang, voices)
        return ms
    finally:
        await close(voices)


async def close(voices: Voices) -> None:
    for one in voices.synthesizers:
        if isinstance(one, Closes):
            await one.close()


async def _first(text: str, lang: Lang, voices: Voices) -> tuple[Script, float]:
    """The whole script, and the milliseconds of its first sentence."""
    begun = perf_counter()
    said = Script(tuple(map(Said, script(text, lang))), lang)
    await _sound(replace(said, sentences=said.sentences[:1]), voices)
    return said, (perf_counter() - begun) * 1000


async def _sound(said: Script, voices: Voices) -> tuple[str, float]:
    recorded = await voices.recorded(said)
    if recorded is None:
        raise EngineError(f"no voice speaks {said.lang}")
    return recorded.voice, recorded.seconds
