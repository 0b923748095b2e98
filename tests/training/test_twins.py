"""A question in one script is learned in the other one too, as people type it and as it is read."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.pipeline.understand import searched
from nakshatra.text.normalise import normalise
from nakshatra.text.transliterate import NATIVE_WORD
from nakshatra.training.twins import twin, typed
from nakshatra.types import Lang


@pytest.mark.parametrize(
    ("text", "code"),
    [("how do I link my card", "en"), ("ᱪᱮᱫ ᱪᱮᱫ ᱠᱟᱜᱚᱡ", "sat"), ("MSP 2026", "hi"), ("", "te")],
)
def test_what_has_one_form_has_no_twin(text: str, code: str) -> None:
    assert not twin(text, code, Random(0))


@pytest.mark.parametrize("text", ["gehu ka bhav kitna hai", "kya “e-KYC” zaroori hai 🙏"])
def test_what_was_typed_is_heard_as_the_road_reads_it(text: str) -> None:
    for code in ("hi", "mai"):
        assert twin(text, code, Random(0)) == searched(normalise(text), Lang(code, "Latn"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("मेरा राशन card नहीं बना, ३ महीने हुए।", "hi"),
        ("हमर राशन card नहि बनल, 3 मास भेल।", "mai"),
        ("আমার রেশন card হয়নি, ৩ মাস হল।", "bn"),
        ("మా అమ్మకు card 3 నెలలుగా రాలేదు", "te"),
        ("میرا راشن card نہیں بنا، ۳ ماہ ہوئے۔", "ur"),
    ],
)
def test_a_native_question_is_typed_in_latin_letters(text: str, code: str) -> None:
    for seed in range(20):
        found = twin(text, code, Random(seed))
        assert found.isascii()
        assert "3" in found.split()
        assert "card" in found.split()
        assert len(found.split()) == len(text.split())


def test_people_type_it_in_more_than_one_way() -> None:
    ways = {typed("गाँव में बिजली नहीं आती", "hi", Random(seed)) for seed in range(20)}
    assert len(ways) > 10
    assert typed("गाँव में बिजली", "hi", Random(1)) == typed("गाँव में बिजली", "hi", Random(1))


@given(st.text(alphabet=st.characters(min_codepoint=0x900, max_codepoint=0xD7F), max_size=30))
def test_nothing_of_the_first_letters_is_left(text: str) -> None:
    for code in ("hi", "bn", "ta"):
        assert not NATIVE_WORD.search(typed(text, code, Random(0)))
