"""What reads a message in its order: shipped as it was, whole whatever comes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.knowledge.encoder import PLACES, Encoder, Line, rather
from nakshatra.knowledge.weights import read, write
from nakshatra.safety.alarms import Ear
from nakshatra.text.normalise import fold


def line(text: str) -> Line:
    return Line(tuple(fold(word) for word in text.split()))


def test_the_order_of_words_counts(ear: Ear) -> None:
    said = line("the dog did not bite my son he is well")
    turned = Line(said.words[::-1])
    assert not np.allclose(ear.encoder.logits(said), ear.encoder.logits(turned), atol=0.1)


def test_it_hears_in_many_tongues(ear: Ear) -> None:
    for text in (
        "mere bhai ne kitnashak pi liya hai",
        "என் அப்பாவுக்கு நெஞ்சு வலி மூச்சு விட முடியல",
        "পুকুরে পড়ে গেছে বাচ্চা শ্বাস নিচ্ছে না",
    ):
        assert rather(ear.encoder.logits(line(text))) > 0, text


def test_a_mark_is_heard_and_an_unknown_one_is_not(ear: Ear) -> None:
    said = ("mummy", "ko", "kaat", "liya")
    bare = ear.encoder.logits(Line(said))
    assert np.array_equal(ear.encoder.logits(Line(said, ((1, "no/such"),))), bare)
    assert not np.array_equal(ear.encoder.logits(Line(said, ((2, "emergency/snake"),))), bare)


@given(st.lists(st.text(max_size=90), max_size=PLACES))
def test_whatever_comes_has_finite_odds(ear: Ear, words: list[str]) -> None:
    said = Line(tuple(words))
    assert np.isfinite(rather(ear.encoder.logits(said)))


def test_what_is_shipped_is_what_was_learned(ear: Ear, tmp_path: Path) -> None:
    write(tmp_path / "encoder.npz", "this test", ear.encoder.arrays())
    again = Encoder.of(read(tmp_path / "encoder.npz"))
    said = line("gas leak ho raha hai")
    assert np.array_equal(again.logits(said), ear.encoder.logits(said))
