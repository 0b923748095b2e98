"""Labelled rows of hashed features -> a `Network`: stochastic descent, numpy only, seeded.

Several networks that began differently are averaged: each errs elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.features import Features, Weights
from nakshatra.knowledge.linear import vector
from nakshatra.knowledge.network import GAIN, Network, averaged

_BATCH = 256
_RATE, _LAST = 0.01, 0.05
"""Of a step at first, and the share of it that is left at the end."""

_DROPPED = 0.3
"""Share of the features left out of each row each time: nobody says it in just these words."""

_SPREAD = 0.1
"""Of the embedding before anything is learned."""

_FADE = 0.01
"""Share by which the mean of squared slopes moves each step."""

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Shape:
    slots: int
    hidden: int
    epochs: int = 4
    seeds: int = 2


@dataclass(frozen=True, slots=True)
class _Entries:
    """Some rows' features, one after the other."""

    row: Indices
    slot: Indices
    value: Weights
    rows: int


@dataclass(frozen=True, slots=True)
class _Rows:
    slot: Indices
    value: Weights
    start: Indices

    @classmethod
    def of(cls, found: Sequence[Features], slots: int) -> _Rows:
        vectors = [vector(features, slots) for features in found]
        lengths = [len(values) for _, values in vectors]
        return cls(
            np.concatenate([slot for slot, _ in vectors]),
            np.concatenate([values for _, values in vectors]),
            np.concatenate(([0], np.cumsum(lengths))),
        )

    def some(self, chosen: Indices, chance: np.random.Generator) -> _Entries:
        """Without the features that are dropped this time."""
        lengths = self.start[chosen + 1] - self.start[chosen]
        before = np.cumsum(lengths) - lengths
        at = np.repeat(self.start[chosen] - before, lengths) + np.arange(lengths.sum())
        row = np.repeat(np.arange(len(chosen)), lengths)
        kept = chance.random(len(at)) >= _DROPPED
        value = self.value[at[kept]] * (GAIN / (1 - _DROPPED))
        return _Entries(row[kept], self.slot[at[kept]], value, len(chosen))


def fit(
    found: Sequence[Features],
    labels: Indices,
    weights: Weights,
    shape: Shape,
    count: int,
) -> Network:
    """`labels` of the rows, below `count`; `weights` of the rows, about 1."""
    rows = _Rows.of(found, shape.slots)
    return averaged(
        [_Descent(rows, labels, weights, shape, count, seed).run() for seed in range(shape.seeds)]
    )


class _Descent:
    def __init__(
        self, rows: _Rows, labels: Indices, weights: Weights, shape: Shape, count: int, seed: int
    ) -> None:
        self._rows, self._labels, self._weights, self._shape = rows, labels, weights, shape
        self._chance = np.random.default_rng(seed)
        self._embedding = self._drawn(shape.slots, shape.hidden, _SPREAD)
        self._seen = np.full(shape.slots, 1e-8, np.float32)
        """Mean of squared slopes of each slot."""

        self._bias = np.zeros(shape.hidden, np.float32)
        self._out = self._drawn(shape.hidden, count, shape.hidden**-0.5)
        self._out_bias = np.zeros(count, np.float32)
        self._square = [np.full_like(part, 1e-8) for part in self._dense()]

    def run(self) -> Network:
        for share, chosen in self._batches():
            self._step(chosen, _RATE * (1 - share + _LAST))
        scale = np.maximum(np.abs(self._embedding).max(axis=0) / 127, 1e-9).astype(np.float32)
        embedding = np.round(self._embedding / scale).astype(np.int8)
        return Network(embedding, scale, self._bias, self._out, self._out_bias)

    def _batches(self) -> Iterator[tuple[float, Indices]]:
        """Share of the work that is done, and the rows that come next."""
        for epoch in range(self._shape.epochs):
            order = self._chance.permutation(len(self._labels))
            for at in range(0, len(order), _BATCH):
                yield epoch / self._shape.epochs, order[at : at + _BATCH]

    def _step(self, chosen: Indices, rate: float) -> None:
        some = self._rows.some(chosen, self._chance)
        hidden = np.maximum(_sums(some.row, self._looked_up(some), some.rows) + self._bias, 0)
        off = self._off(hidden, chosen)
        back = (off @ self._out.T) * (hidden > 0)
        slopes = (back.sum(axis=0), hidden.T @ off, off.sum(axis=0))
        for part, square, slope in zip(self._dense(), self._square, slopes, strict=True):
            square += _FADE * (slope * slope - square)
            part -= rate * slope / np.sqrt(square + 1e-10)
        self._step_embedding(some, back, rate)

    def _dense(self) -> tuple[Weights, Weights, Weights]:
        return self._bias, self._out, self._out_bias

    def _looked_up(self, some: _Entries) -> Weights:
        values: Weights = self._embedding[some.slot] * some.value[:, None]
        return values

    def _off(self, hidden: Weights, chosen: Indices) -> Weights:
        """Probabilities less what is right, weighted."""
        off = hidden @ self._out + self._out_bias
        off = np.exp(off - off.max(axis=1, keepdims=True))
        off /= off.sum(axis=1, keepdims=True)
        off[np.arange(len(chosen)), self._labels[chosen]] -= 1
        weighted: Weights = off * (self._weights[chosen] / len(chosen))[:, None]
        return weighted

    def _step_embedding(self, some: _Entries, back: Weights, rate: float) -> None:
        order = np.argsort(some.slot, kind="stable")
        slopes = back[some.row[order]] * some.value[order][:, None]
        slots, first = np.unique(some.slot[order], return_index=True)
        slope = np.add.reduceat(slopes, first, axis=0)
        seen = self._seen[slots]
        seen += _FADE * ((slope**2).mean(axis=1) - seen)
        self._seen[slots] = seen
        self._embedding[slots] -= rate * slope / np.sqrt(seen + 1e-10)[:, None]

    def _drawn(self, rows: int, columns: int, spread: float) -> Weights:
        drawn: Weights = self._chance.standard_normal((rows, columns), np.float32)
        return drawn * np.float32(spread)


def _sums(row: Indices, values: Weights, rows: int) -> Weights:
    """Of the values of each row; `row` ascends."""
    sums = np.zeros((rows, values.shape[1]), np.float32)
    if len(row):
        there, first = np.unique(row, return_index=True)
        sums[there] = np.add.reduceat(values, first, axis=0)
    return sums
