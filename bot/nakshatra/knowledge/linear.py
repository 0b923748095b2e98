"""Labelled questions -> a linear scorer in 8-bit weights, by ridge regression.

Deterministic and quick: a few thousand questions take seconds, so nothing need be shipped for a
folder that an operator added this minute. Knows neither units nor experts, only numbered labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.features import Features, Weights

_FEWEST, _MOST = 1 << 14, 1 << 16
"""Features share so many weights a label, each with a sign of its own: 16 to 64 KB a label."""

_CROWD = 2
"""Distinct features to a weight: with fewer the question of one language disturbs another's."""

_BLOCK = 1500
"""Questions solved at once: time grows with the cube of these, not with all of them."""

_SWEEPS, _STILL = 12, 1e-3
"""Sweeps over the blocks, at most; none moves a score by so little any more."""

_SIGN = 31
"""The bit of a feature's hash that says whether it adds or takes away in its slot."""

Seen = NDArray[np.uint32]
"""Ids have 32 bits; half a million of them stay in memory in as many."""

_NO_IDS: Seen = np.zeros(0, np.uint32)
_NO_WEIGHTS: Weights = np.zeros(0, np.float32)

_RIDGE = 1.0
"""Held-out questions were found best with 0.5 to 2 (docs/decisions/retrieval.md)."""


NONE = -1
"""The label of what belongs to no label."""


@dataclass(frozen=True, slots=True)
class Example:
    found: Features
    label: int

    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Linear:
    """Scores each label about 1 for its own questions and 0 for others."""

    weights: NDArray[np.int8]
    """Slots (a power of two) x labels."""

    scale: Weights
    """Of each label's weights."""

    ids: Seen
    """Features seen under more than one label, ascending."""

    rarity: Weights
    """Of each of `ids`: towards 0 for what all labels share; 1 for all other features."""

    def score(self, found: Features) -> Weights:
        if not len(found.ids):
            return np.zeros(len(self.scale), np.float32)
        slots, values = vector(found, len(self.weights), self.ids, self.rarity)
        return (values @ self.weights[slots].astype(np.float32)) * self.scale

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """What is shipped."""
        return {
            "weights": self.weights,
            "scale": self.scale.astype(np.float32),
            "ids": self.ids.astype(np.uint32),
            "rarity": self.rarity.astype(np.float32),
        }

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Linear:
        return cls(
            arrays["weights"].astype(np.int8, copy=False),
            arrays["scale"].astype(np.float32, copy=False),
            arrays["ids"].astype(np.uint32, copy=False),
            arrays["rarity"].astype(np.float32, copy=False),
        )


def fit(examples: Sequence[Example], labels: int) -> Linear:
    """Weighted ridge regression of each label's 0 or 1 on the examples.

    In its dual form, a block of examples after the other with the others held (Gauss-Seidel):
    exact at once for one block, and after a few sweeps for more, for languages share little.
    """
    ids, rarity = _rarity(examples, labels)
    slots = _slots(examples)
    blocks = [
        _Block(examples[at : at + _BLOCK], slots, labels, ids, rarity)
        for at in range(0, len(examples), _BLOCK)
    ]
    weights = np.zeros((slots, labels), np.float32)
    for _ in range(_SWEEPS if len(blocks) > 1 else 1):
        if max(block.solve(weights) for block in blocks) < _STILL:
            break
    return quantised(weights, ids, rarity)


def _slots(examples: Sequence[Example]) -> int:
    """A power of two, enough for the distinct features."""
    count = len(np.unique(np.concatenate([example.found.ids for example in examples])))
    return min(max(1 << (count // _CROWD).bit_length(), _FEWEST), _MOST)


class _Block:
    """Some of the examples, and their part of the weights."""

    def __init__(
        self, examples: Sequence[Example], slots: int, labels: int, ids: Seen, rarity: Weights
    ) -> None:
        vectors = [vector(example.found, slots, ids, rarity) for example in examples]
        self._slots = np.concatenate([slots for slots, _ in vectors])
        self._values = np.concatenate([values for _, values in vectors])
        self._rows = np.repeat(np.arange(len(vectors)), [len(slots) for slots, _ in vectors])
        self._target = np.zeros((len(examples), labels), np.float32)
        for row, example in enumerate(examples):
            if example.label >= 0:
                self._target[row, example.label] = 1.0
        self._gram = _products(vectors, slots)
        ridge = np.diag(_RIDGE / np.array([e.weight for e in examples], np.float32))
        self._inverse = np.linalg.inv(self._gram + ridge)
        self._dual = np.zeros_like(self._target)

    def solve(self, weights: NDArray[np.float32]) -> float:
        """Fit what the other blocks leave over; returns how far a score moved at most."""
        others = self._scores(weights) - self._gram @ self._dual
        dual = (self._inverse @ (self._target - others)).astype(np.float32)
        step = dual - self._dual
        self._dual = dual
        for label in range(weights.shape[1]):
            change = np.bincount(self._slots, self._values * step[self._rows, label], len(weights))
            weights[:, label] += change.astype(np.float32)
        return float(np.abs(self._gram @ step).max())

    def _scores(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        columns = [
            np.bincount(self._rows, self._values * column[self._slots], len(self._target))
            for column in np.ascontiguousarray(weights.T)
        ]
        return np.stack(columns, axis=1).astype(np.float32)


def vector(
    found: Features, slots: int, ids: Seen = _NO_IDS, rarity: Weights = _NO_WEIGHTS
) -> tuple[NDArray[np.intp], Weights]:
    """Slots and their values, of length 1 together."""
    values = found.weights.copy()
    if len(ids):
        at = np.minimum(np.searchsorted(ids, found.ids.astype(np.uint32)), len(ids) - 1)
        values *= np.where(ids[at] == found.ids, rarity[at], np.float32(1.0))
    values *= np.where(found.ids >> _SIGN, 1.0, -1.0).astype(np.float32)
    values /= max(float(np.sqrt((values**2).sum())), 1e-9)
    return (found.ids & (slots - 1)).astype(np.intp), values.astype(np.float32)


def _rarity(examples: Sequence[Example], labels: int) -> tuple[Seen, Weights]:
    """Under how many labels each feature stands, as a weight between 0 and 1."""
    pairs = [e.found.ids * (labels + 1) + e.label + 1 for e in examples]
    ids, spread = np.unique(np.unique(np.concatenate(pairs)) // (labels + 1), return_counts=True)
    shared = spread > 1
    rarity = 1.0 - np.log(spread[shared]) / np.log(labels + 1.5)
    return ids[shared].astype(np.uint32), np.maximum(rarity, 0.0).astype(np.float32)


def _products(
    vectors: Sequence[tuple[NDArray[np.intp], Weights]], size: int
) -> NDArray[np.float32]:
    """Inner products of all pairs, through an inverted list of the slots."""
    slots = np.concatenate([slots for slots, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    rows = np.repeat(np.arange(len(vectors)), [len(slots) for slots, _ in vectors])
    order = np.argsort(slots, kind="stable")
    start = np.searchsorted(slots[order], np.arange(size + 1))
    row, value = rows[order], values[order]
    gram = np.empty((len(vectors), len(vectors)), np.float32)
    for at, (mine, weight) in enumerate(vectors):
        count = start[mine + 1] - start[mine]
        where = np.repeat(start[mine] - (np.cumsum(count) - count), count)
        where += np.arange(len(where))
        product = value[where] * np.repeat(weight, count)
        gram[at] = np.bincount(row[where], product, len(vectors))
    return gram


def quantised(
    weights: NDArray[np.floating[Any]], ids: Seen = _NO_IDS, rarity: Weights = _NO_WEIGHTS
) -> Linear:
    """In 8 bits, each label with a scale of its own."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    return Linear(np.round(weights / scale).astype(np.int8), scale.astype(np.float32), ids, rarity)
