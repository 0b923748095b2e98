"""A folded word -> the meaning it shares with words of other languages.

concepts.toml names the meanings and has their English and Hindi words; a language's meanings.toml
adds its own. A word that means one thing here and another there means nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nakshatra.cards import load_toml
from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.text.normalise import fold

_SINGULAR = 3
"""Letters of a word that is no plural, whatever it ends in."""


def concept(word: str) -> str:
    """The meaning's name; "" when the word has none of its own."""
    known = _concepts()
    return known.of(word) or (known.of(word[:-1]) if _plural(word) else "")


def _plural(word: str) -> bool:
    """An English one, perhaps; the lists have the forms of other languages."""
    return len(word) > _SINGULAR and word.isascii() and word.endswith("s")


@dataclass(frozen=True, slots=True)
class _Meanings:
    """Sixty thousand words as their digests: a tenth of the memory of a dictionary."""

    digests: NDArray[np.uint64]
    """Ascending."""

    places: NDArray[np.uint16]
    names: tuple[str, ...]

    def of(self, word: str) -> str:
        digest = _digest(word)
        at = int(self.digests.searchsorted(digest))
        if at == len(self.digests) or self.digests[at] != digest:
            return ""
        return self.names[int(self.places[at])]


@cache
def _concepts() -> _Meanings:
    table = load_toml(Path(__file__).with_name("concepts.toml"))
    places = {name: at for at, name in enumerate(table)}
    further: list[tuple[np.uint64, int]] = []
    for path in sorted((home() / "languages").glob("*/meanings.toml")):
        added = load_toml(path)
        if strange := added.keys() - table.keys():
            raise CatalogueError(f"{path}: {min(strange)!r} is no meaning of concepts.toml")
        further += _pairs(added, places)
    ours, theirs = _single(_pairs(table, places)), _single(further)
    beyond = ~np.isin(theirs[0], ours[0])
    digests = np.concatenate([ours[0], theirs[0][beyond]])
    order = np.argsort(digests)
    found = np.concatenate([ours[1], theirs[1][beyond]])
    return _Meanings(digests[order], found[order], tuple(table))


def _pairs(table: Mapping[str, str], places: Mapping[str, int]) -> Iterator[tuple[np.uint64, int]]:
    for name, listed in table.items():
        for word in listed.split():
            yield _digest(fold(word)), places[name]


def _single(
    pairs: Iterable[tuple[np.uint64, int]],
) -> tuple[NDArray[np.uint64], NDArray[np.uint16]]:
    """Words of one meaning."""
    kinds = np.dtype([("digest", np.uint64), ("place", np.uint16)])
    distinct = np.unique(np.fromiter(pairs, kinds))
    digests, first, count = np.unique(distinct["digest"], return_index=True, return_counts=True)
    return digests[count == 1], distinct["place"][first[count == 1]]


def _digest(word: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little"))
