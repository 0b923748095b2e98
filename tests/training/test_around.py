"""What readers learn of the talk around a question: that it is not the question."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.encoder import PLACES
from nakshatra.knowledge.features import words
from nakshatra.text.scripts import script_of
from nakshatra.training.around import around, put_around

CARDS = Catalogue.load()
CODES = sorted({code for card in CARDS.experts.values() for code in card.languages})


@pytest.mark.parametrize("code", CODES)
def test_each_language_of_the_packs_has_what_is_said_around_in_its_script_and_in_latin(
    code: str,
) -> None:
    for question in (CARDS.phrase("not_covered", code), "kya hai"):
        said = around(code, question)
        assert said is not None
        for one in (*said.before, *said.between, *said.after):
            assert script_of(one) == script_of(question)


@given(st.integers(1, 30), st.integers(0, 10_000))
def test_the_whole_question_is_read_at_once(count: int, seed: int) -> None:
    question = " ".join(f"word{n}" for n in range(count))
    whole = put_around(question, Random(seed))
    assert question in whole
    assert len(words(whole[: whole.index(question) + len(question)])) <= PLACES


def test_a_question_in_a_script_without_such_talk_stays_as_it_is() -> None:
    assert around("sat", "ᱱᱚᱣᱟ ᱪᱮᱫ") is None
    assert put_around("ᱱᱚᱣᱟ ᱪᱮᱫ", Random(0)) == "ᱱᱚᱣᱟ ᱪᱮᱫ"
