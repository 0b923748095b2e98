"""Words that a recogniser is told to expect."""

from __future__ import annotations

import pytest

from hearing.scripted import CARDS, Scripted, ear, listener
from nakshatra.audio.decode import Whole
from nakshatra.heard import Expected
from nakshatra.hearing.hotwords import Hotwords
from nakshatra.text.scripts import script_of
from nakshatra.types import Lang
from recordings import tone

WORDS = Hotwords(CARDS)
CODES = [code for code in CARDS.languages if CARDS.greets(code)]


@pytest.mark.parametrize("code", CODES)
def test_each_language_has_some_in_its_own_script_and_they_fit(code: str) -> None:
    words = WORDS.of(code, ()).split()
    assert len(words) >= 4
    assert {script_of(word) for word in words} == {CARDS.languages[code].scripts[0]}
    assert len(" ".join(words)) <= (240 if code == "en" else 80)
    assert len(words) == len({word.casefold() for word in words})


def test_what_the_conversation_is_about_comes_first() -> None:
    about = ("agriculture/msp_wheat", "health/dengue", "health/no_such_unit")
    assert WORDS.of("hi", about).startswith("गेहूँ एमएसपी डेंगू ")
    assert WORDS.of("sat", about) == ""


async def test_only_a_model_that_gains_from_them_is_told() -> None:
    for gains in (True, False):
        engine = Scripted([ear("h", "hi", hotwords=gains)], {"hi": "डेंगू में क्या करें"})
        expected = Expected(used=(Lang("hi", "Deva"),), about=("health/dengue",))
        await listener(engine).transcribe(Whole(tone(1.0)), expected)
        assert [asked.hotwords.startswith("डेंगू") for asked in engine.asked] == [gains]
