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

WORD = re.compile(
    "[a-z\u00c0-\u024f\u0300-\u036f\u0600-\u060b\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ed"
    "\u06fa-\u06ff\u0750-\u077f\u0900-\u0963\u0970-\u09e3\u09f0-\u09f1\u0a00-\u0a65\u0a70-\u0ae3"
    "\u0b00-\u0b63\u0b71\u0b80-\u0be5\u0c00-\u0c63\u0c80-\u0ce3\u0d00-\u0d63\u0d7a-\u0d7f"
    "\u1c5a-\u1c7d\u1e00-\u1eff\uaae0-\uaaef\uabc0-\uabea\uabec\uabed'\u02bc]+"
)
"""A run of letters and marks of the scripts of India and Latin, in lower case; no digits."""

_NAMES = re.compile(r"(?:https?://|www\.)\S+|[@][\w.]+")
"""Web addresses and names of people say nothing of the language around them."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0x100000001B3)


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

    `bits`: there are 2**bits buckets. Words must not be empty.
    """
    marked = [f"<{word[:MAX_WORD]}>" for word in batch]
    codes = np.frombuffer("".join(marked).encode("utf-32-le"), np.uint32).astype(np.uint64)
    sizes = np.array([len(word) for word in marked], np.int64)
    starts = np.cumsum(sizes) - sizes
    left = np.repeat(starts + sizes, sizes) - np.arange(len(codes))
    hashes, owners = [], []
    owner = np.repeat(np.arange(len(batch)), sizes)
    rolling = np.zeros(len(codes), np.uint64)
    for size in range(1, LONGEST + 1):
        ahead = np.zeros_like(codes)
        ahead[: max(0, len(codes) - size + 1)] = codes[size - 1 :]
        rolling = (rolling ^ ahead) * _STEP + np.uint64(size)
        whole = left >= size
        hashes.append(rolling[whole])
        owners.append(owner[whole])
    hashes.append(_whole_words(codes, starts, sizes))
    owners.append(np.arange(len(batch)))
    order = np.argsort(np.concatenate(owners), kind="stable")
    buckets = (np.concatenate(hashes)[order] * _MULTIPLIER) >> np.uint64(64 - bits)
    counts = np.bincount(np.concatenate(owners), minlength=len(batch))
    return buckets.astype(np.int64), np.cumsum(counts) - counts, counts


_POWERS = np.cumprod(np.full(MAX_WORD + 2, _STEP, np.uint64))


def _whole_words(
    codes: NDArray[np.uint64], starts: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.uint64]:
    place = np.arange(len(codes)) - np.repeat(starts, sizes)
    total = np.add.reduceat(codes * _POWERS[place], starts) if len(starts) else codes
    mixed: NDArray[np.uint64] = total ^ np.uint64(0x5BD1E995)
    return mixed
