"""A scorer learned in blocks scores as one learned at once."""

from __future__ import annotations

import numpy as np
import pytest

from nakshatra.knowledge import linear
from nakshatra.knowledge.features import features
from nakshatra.knowledge.linear import Example, Linear, fit

_NAMES = ("wheat", "rice", "गेहूँ", "நெல்", "కంది", "ਕਣਕ", "ধান", "ଧାନ", "مکئی", "ഗോതമ്പ്")
_EXAMPLES = [
    Example(features(f"{name} {ask} {place}"), label)
    for name in _NAMES
    for label, ask in enumerate(("price today", "disease leaf", "seed when", "insurance claim"))
    for place in ("here", "village", "गाँव")
]


def scores(scorer: Linear) -> np.ndarray:
    return np.array([scorer.score(example.found) for example in _EXAMPLES])


def test_blocks_give_the_scores_of_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = scores(fit(_EXAMPLES, 4))
    monkeypatch.setattr(linear, "_BLOCK", 25)
    assert np.abs(scores(fit(_EXAMPLES, 4)) - whole).max() < 0.02


def test_each_question_scores_its_own_label_highest() -> None:
    best = scores(fit(_EXAMPLES, 4)).argmax(axis=1)
    assert best.tolist() == [example.label for example in _EXAMPLES]


def test_a_text_without_words_may_be_among_them() -> None:
    fit([*_EXAMPLES, Example(features("?"), -1)], 4)
