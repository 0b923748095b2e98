"""What a person says -> whether they said that they are under 18: "I am 14", "I am in class 7".

Patterns are the group `young` of the language cards: "{age}" stands for an age below 18, "{grade}"
for a class of school. An age that is somebody else's ("my son is 7") is none of theirs.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nakshatra.catalogue import Catalogue, words_of

_AGES = range(5, 18)
_CLASSES = range(1, 13)
_NUMBER = re.compile(r"(\d{1,2})(?:\D{0,4})")
"""Also "7th", "7वीं"."""


def is_young(code: str, catalogue: Catalogue, *texts: str) -> bool:
    """`texts`: one message, in each of the letters that it is known in."""
    patterns = _patterns(catalogue.listens("young", code))
    return any(_stands(pattern, words_of(text)) for pattern in patterns for text in texts)


@lru_cache(maxsize=64)
def _patterns(entries: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(entry.split()) for entry in entries)


def _stands(pattern: tuple[str, ...], said: tuple[str, ...]) -> bool:
    starts = range(len(said) - len(pattern) + 1)
    return any(all(map(_fits, pattern, said[at : at + len(pattern)])) for at in starts)


def _fits(wanted: str, word: str) -> bool:
    if wanted not in ("{age}", "{grade}"):
        return wanted == word
    number = _NUMBER.fullmatch(word)
    return number is not None and int(number[1]) in (_AGES if wanted == "{age}" else _CLASSES)
