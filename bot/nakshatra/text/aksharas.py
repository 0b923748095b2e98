"""Text -> the letters a reader sees: a cut between two of them breaks none.

In the scripts of India a letter is an akshara: consonants that a virama joins are one, with their
vowel sign and whatever joiner stands between them ("क्षि", "ন্‌ত", "ക്ഷ"). Unicode's own clusters
(\\X) join them in some scripts only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

import regex

_CLUSTER = regex.compile(r"\X")
_JOINER = "\u200d"
_JOINERS = f"\u200c{_JOINER}"
_VIRAMA_CLASS = 9
"""Canonical combining class of the virama, under whatever name a script has it."""


def aksharas(text: str) -> Iterator[str]:
    """Joined they are the text again."""
    joined = ""
    for cluster in _CLUSTER.findall(text):
        if joined and not _goes_on(joined, cluster):
            yield joined
            joined = ""
        joined += cluster
    if joined:
        yield joined


def _goes_on(before: str, cluster: str) -> bool:
    """Whether the letter that ends in a virama, or in a joiner, is finished by this one."""
    joins = before.endswith(_JOINER) or _is_virama(before.rstrip(_JOINERS)[-1:])
    return cluster[0].isalpha() and joins


@cache
def _is_virama(char: str) -> bool:
    return bool(char) and unicodedata.combining(char) == _VIRAMA_CLASS
