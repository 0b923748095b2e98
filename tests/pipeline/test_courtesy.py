"""A greeting is greeted, thanks are taken; a question is never mistaken for either."""

from __future__ import annotations

import pytest

import fakes
from nakshatra.catalogue import Catalogue
from nakshatra.pipeline.courtesy import courtesy

CARDS = Catalogue.load()


@pytest.mark.parametrize("text", ["hello", "Hii!", "नमस्ते जी", "ram ram bhai", "good morning sir"])
def test_a_greeting_is_greeted(text: str) -> None:
    answer = courtesy(fakes.query(text), CARDS)
    assert answer is not None
    assert answer.text == CARDS.phrase("greeting", "en")


@pytest.mark.parametrize(
    "text", ["Thank you so much", "dhanyavaad", "बहुत बहुत धन्यवाद", "shukriya ji"]
)
def test_thanks_are_taken(text: str) -> None:
    answer = courtesy(fakes.query(text, fakes.HINDI), CARDS)
    assert answer is not None
    assert answer.text == CARDS.phrase("welcome", "hi")


@pytest.mark.parametrize("text", ["kaam aaya", "बेकार", "very helpful", "useless answer"])
def test_praise_and_blame_are_thanked_for(text: str) -> None:
    answer = courtesy(fakes.query(text, fakes.HINDI), CARDS)
    assert answer is not None
    assert answer.text == CARDS.phrase("thanks", "hi")


@pytest.mark.parametrize("text", ["hello fever", "जी मेरा पैसा", "thanks for the msp", "?", ""])
def test_a_question_is_not_a_courtesy(text: str) -> None:
    assert courtesy(fakes.query(text), CARDS) is None
