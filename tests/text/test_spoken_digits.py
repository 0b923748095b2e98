"""A number told digit by digit is a number; counting is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue
from nakshatra.text.aloud.counting import digits
from nakshatra.text.aloud.speech import shared, speech
from nakshatra.text.hearing_words import codes_with_digits, digit_words
from nakshatra.text.spoken_digits import digits_joined

CATALOGUE = Catalogue.load()
CODES = [code for code in CATALOGUE.languages if CATALOGUE.greets(code)]


@pytest.mark.parametrize("code", CODES)
def test_every_helpline_is_understood_as_it_is_read_aloud(code: str) -> None:
    words = speech(code)
    assert words is not None
    for number in (*shared().helplines, *shared().helplines_called):
        told = digits(number, words)
        assert digits_joined(f"{told}?", code) == f"{number}?", told


@pytest.mark.parametrize("code", codes_with_digits())
def test_every_way_of_telling_a_digit_is_known(code: str) -> None:
    words = digit_words(code)
    for one in words["1"]:
        for zero in words["0"]:
            for eight in words["8"]:
                assert digits_joined(f"{one} {zero} {eight}", code) == "108"


@pytest.mark.parametrize("code", codes_with_digits())
def test_counting_stays_in_words(code: str) -> None:
    words = digit_words(code)
    said = " ".join(words[digit][0] for digit in "123")
    assert digits_joined(said, code) == said


def test_double_and_groups_of_digits() -> None:
    assert (
        digits_joined("nine eight double two one zero nine eight seven six", "en") == "9822109876"
    )
    assert digits_joined("call 1-0-8.", "en") == "call 108."
    assert digits_joined("1800 one eight zero one five five one", "en") == "18001801551"
    assert digits_joined("5 10 15 20 25 30", "en") == "5 10 15 20 25 30"
    assert digits_joined("वन ज़ीरो एट पर फ़ोन करो", "hi") == "108 पर फ़ोन करो"


@pytest.mark.parametrize(
    ("text", "code"),
    [("take 1-2 tablets", "en"), ("2-3 दिन से बुखार है", "hi"), ("the 1-2-3 rule", "en")],
)
def test_a_range_stays_a_range(text: str, code: str) -> None:
    assert digits_joined(text, code) == text


def test_a_number_keeps_the_marks_around_it() -> None:
    assert digits_joined("(one zero eight), १-०-८!", "en") == "(108), 108!"


@given(st.text(max_size=60), st.sampled_from(CODES))
def test_it_never_fails_and_changes_nothing_twice(text: str, code: str) -> None:
    once = digits_joined(text, code)
    assert digits_joined(once, code) == once
