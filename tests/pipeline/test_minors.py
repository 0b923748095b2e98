"""Who says that they are under 18, and who speaks of somebody else."""

from __future__ import annotations

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.pipeline.minors import is_young

CARDS = Catalogue.load()
SPOKEN = [code for code in CARDS.languages if CARDS.greets(code)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I am 14 years old, what is gravity?", "en"),
        ("i'm in class 7", "en"),
        ("मैं 14 साल का हूँ", "hi"),
        ("मैं कक्षा १० में पढ़ता हूँ", "hi"),
        ("main class 9 mein hoon", "hi"),
        ("meri umar 16 hai", "hi"),
        ("எனக்கு 15 வயது", "ta"),
        ("আমার বয়স ১৩", "bn"),
    ],
)
def test_a_child_who_says_so_is_heard(text: str, code: str) -> None:
    assert is_young(code, CARDS, text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I am 34 years old", "en"),
        ("my son is 7 years old and in class 2", "en"),
        ("I am 5 months pregnant", "en"),
        ("मेरा बेटा 7 साल का है", "hi"),
        ("मैं 5 साल से बीमार हूँ", "hi"),
        ("class 10 scholarship", "en"),
    ],
)
def test_an_age_that_is_another_s_is_none_of_theirs(text: str, code: str) -> None:
    assert not is_young(code, CARDS, text)


@pytest.mark.parametrize("code", SPOKEN)
def test_every_language_can_say_it_and_ask_for_a_person(code: str) -> None:
    words = CARDS.languages[code].words
    for pattern in words["young"]:
        said = pattern.replace("{age}", "14").replace("{grade}", "7")
        assert is_young(code, CARDS, said), pattern
    assert len(words["human"]) >= 3
