"""A line of text -> the same in words that a voice can say; expects ASCII digits and one line."""

from __future__ import annotations

from functools import cache

import regex

from nakshatra.text.aloud.amounts import Amounts
from nakshatra.text.aloud.dates import Dates
from nakshatra.text.aloud.dialling import Dialling
from nakshatra.text.aloud.pieces import EDGE, END, any_of
from nakshatra.text.aloud.speech import Speech, shared, speech

_HALVES = {"½": ("5", "1/2"), "¼": ("25", "1/4"), "¾": ("75", "3/4")}
"""What it is after a whole number ("2½" is 2.5), and alone."""

_VOWELLESS = "[B-DF-HJ-NP-TV-XZ]{2,6}"
"""Capitals that no tongue can say as a word: BSNL."""

_HALF = regex.compile("(?<![0-9])([0-9]*)([½¼¾])")


class Teller:
    def __init__(self, words: Speech, *, twice: bool) -> None:
        self._words = words
        self._numbers = (Dialling(words, twice=twice), Dates(words), Amounts(words))
        self._said = regex.compile(rf"{EDGE}{any_of(words.said)}{END}(?!/)")
        self._spelled = regex.compile(rf"{EDGE}(?:{any_of(shared().spelled)}|{_VOWELLESS}){END}")

    def tell(self, text: str) -> str:
        text = _HALF.sub(_half, text)
        text = self._said.sub(lambda found: self._words.said[found.group()], text)
        for reader in self._numbers:
            text = reader.tell(text)
        return self._spelled.sub(self._by_letters, text)

    def _by_letters(self, found: regex.Match[str]) -> str:
        return " ".join(self._words.letters[ord(letter) - ord("A")] for letter in found.group())


def _half(found: regex.Match[str]) -> str:
    after, alone = _HALVES[found[2]]
    return f"{found[1]}.{after}" if found[1] else alone


@cache
def teller(code: str, *, twice: bool = False) -> Teller | None:
    """None when the language has no speech.toml. `twice`: numbers to dial are told again."""
    words = speech(code)
    return Teller(words, twice=twice) if words else None
