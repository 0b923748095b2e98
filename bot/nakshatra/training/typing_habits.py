"""Texts in a language's own script -> the same as people might type them in Latin letters.

Where spelling was learned (languages/<code>/letters.npz), each word is spelled as that network
thinks people vary; half of the words of a language whose habits were only written down by hand, and
all of one without any, are spelled by the rules of romanisation.py. Every draw is seeded.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np

from nakshatra.text.ngrams import words
from nakshatra.text.spellbook import spellbook
from nakshatra.training.romanisation import romanise
from nakshatra.training.rows import drawn

_DRAWS = 3
"""Spellings of each word; every time it stands in a text one of them is taken."""

_BY_HAND = frozenset(("or", "as", "ne"))
"""Languages of which no typed text was there to learn from."""


def typed(texts: Sequence[str], lang: str, rng: Random) -> list[str]:
    """One for each text."""
    rows = [words(text) for text in texts]
    known = _spellings(sorted({word for row in rows for word in row}), lang)
    return [" ".join(_one(word, known.get(word, ()), lang, rng) for word in row) for row in rows]


def _spellings(vocabulary: Sequence[str], lang: str) -> dict[str, list[str]]:
    book = spellbook(lang)
    if book is None or not vocabulary:
        return {}
    chance = np.random.default_rng(11)
    found: dict[str, list[str]] = {word: [] for word in vocabulary}
    for _ in range(_DRAWS):
        for word, chunks in zip(vocabulary, drawn(book.writer, vocabulary, chance), strict=True):
            if spelled := "".join(chunks):
                found[word].append(spelled)
    return found


def _one(word: str, spellings: Sequence[str], lang: str, rng: Random) -> str:
    if not spellings or (lang in _BY_HAND and rng.random() < 0.5):
        return romanise(word, lang, rng)
    return rng.choice(spellings)
