"""Words -> their int16 vectors of scores, one model a script; words already met are looked up.

The model is a memory-mapped int8 array, buckets x languages; a word's vector is the sum of the
rows of its n-grams.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nakshatra.errors import CatalogueError
from nakshatra.text.ngrams import LONGEST, MAX_WORD, features

_KEPT = 60_000
"""Words a script keeps: at most 3 MB with 22 languages."""

_AT_ONCE = 4_096
"""Words hashed together: bounds the memory of a large batch."""


@dataclass(frozen=True, slots=True)
class Model:
    """One script that several languages share."""

    labels: tuple[str, ...]
    bits: int
    weights: NDArray[np.int8]
    scale: float
    """What a weight of 1 is worth."""

    bias: NDArray[np.float32]
    sharpness: float
    """Multiplies the scores so that probabilities tell the truth (fitted on held-out texts)."""


def read_model(path: Path, card: Mapping[str, Any]) -> Model:
    """Raise `CatalogueError` when the array is missing or does not fit its card."""
    try:
        weights = np.asarray(np.load(path, mmap_mode="r"))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}; run `nakshatra languages train`") from error
    wanted = (1 << card["bits"], len(card["labels"]))
    if weights.shape != wanted or weights.dtype != np.int8:
        raise CatalogueError(
            f"{path}: is {weights.dtype} {weights.shape}, card.toml says int8 {wanted}; "
            "run `nakshatra languages train`"
        )
    return Model(
        labels=tuple(card["labels"]),
        bits=card["bits"],
        weights=weights,
        scale=card["scale"],
        bias=np.array(card["bias"], np.float32),
        sharpness=card["sharpness"],
    )


def _features(word: str) -> int:
    """How many buckets `features` gives a word."""
    size = min(len(word), MAX_WORD)
    return LONGEST * (size + 2) - 9 if size > 1 else 7


class Vectors:
    """The words of one script."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._forget()

    def probabilities(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """texts x languages; each text is a list of words, none is empty."""
        self._learn(texts)
        ids = self._ids
        flat = np.array([ids[word] for text in texts for word in text])
        counts = np.fromiter(map(len, texts), np.int64, len(texts))
        starts = np.cumsum(counts) - counts
        sums = np.add.reduceat(self._vectors[flat].astype(np.float32), starts, axis=0)
        sizes = np.add.reduceat(self._sizes[flat], starts)
        scores = sums * (np.float32(self.model.scale) / np.sqrt(sizes))[:, None] + self.model.bias
        scores *= np.float32(self.model.sharpness)
        chances: NDArray[np.float32] = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        return chances

    def probabilities_of(self, text: Sequence[str]) -> list[float]:
        """The same for one text, with a fifth of the calls."""
        if any(word not in self._ids for word in text):
            self._learn([text])
        ids = self._ids
        sums = self._vectors[[ids[word] for word in text]].sum(axis=0, dtype=np.int32)
        factor = self.model.scale / math.sqrt(sum(map(_features, text)))
        scores = ((sums * factor + self.model.bias) * self.model.sharpness).tolist()
        top = max(scores)
        chances = [math.exp(score - top) for score in scores]
        total = sum(chances)
        return [chance / total for chance in chances]

    def _learn(self, texts: Sequence[Sequence[str]]) -> None:
        new = [word for text in texts for word in text if word not in self._ids]
        if not new:
            return
        if len(self._ids) + len(new) > _KEPT:
            self._forget()
            new = [word for text in texts for word in text]
        new = list(dict.fromkeys(new))
        self._grow(len(self._ids) + len(new))
        for at in range(0, len(new), _AT_ONCE):
            self._add(new[at : at + _AT_ONCE])

    def _add(self, words: Sequence[str]) -> None:
        buckets, starts, sizes = features(words, self.model.bits)
        rows = self.model.weights[buckets].astype(np.int16)
        first = len(self._ids)
        last = first + len(words)
        self._vectors[first:last] = np.add.reduceat(rows, starts, axis=0)
        self._sizes[first:last] = sizes
        self._ids.update(zip(words, range(first, last), strict=True))

    def _forget(self) -> None:
        self._ids: dict[str, int] = {}
        self._vectors = np.zeros((1024, len(self.model.labels)), np.int16)
        self._sizes = np.zeros(1024, np.float32)

    def _grow(self, wanted: int) -> None:
        room = len(self._vectors)
        if wanted > room:
            more = max(wanted, 2 * room) - room
            self._vectors = np.pad(self._vectors, ((0, more), (0, 0)))
            self._sizes = np.pad(self._sizes, (0, more))
