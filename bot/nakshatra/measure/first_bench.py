"""This machine -> the rows of how soon a spoken reply begins, by espeak-ng and by Piper, in Hindi.

A Piper voice that is not here is stood in for by one that hums: of its program and libraries the
time is true, of its own weights, which are half a kilobyte, it says nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from nakshatra.app import specify
from nakshatra.errors import EngineError
from nakshatra.measure import first_sound, stand_ins
from nakshatra.measure.bench import Row
from nakshatra.measure.samples import short_answers
from nakshatra.measure.voice import HINDI
from nakshatra.pipeline.voices import Voices
from nakshatra.ports import NamesVoice
from nakshatra.registry import Spec, builder
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf

_SAID, _STARTS = 10, 5
"""Answers whose first sentence is timed by a voice that runs; how often one is begun."""

_UP_S = 2.0
"""Since the bot began, where what can be loaded beforehand is."""


async def rows(settings: Settings) -> AsyncIterator[Row]:
    """Each judged by its median; the slowest is told."""
    with tempfile.TemporaryDirectory() as folder:
        spec = specify(settings)
        texts = short_answers(spec.catalogue, _SAID)[HINDI.code]
        async for row in _rows(spec, "espeak", texts):
            yield row
        if find_spec("piper") is None:
            yield _row("Piper", "not measured: piper-tts is not installed; run `make extras`", None)
            return
        if not _name(spec, "piper"):
            spec = stand_ins.hum(spec, Path(folder), HINDI.code)
        async for row in _rows(spec, "piper", texts):
            yield row


async def _rows(spec: Spec, synthesizer: str, texts: Sequence[str]) -> AsyncIterator[Row]:
    def made() -> Voices:
        fresh = replace(spec, shelf=Shelf(spec.shelf.budget_mb))
        return Voices([builder("synthesizers", synthesizer)(fresh)])

    name = _name(spec, synthesizer)
    yield await _cold(f"{name}, nothing loaded", texts[0], made, None)
    yield await _cold(f"{name}, bot up for {_UP_S:g} s, voice cold", texts[0], made, _UP_S)
    running = made()
    try:
        found = await first_sound.measure(texts, HINDI, running)
    finally:
        await first_sound.close(running)
    yield _row(f"{name}, running", found.first_ms, found.slowest_ms)


async def _cold(what: str, text: str, made: Callable[[], Voices], up_s: float | None) -> Row:
    times = [await first_sound.cold(text, HINDI, made(), up_s) for _ in range(_STARTS)]
    return _row(what, median(times), max(times))


def _row(what: str, measured: float | str, slowest: float | None) -> Row:
    told = measured if isinstance(measured, str) else f"{measured:.0f} / {slowest:.0f} ms"
    return Row(
        f"first sentence as a file, {what}: median / slowest",
        told,
        f"{first_sound.TARGET_MS:.0f} ms",
        None if isinstance(measured, str) else measured <= first_sound.TARGET_MS,
    )


def _name(spec: Spec, synthesizer: str) -> str:
    """Who speaks, without the settings; "" = nobody. Raise `EngineError` for what names none."""
    voice = builder("synthesizers", synthesizer)(spec)
    if not isinstance(voice, NamesVoice):
        raise EngineError(f"{synthesizer} does not say who speaks")
    return " ".join(voice.voice(HINDI).split()[:2])
