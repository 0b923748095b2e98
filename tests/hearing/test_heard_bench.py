"""Five languages through the whole road with a real Whisper that knows their sentences: no word is
lost at a seam, at the beginning, or in a filter. The tables: python tests/heard_bench.py
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

import heard_bench as bench
import tiny_whisper
from nakshatra.audio.decode import Whole
from nakshatra.audio.whisper import Whisper
from nakshatra.heard import Asked, Expected
from nakshatra.hearing.listener import Listener
from nakshatra.measure.speech import plain, speech
from nakshatra.text.invented import believed
from nakshatra.types import Lang
from spoken_bench import LANGUAGES, WINDOWS, Cut, over, pcm_of, reader

_RATE = 16_000


@pytest.fixture
async def ear(tmp_path: Path) -> AsyncIterator[Listener]:
    async with bench.ear(tmp_path) as made:
        yield made


def used(lang: str) -> Expected:
    return Expected(used=(Lang(lang, bench.SCRIPTS[lang]),))


async def test_five_languages_are_heard_as_training_never_heard_them(
    ear: Listener, tmp_path: Path
) -> None:
    rows = await bench.record(tmp_path, LANGUAGES, 3)
    report = await speech(rows, tmp_path, ear)
    assert (report.n, report.failed) == (len(rows), {})
    assert set(report.languages) == set(LANGUAGES)
    for lang, score in report.languages.items():
        assert score.wer < 0.15, (lang, report.worst)
        assert score.cer <= score.wer


async def test_no_word_is_lost_where_a_stretch_ends(ear: Listener) -> None:
    for lang in LANGUAGES:
        async with reader() as voice:
            said = [sound for _, sound in await bench.read(voice, lang, 3)]
        alone = [await ear.transcribe(Whole(pcm_of(np.pad(s, 4000))), used(lang)) for s in said]
        whole, ends = bench.long_note(said, lang, seed=4)
        note = await ear.transcribe(Cut(pcm_of(whole).pcm, ends), used(lang))
        assert note.text == " ".join(one.text for one in alone)


async def test_the_first_word_is_heard_however_soon_it_begins(ear: Listener) -> None:
    for lang in LANGUAGES:
        async with reader() as voice:
            readings = await bench.read(voice, lang, 3)
        for number, (text, sound) in enumerate(readings):
            for silence in (0.0, 0.8):
                clip = np.pad(sound, (int(silence * _RATE), _RATE // 2))
                noisy = await over("noise 20 dB", clip, number)
                heard = await ear.transcribe(Whole(pcm_of(noisy)), used(lang))
                assert plain(heard.text).split()[0] == plain(text).split()[0], silence


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_filters_take_nothing_of_what_a_real_engine_wrote(lang: str) -> None:
    engine = Whisper(str(tiny_whisper.FIVE), 1)
    async with reader() as voice:
        readings = await bench.read(voice, lang, 6)
    asked = Asked(language=lang, timeout=60.0)
    for _, sound in readings:
        pcm = pcm_of(np.pad(sound, _RATE // 2)).pcm
        (piece,) = engine.hear(pcm, WINDOWS[lang], asked).pieces
        assert piece.text
        assert believed(piece) == piece.text
