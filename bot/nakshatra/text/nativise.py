"""Words typed in Latin letters -> words in a language's own script; English words stay English.

What is in the tables of the language comes first, then the network's spellings, of which a word of
the language's lexicon is preferred to one that nobody has seen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from nakshatra.forgetful import also
from nakshatra.text.spellbook import Spellbook, english, spellbook

_BEAM = 12
"""Spellings looked at for a word."""

_FREQUENT = 0.5
"""How much a word's frequency counts beside its spelling; between 0 (none) and 1 (Bayes)."""

_UNSEEN = 18.0
"""A word that is not in the lexicon counts as this rare (-log of its share)."""

_FAR = 3.0
"""-log: an English spelling is the language's where its own word is 20 times as frequent."""

_KEPT = 50_000
"""Words of one language remembered."""

_LETTERS = 5
"""An abbreviation is not longer."""

_VOWEL = re.compile("[aeiouy]")
_REPEATED = re.compile(r"(.)\1{2,}")
_known: dict[str, dict[str, str]] = {}
also(_known.clear)


def natives(words: Iterable[str], code: str) -> dict[str, str]:
    """Each word (Latin letters only, any case) and what it is in the language's script."""
    book = spellbook(code)
    if book is None:
        return {word: word for word in words}
    known = _known.setdefault(code, {})
    if len(known) > _KEPT:
        known.clear()
    wanted = dict.fromkeys(words)
    new = [word for word in wanted if word not in known]
    asked = []
    for word in new:
        plain = _plain(word)
        if plain in book.read:
            known[word] = book.read[plain]
        else:
            asked.append(word)
    if asked:
        best = [each[:1] for each in ranked([_plain(word) for word in asked], book)]
        for word, first in zip(asked, best, strict=True):
            known[word] = first[0] if first and not _english(word, first[0], book) else word
    return {word: known[word] for word in wanted}


def _english(word: str, native: str, book: Spellbook) -> bool:
    """English has the word, and the language's own is not far more frequent."""
    if (texts := english().get(_plain(word))) is None:
        return False
    price = -math.log(texts / _english_total())
    return price < float(book.words.of([native], _UNSEEN)[0]) + _FAR


@cache
def _english_total() -> int:
    return sum(english().values())


def candidates(word: str, code: str, most: int = 5) -> list[str]:
    """What `word` may mean in the language's script, the likeliest first, English or not."""
    book = spellbook(code)
    plain = _plain(word)
    if book is None or not plain:
        return []
    best = ranked([plain], book)[0]
    first = [book.read[plain]] if plain in book.read else []
    return list(dict.fromkeys(first + best))[:most]


def ranked(words: Sequence[str], book: Spellbook) -> list[list[str]]:
    """The network's spellings of each word, in the order of spelling and frequency together."""
    spellings = book.reader.best(words, _BEAM)
    flat = [spelled for each in spellings for spelled, _ in each]
    prices = book.words.of(flat, _UNSEEN) if flat else np.zeros(0, np.float32)
    found, at = [], 0
    for each in spellings:
        costs = prices[at : at + len(each)].tolist()
        at += len(each)
        scored = [
            (_FREQUENT * cost - likely, spelled)
            for cost, (spelled, likely) in zip(costs, each, strict=True)
            if spelled
        ]
        found.append([spelled for _, spelled in sorted(scored)])
    return [_abbreviated(word, best, book) for word, best in zip(words, found, strict=True)]


def _abbreviated(word: str, best: list[str], book: Spellbook) -> list[str]:
    """Letters without a vowel that spell no word are an abbreviation: gst is जीएसटी."""
    names = {letter: name for name, letter in reversed(book.letter_names.items())}
    if not 1 < len(word) <= _LETTERS or not names or _VOWEL.search(word):
        return best
    if best and best[0] in book.words:
        return best
    return ["".join(names.get(letter, "") for letter in word), *best]


def _plain(word: str) -> str:
    return _REPEATED.sub(r"\1\1", word.lower())
