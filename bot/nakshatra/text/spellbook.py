"""What is known of spelling one language in Latin letters: read when first asked for, then kept.

Reads languages/<code>/: `letters.npz` (two networks and the hashed words of the language, trained),
`usual.tsv` (trained: where the networks would be wrong), `typed.tsv` and `latin.tsv` (by hand),
`letter_names.tsv` (by hand). A language without `letters.npz` has no spellbook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nakshatra.home import home
from nakshatra.text.network import Floats, Network, unpacked

TENTHS = 10.0
"""A price is kept in tenths."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Words, by hash only, and how rare each is: -log of its share of running words."""

    hashes: NDArray[np.uint32]
    """Sorted."""

    tenths: NDArray[np.uint8]

    def of(self, words: Sequence[str], unknown: float) -> Floats:
        wanted = np.array([crc32(word.encode()) for word in words], np.uint32)
        at = np.searchsorted(self.hashes, wanted)
        at[at == len(self.hashes)] = 0
        prices: Floats = self.tenths[at].astype(np.float32) / np.float32(TENTHS)
        return np.where(self.hashes[at] == wanted, prices, np.float32(unknown))

    def __contains__(self, word: str) -> bool:
        return bool(self.of([word], -1.0)[0] >= 0)


@dataclass(frozen=True, slots=True)
class Spellbook:
    reader: Network
    """Latin letters -> the language's script."""

    writer: Network
    """The other way."""

    words: Prices
    read: Mapping[str, str]
    """Typed spelling -> word, before the network is asked."""

    written: Mapping[str, str]
    """Word -> typed spelling, before the network is asked."""

    letter_names: dict[str, str]
    """How the language writes an English letter's name -> that letter; the usual name first."""


@cache
def has_book(code: str) -> bool:
    """Something was trained for the language; reads nothing."""
    return (home() / "languages" / code / "letters.npz").is_file()


@cache
def spellbook(code: str) -> Spellbook | None:
    """None when nothing was trained for the language."""
    if not has_book(code):
        return None
    folder = home() / "languages" / code
    with np.load(folder / "letters.npz") as arrays:
        reader, writer = unpacked(arrays, "reader"), unpacked(arrays, "writer")
        prices = Prices(arrays["words"], arrays["prices"])
    usual = list(_rows(folder / "usual.tsv"))
    return Spellbook(
        reader=reader,
        writer=writer,
        words=prices,
        read={row[1]: row[0] for row in usual if row[2] == "read"}
        | {row[0]: row[1] for row in _rows(folder / "typed.tsv")},
        written={row[0]: row[1] for row in usual if row[2] == "write"}
        | {row[0]: row[1] for row in _rows(folder / "latin.tsv")},
        letter_names={row[0]: row[1] for row in _rows(folder / "letter_names.tsv")},
    )


@cache
def english() -> Mapping[str, int]:
    """English word -> in how many of the training texts it stands; ten for those kept by hand."""
    folder = home() / "languages" / "en"
    kept = {row[0]: 10 for row in _rows(folder / "kept.tsv")}
    return kept | {row[0]: int(row[1]) for row in _rows(folder / "words.tsv")}


def _rows(path: Path) -> Iterator[list[str]]:
    """The lines of a table; none when the language has no such file."""
    if not path.is_file():
        return
    for line in path.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
