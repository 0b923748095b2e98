"""Five languages, fast and slow, noisy and narrow: the pipeline's own parts lose no word.

The whole tables: python tests/spoken_bench.py
"""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest

import spoken_bench as bench
from nakshatra.catalogue import Catalogue
from nakshatra.heard import Piece
from nakshatra.measure.samples import short_answers
from nakshatra.text.invented import believed

SHARED = Path(os.environ.get("NAKSHATRA_SHARED", Path(__file__).parents[3] / "shared"))
TEXTS = SHARED / "eval/lid_native.jsonl.gz"


async def test_the_first_word_is_never_clipped_whoever_speaks_over_whichever_line() -> None:
    readings = await bench.readings(1)
    for number, (reading, line) in enumerate(
        (reading, line) for reading in readings for line in bench.LINES
    ):
        found = bench.kept(reading, await bench.over(line, reading.clean, number))
        assert found.late_ms == 0, (line, reading)
        assert found.lost < 0.005, (line, reading)


async def test_a_low_voice_over_a_narrow_line_keeps_a_first_syllable_before_a_stop() -> None:
    async with bench.reader() as voice:
        said = await voice.say("பக்கா வீடு இல்லாத நகரக் குடும்பங்களுக்கு", "ta", 150, 25)
    clean = np.pad(said, int(0.8 * 16_000))
    reading = bench.Reading("ta", "", 150, 25, clean)
    found = bench.kept(reading, await bench.over("8 kHz AMR", clean, 3))
    assert (found.late_ms, found.lost < 0.005) == (0, True)


@pytest.mark.parametrize("lang", bench.LANGUAGES)
async def test_no_sound_of_a_voice_is_lost_or_heard_twice_at_a_seam(lang: str) -> None:
    parts = await bench.readings(3, (lang,))
    lost, twice = await bench.seams(*bench.long_note(parts, seed=5), bench.WINDOWS[lang])
    assert lost < 0.001
    assert twice == 0


@pytest.mark.parametrize("lang", bench.LANGUAGES)
def test_filters_delete_nothing_of_our_own_answers(lang: str) -> None:
    for text in short_answers(Catalogue.load(), 100)[lang]:
        assert _heard(text) == " ".join(text.split())


@pytest.mark.skipif(not TEXTS.is_file(), reason="../shared/eval is not here")
def test_filters_delete_nothing_of_what_people_wrote() -> None:
    with gzip.open(TEXTS, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines][::7]
    assert len(texts) > 5000
    assert [text for text in texts if _heard(text) != " ".join(text.split())] == []


def _heard(text: str) -> str:
    """As an ordinary recogniser is sure of it."""
    return believed(Piece(text=text, seconds=5.0, logprob=-0.4, no_speech=0.1))
