"""A word typed in Latin letters -> Hindi in Devanagari; an English word stays English.

A word of the lexicon that sounds alike and is spelled so most cheaply; else letter by letter.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from nakshatra.text.phonetic import key
from nakshatra.text.spelling import Known, cost, costs, english, lexicon, typed

_FREQUENT = 0.5
"""How much a word's frequency counts beside its spelling; between 0 (none) and 1 (Bayes)."""

_DEAREST = 1.6
"""Cost a letter above which a word of the lexicon is not what was typed."""

_ENGLISH = 1.5
"""A word that English has stays English unless Hindi has it so many times as often."""

_REPEATED = re.compile(r"(.)\1{2,}")
_VOWELS = re.compile("[IU]")


@lru_cache(maxsize=50_000)
def devanagari(word: str) -> str:
    """`word`: Latin letters only, any case. Unchanged when it is English."""
    plain = _REPEATED.sub(r"\1\1", word.lower())
    if plain in typed():
        return typed()[plain]
    best = candidates(plain, 1)
    if plain in english() and not (
        best and best[0].count * _cheap(plain, best[0]) > _ENGLISH * english()[plain]
    ):
        return word
    return best[0].word if best else _by_letters(plain)


def candidates(word: str, most: int) -> list[Known]:
    """Words of the lexicon that may be meant, the likeliest first."""
    found = []
    for known in lexicon().get(bare_key(word), ()):
        price = cost(word, known.word, costs())
        if price < _DEAREST * len(word):
            found.append((price - _FREQUENT * math.log(known.count), known.word, known))
    return [known for _, _, known in sorted(found, key=lambda f: f[:2])[:most]]


def bare_key(word: str) -> str:
    """The phonetic key without its vowels: spellings differ in those."""
    return _VOWELS.sub("", key(word))


def _cheap(word: str, known: Known) -> float:
    return math.exp(-cost(word, known.word, costs()) / 2)


_LETTERS = re.compile(
    "chh|ksh|kh|gh|ch|jh|th|dh|ph|bh|sh|rh|gy|[kgcjtdnpbmyrlvwshzfqx]"
    "|aa|ai|au|ee|ii|oo|uu|ou|ei|[aeiou]|."
)
_CONSONANT_TABLE = (
    "k=क kh=ख g=ग gh=घ c=क ch=च chh=छ j=ज jh=झ t=त th=थ d=द dh=ध n=न p=प ph=फ f=फ b=ब bh=भ "
    "m=म y=य r=र l=ल v=व w=व s=स sh=श h=ह z=ज़ q=क x=क्स ksh=क्ष rh=ढ़ gy=ज्ञ"
)
_CONSONANT = dict(pair.split("=") for pair in _CONSONANT_TABLE.split())
_VOWEL = {
    "a": ("अ", ""), "aa": ("आ", "ा"), "i": ("इ", "ि"), "ee": ("ई", "ी"), "ii": ("ई", "ी"),
    "u": ("उ", "ु"), "oo": ("ऊ", "ू"), "uu": ("ऊ", "ू"), "e": ("ए", "े"), "ai": ("ऐ", "ै"),
    "ei": ("ए", "े"), "o": ("ओ", "ो"), "au": ("औ", "ौ"), "ou": ("औ", "ौ"),
}  # fmt: skip
_LAST = {"a": "aa", "i": "ee", "u": "oo"}
"""A vowel at the end of a word is long."""


def _by_letters(word: str) -> str:
    parts = _LETTERS.findall(word)
    found: list[str] = []
    bare = False
    for at, part in enumerate(parts):
        last = at == len(parts) - 1 and at > 0
        if part in _VOWEL:
            independent, sign = _VOWEL[_LAST.get(part, part) if last else part]
            found.append(sign if bare else independent)
            bare = False
        elif part in ("n", "m") and found and not bare and not last and parts[at + 1] in _CONSONANT:
            found.append("ं")
        elif part in _CONSONANT:
            if bare and part in ("r", "y", "v", "w", "l") and not last:
                found.append("्")
            found.append(_CONSONANT[part])
            bare = True
        else:
            found.append(part)
    return "".join(found)
