from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.sounds import hear


def heard(phrase: str, text: str) -> bool:
    book = Phrasebook()
    book.add("it", phrase, "hi")
    return "it" in book.find(hear(text))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("साँप", "saanp"),
        ("साँप", "sanp"),
        ("साँप", "saamp"),
        ("साँप", "सांप"),
        ("साँप", "साप"),
        ("काट लिया", "kaat lia"),
        ("काट लिया", "kat liya"),
        ("ज़हर", "जहर"),
        ("बेहोश", "behosh"),
        ("बेहोश", "बहोश"),
        ("करंट लग गया", "karant lag gya"),
        ("blood pressure", "bloodpressure"),
        ("दर्द", "darrrd"),
        ("काट~", "kaati"),
        ("seizure*", "seizures"),
        ("{1-30} दिन का", "15 din ka"),
        ("{1-30} दिन का", "१५ दिन का"),
        ("can't breathe", "cant breathe"),
    ],
)
def test_a_phrase_is_heard_however_it_is_spelt(phrase: str, text: str) -> None:
    assert heard(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("साँप", "soap"),
        ("पति", "patte"),
        ("काट लिया", "kaat le"),
        ("मरना", "मारना"),
        ("hen", "hain"),
        ("गाय ने", "gaye na"),
        ("=डूब गया", "दब गया"),
        ("{1-30} दिन का", "45 din ka"),
        ("want to die", "want to do"),
    ],
)
def test_another_word_is_not_taken_for_it(phrase: str, text: str) -> None:
    assert not heard(phrase, text)


def test_a_phrase_without_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be heard"):
        Phrasebook().add("it", "!!", "hi")


@settings(max_examples=150)
@given(st.text(max_size=80))
def test_any_text_can_be_heard(text: str) -> None:
    for version in hear(text):
        assert len(version.consonants) == len(version.vowels) == len(version.word)
        assert all(0 <= word < len(version.plain) for word in version.word)
