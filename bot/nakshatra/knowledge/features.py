"""A question -> the features it is found by, hashed: sounds, letters, meanings, and pairs of them.

The same word in two scripts shares its sound key (text/phonetic.py), or, where Tamil and Urdu write
fewer sounds, its coarse one; letter n-grams forgive slips of the finger; meanings (concepts.toml)
let a question in one language find an ask in another; pairs keep together what is asked and of
what.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
import regex
from numpy.typing import NDArray

from nakshatra.forgetful import forgetful
from nakshatra.knowledge.concepts import concept
from nakshatra.text.normalise import fold
from nakshatra.text.phonetic import coarse, key

Ids = NDArray[np.int64]
Weights = NDArray[np.float32]

MAX_WORDS = 120
"""Of a longer text the first and the last are read: what is wanted stands there."""

_REACH = 4
"""Meanings: a pair may have two others between."""

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_GREETINGS = frozenset(map(key, ("hello", "namaste", "नमस्कार", "namaskaram", "salaam")))
"""Sounds of words that ask nothing, in any script."""

_KEY = 1.0
_COARSE = 0.3
_GRAM = 0.35
_KEY_GRAM = 0.35
_CONCEPT = 2.0
_PAIR = 0.7
_CONCEPT_PAIR = 1.2
"""How much one feature of a kind counts beside a whole word's key."""

_COARSE_FROM = 3
"""Sounds of a coarse key below which too many words share it."""


@dataclass(frozen=True, slots=True)
class Features:
    ids: Ids
    """Distinct hashes, ascending."""

    weights: Weights
    """Of the kind of each; rarity comes from the index."""


@forgetful
@lru_cache(maxsize=256)
def words(text: str) -> tuple[str, ...]:
    """Folded words; of a very long text the first and the last."""
    found = folded(text)
    half = MAX_WORDS // 2
    return found if len(found) <= MAX_WORDS else found[:half] + found[-half:]


def folded(text: str) -> tuple[str, ...]:
    """All of them, and not remembered."""
    return tuple(word for word in _WORD.findall(fold(text)) if key(word) not in _GREETINGS)


@forgetful
@lru_cache(maxsize=4096)
def features(*texts: str) -> Features:
    """Of several forms of one question (as typed, in its own script) together."""
    said: list[Features] = []
    ids: list[int] = []
    weights: list[float] = []
    for text in dict.fromkeys(texts):
        found = words(text)
        said += map(of_word, found)
        keys = [_sound(word) for word in found]
        ids += [_hash(f"p {a} {b}") for a, b in pairwise(keys)]
        weights += [_PAIR] * max(len(keys) - 1, 0)
        pairs = _meanings(found)
        ids += [_hash(f"m {one} {other}") for one, other in pairs]
        weights += [_CONCEPT_PAIR] * len(pairs)
    return _distinct(
        np.concatenate([*(one.ids for one in said), np.array(ids, np.int64)]),
        np.concatenate([*(one.weights for one in said), np.array(weights, np.float32)]),
    )


@forgetful
@lru_cache(maxsize=20_000)
def of_word(word: str) -> Features:
    """Of one folded word alone."""
    sound = _sound(word)
    grams = _grams(f"<{word}>", 3, 5)
    sounds = _grams(f"<{sound}>", 3, 4) if len(sound) > 2 else []
    ids = [_hash(f"k {sound}")]
    ids += [_hash(f"g {gram}") for gram in grams]
    ids += [_hash(f"s {gram}") for gram in sounds]
    weights = [_KEY, *[_GRAM] * len(grams), *[_KEY_GRAM] * len(sounds)]
    if len(rough := coarse(word)) >= _COARSE_FROM:
        ids.append(_hash(f"r {rough}"))
        weights.append(_COARSE)
    if meaning := concept(word):
        ids.append(_hash(f"c {meaning}"))
        weights.append(_CONCEPT)
    return _distinct(np.array(ids, np.int64), np.array(weights, np.float32))


def _distinct(ids: Ids, weights: Weights) -> Features:
    """Each once, with the weight it had first."""
    distinct, first = np.unique(ids, return_index=True)
    return Features(distinct, weights[first])


def _meanings(found: tuple[str, ...]) -> set[tuple[str, str]]:
    """Meanings that stand close together, in either order: what is asked, and of what."""
    meanings = [meaning for word in found if (meaning := concept(word))]
    return {
        (min(one, other), max(one, other))
        for at, one in enumerate(meanings)
        for other in meanings[at + 1 : at + _REACH]
    }


def _sound(word: str) -> str:
    """The sound key; a word that has hardly any consonants stays itself."""
    sound = key(word)
    return sound if len(sound) > 1 else word


def _grams(word: str, shortest: int, longest: int) -> list[str]:
    return [
        word[at : at + size]
        for size in range(shortest, longest + 1)
        for at in range(len(word) - size + 1)
    ]


def _hash(feature: str) -> int:
    """The same in every process and on every machine."""
    return crc32(feature.encode())


def by_sound(text: str) -> Features:
    """Of the sounds of its words alone, and pairs of them: the same in every script."""
    keys = [_sound(word) for word in words(text)]
    ids = [_hash(f"k {sound}") for sound in keys]
    pairs = [_hash(f"p {a} {b}") for a, b in pairwise(keys)]
    distinct, first = np.unique(np.array(ids + pairs, np.int64), return_index=True)
    weights = np.array([_KEY] * len(ids) + [_PAIR] * len(pairs), np.float32)
    return Features(distinct, weights[first])


@forgetful
@lru_cache(maxsize=4096)
def word_ids(*texts: str) -> Ids:
    """Distinct whole words of several forms of one question, by sound."""
    return np.unique(
        np.array([_hash(f"k {_sound(word)}") for text in texts for word in words(text)], np.int64)
    )
