"""Words -> hashed character n-grams, all words of a batch at once; no weights, no meaning.

A word is looked at with its ends marked, "<kya>". Its features are its n-grams of 1 to 5 letters
and the whole word, each hashed to a bucket. The hash is fixed: trained arrays depend on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LONGEST = 5
"""Letters of the longest n-gram."""

MAX_WORD = 40
"""Letters of a word that are looked at; longer ones are noise."""

_LETTERS = (
    "a-z\u00c0-\u024f\u0300-\u036f\u0600-\u060b\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ed"
    "\u06fa-\u06ff\u0750-\u077f\u0900-\u0963\u0970-\u09e3\u09f0-\u09f1\u0a00-\u0a65\u0a70-\u0ae3"
    "\u0b00-\u0b63\u0b71\u0b80-\u0be5\u0c00-\u0c63\u0c80-\u0ce3\u0d00-\u0d63\u0d7a-\u0d7f"
    "\u1c5a-\u1c7d\u1e00-\u1eff\uaae0-\uaaef\uabc0-\uabea\uabec\uabed"
)
WORD = re.compile(f"[{_LETTERS}][{_LETTERS}'\u02bc]*")
"""A run of letters and marks of the scripts of India and Latin, in lower case; no digits."""

_NAMES = re.compile(r"(?:https?://|www\.)\S+|[@][\w.]+")
"""Web addresses and names of people say nothing of the language around them."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_POWERS = np.cumprod(np.full(MAX_WORD + 2, 0x100000001B3, np.uint64))
_WHOLE = np.uint64(0x5BD1E9955BD1E995)
"""Keeps a whole word apart from an n-gram of the same letters."""

_SIZES = np.arange(LONGEST)
_BEYOND = np.zeros(LONGEST - 1, np.uint64)


def words(text: str) -> list[str]:
    """The words of a text in lower case, in order."""
    text = text.lower()
    if "@" in text or "http" in text or "www." in text:
        text = _NAMES.sub(" ", text)
    return WORD.findall(text)


def features(
    batch: Sequence[str], bits: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Buckets of all words' n-grams, where each word's begin, and how many it has.

    `bits`: there are 2**bits buckets. Neither the batch nor a word may be empty.
    """
    marked = [f"<{word[:MAX_WORD]}>" for word in batch]
    codes = np.frombuffer("".join(marked).encode("utf-32-le"), np.uint32).astype(np.uint64)
    sizes = np.fromiter(map(len, marked), np.int64, len(marked))
    ends = np.cumsum(sizes)
    starts = ends - sizes
    at = np.arange(len(codes))
    places = at - starts.repeat(sizes)
    windows = np.concatenate((codes, _BEYOND))[at[:, None] + _SIZES]
    hashes = np.zeros((len(codes), LONGEST + 1), np.uint64)
    np.cumsum(windows * _POWERS[:LONGEST], axis=1, out=hashes[:, :LONGEST])
    hashes[starts, LONGEST] = np.add.reduceat(codes * _POWERS[places], starts) ^ _WHOLE
    real = np.zeros(hashes.shape, bool)
    np.less(_SIZES, (sizes.repeat(sizes) - places)[:, None], out=real[:, :LONGEST])
    real[starts, LONGEST] = True
    buckets = (hashes[real] * _MULTIPLIER) >> np.uint64(64 - bits)
    counts = np.where(sizes > 3, LONGEST * sizes - 9, 7)  # n-grams of 1 to 5 letters, and the word
    return buckets.astype(np.int64), np.cumsum(counts) - counts, counts
