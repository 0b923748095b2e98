"""How fast a voice goes: aksharas, pauses left out."""

from __future__ import annotations

import pytest

from nakshatra.audio.manner import manners
from nakshatra.home import home
from nakshatra.measure.pace import PATIENT, UNSURE, USUAL, aksharas, measure, spoken_s
from nakshatra.types import Audio
from recordings import silence, tone


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("नमस्ते", 3),
        ("पानी उबालें", 5),
        ("राष्ट्र", 2),
        ("কলকাতা", 4),
        ("வணக்கம்", 3),
        ("അവൻ", 2),
        ("water", 2),
        ("", 0),
    ],
)
def test_aksharas(text: str, count: float) -> None:
    assert aksharas(text) == count


def test_pauses_are_left_out() -> None:
    audio = Audio(silence(1).pcm + tone(2).pcm + silence(1).pcm + tone(1).pcm)
    assert spoken_s(audio) == pytest.approx(3.0, abs=0.1)
    assert spoken_s(Audio(b"")) == 0


async def test_the_rates_of_the_files_are_those_of_the_measure() -> None:
    """Of two languages: the others by `nakshatra voices pace`."""
    known = manners(home())
    texts = {
        "hi": ["पानी उबालकर पिएँ और बच्चे को आराम करने दें।"],
        "ta": ["தண்ணீரைக் கொதிக்க வைத்துக் குடிக்கவும்."],
    }
    for row in await measure({code: known[code] for code in texts}, texts, {}):
        assert row.after == pytest.approx(USUAL * PATIENT, rel=0.1)
        assert row.rate == pytest.approx(known[row.lang].rate, rel=0.3)
    assert {known[code].rate for code in UNSURE} == {155}
