"""Words -> their vectors, one small network a script; words already met are looked up.

The table is a memory-mapped int8 array, buckets x width. A word is the sum of its n-grams' rows
over the root of their number, cut at zero, weighed by how much it tells; a text is the sum of its
words over the root of their weights; one linear layer reads the language off it. Trained by
training/word_network.py, which is the same with slopes.
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
from nakshatra.text.ngrams import features

_KEPT = 6_000
"""Words a script keeps from one call to the next: 0.6 MB of width 48."""

_AT_ONCE = 4_096
"""Words hashed together: bounds the memory of a large batch."""

_LOUDEST = 4.0
"""Bound of the logarithm of a word's weight, both ways."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """One script that several languages share."""

    labels: tuple[str, ...]
    bits: int
    table: NDArray[np.int8]
    """Buckets x width."""

    scale: float
    """What 1 in the table is worth."""

    shift: Floats
    """Width: added to a word before it is cut at zero."""

    tells: Floats
    """Width: how a word says that it tells much."""

    tells_shift: Floats
    out: Floats
    """Width x labels, times the sharpness that makes probabilities tell the truth."""

    bias: Floats
    """Labels, times the sharpness."""


def read_model(path: Path, card: Mapping[str, Any]) -> Model:
    """`path`: <script>.npy, with <script>.npz beside it. Raise `CatalogueError` when an array is
    missing or does not fit its card."""
    try:
        table = np.asarray(np.load(path, mmap_mode="r"))
        with np.load(path.with_suffix(".npz")) as small:
            head = {name: np.asarray(small[name], np.float32) for name in small}
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}; run `nakshatra languages train`") from error
    wanted = (1 << card["bits"], card["width"])
    if table.shape != wanted or table.dtype != np.int8:
        raise CatalogueError(
            f"{path}: is {table.dtype} {table.shape}, card.toml says int8 {wanted}; "
            "run `nakshatra languages train`"
        )
    if head["out"].shape != (card["width"], len(card["labels"])):
        raise CatalogueError(
            f"{path.with_suffix('.npz')}: out is {head['out'].shape}, card.toml says "
            f"{(card['width'], len(card['labels']))}; run `nakshatra languages train`"
        )
    sharpness = np.float32(card["sharpness"])
    head["out"], head["bias"] = head["out"] * sharpness, head["bias"] * sharpness
    return Model(
        labels=tuple(card["labels"]), bits=card["bits"], table=table, scale=card["scale"], **head
    )


class Vectors:
    """The words of one script."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._forget()

    def probabilities(self, texts: Sequence[Sequence[str]]) -> Floats:
        """texts x languages; each text is a list of words, none is empty."""
        self._learn(texts)
        ids = self._ids
        flat = np.array([ids[word] for text in texts for word in text])
        counts = np.fromiter(map(len, texts), np.int64, len(texts))
        vectors = self._vectors[flat].astype(np.float32)
        sums = np.add.reduceat(vectors, np.cumsum(counts) - counts, axis=0)
        if len(self._ids) > _KEPT:
            self._forget()
        pooled = sums[:, :-1] / np.sqrt(sums[:, -1:] + 1)
        scores = pooled @ self.model.out + self.model.bias
        chances: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        return chances

    def probabilities_of(self, text: Sequence[str]) -> list[float]:
        """The same for one text, with a fifth of the calls."""
        if any(word not in self._ids for word in text):
            self._learn([text])
        ids = self._ids
        sums = self._vectors[[ids[word] for word in text]].sum(axis=0, dtype=np.float32)
        root = math.sqrt(float(sums[-1]) + 1)
        scores = (sums[:-1] @ self.model.out / root + self.model.bias).tolist()
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
        model = self.model
        buckets, starts, sizes = features(words, model.bits)
        sums = np.add.reduceat(model.table[buckets].astype(np.float32), starts, axis=0)
        sums *= (np.float32(model.scale) / np.sqrt(sizes, dtype=np.float32))[:, None]
        hidden = np.maximum(sums + model.shift, 0)
        says = np.clip(hidden @ model.tells + model.tells_shift, -_LOUDEST, _LOUDEST)
        loud = np.exp(says)[:, None]
        first = len(self._ids)
        last = first + len(words)
        self._vectors[first:last] = np.concatenate((hidden * loud, loud), axis=1)
        self._ids.update(zip(words, range(first, last), strict=True))

    def _forget(self) -> None:
        self._ids: dict[str, int] = {}
        self._vectors = np.zeros((1024, self.model.table.shape[1] + 1), np.float16)

    def _grow(self, wanted: int) -> None:
        room = len(self._vectors)
        if wanted > room:
            self._vectors = np.pad(self._vectors, ((0, max(wanted, 2 * room) - room), (0, 0)))
