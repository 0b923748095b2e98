"""What is searched is not what is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.pipeline.thread import lettered
from nakshatra.pipeline.understand import expected, understand
from nakshatra.types import ENGLISH, Lang, Profile, Utterance


@pytest.mark.parametrize(
    ("tag", "said", "text", "searched"),
    [
        ("en-Latn", "plz tell msp 🌾", "plz tell msp 🌾", "please tell msp"),
        ("hi-Latn", "kisan ka paisa kb aayega", "kisan ka paisa kb aayega", "किसान का पैसा कब आएगा"),
        ("te-Latn", "naku dabulu", "naku dabulu", "నాకు డబ్బులు"),
        ("hi-Deva", "नमस्ते 🙏 नहींईई", "नमस्ते 🙏 नहीं", "नमस्ते नहीं"),
        ("as-Beng", "আমাৰ ঘর", "আমাৰ ঘৰ", "আমাৰ ঘৰ"),
        ("ur-Arab", "كيا", "کیا", "کیا"),
    ],
)
def test_own_words_stay_and_the_search_form_is_plain(
    tag: str, said: str, text: str, searched: str
) -> None:
    query = understand(
        Utterance(said, Lang.parse(tag)),
        history=(),
        profile=Profile(),
        catalogue=Catalogue.load(),
    )
    assert (query.text, query.native) == (text, searched)


def test_what_was_heard_in_latin_letters_is_searched_by_them_and_shown_in_its_own() -> None:
    hindi = Lang("hi", "Deva")
    said = Utterance("किसान का पैसा कब आएगा", hindi, spoken=True, heard="kisan ka paisa kb aayega")
    query = understand(said, history=(), profile=Profile(), catalogue=Catalogue.load())
    assert (query.text, query.lang) == ("kisan ka paisa kb aayega", hindi)
    assert query.native == "किसान का पैसा कब आएगा"
    assert query.shown == said.text


def test_who_lets_us_remember_keeps_the_letters_they_type() -> None:
    agreed, hinglish = Profile(remember=True), Lang("hi", "Latn")
    typed = Utterance("gehu ka bhav", hinglish)
    known = lettered(agreed, typed)
    assert expected((), known, None).used == (hinglish,)
    assert lettered(agreed, replace(typed, spoken=True)) == agreed
    assert lettered(Profile(), typed) == Profile()
    assert lettered(known, Utterance("गेहूँ का भाव", Lang("hi", "Deva"))) == agreed
    assert lettered(agreed, Utterance("price of wheat", ENGLISH)) == agreed
