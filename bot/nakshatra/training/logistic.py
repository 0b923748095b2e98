"""Weighted rows of features, each inside or outside -> the weights of a logistic regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.features import Features
from nakshatra.knowledge.linear import vector

_ROUNDS = 40
_SHRINK = 2.0
GAIN = 5.0
"""Scores are read this many times larger: vectors have length 1, log-odds have not."""

_UNEVEN = 3.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows in the order they came, as one list of entries."""

    row: NDArray[np.int32]
    slot: NDArray[np.int32]
    value: Floats
    rows: int
    slots: int

    @classmethod
    def of(cls, found: Sequence[Features], slots: int) -> Matrix:
        vectors = [vector(features, slots) for features in found]
        lengths = [len(values) for _, values in vectors]
        return cls(
            np.repeat(np.arange(len(vectors), dtype=np.int32), lengths),
            np.concatenate([slot for slot, _ in vectors]).astype(np.int32),
            np.concatenate([values for _, values in vectors]),
            len(vectors),
            slots,
        )

    def odds(self, weights: Floats) -> NDArray[np.floating[Any]]:
        """Of each row, without the bias."""
        return np.bincount(self.row, self.value * weights[self.slot], self.rows) * GAIN

    def below(self, other: Matrix) -> Matrix:
        """These rows, then the other's."""
        return Matrix(
            np.concatenate([self.row, other.row + self.rows]),
            np.concatenate([self.slot, other.slot]),
            np.concatenate([self.value, other.value]),
            self.rows + other.rows,
            self.slots,
        )


def logistic(
    matrix: Matrix, inside: Floats, weight: Floats, group: NDArray[np.intp]
) -> tuple[Floats, float]:
    """Both classes weigh the same in each group of rows."""
    return _regression(matrix, inside, _balanced(inside, weight, group))


def _regression(matrix: Matrix, inside: Floats, weight: Floats) -> tuple[Floats, float]:
    """Full-batch Adam; `weight` of each row, about 1."""
    weights, bias = np.zeros(matrix.slots, np.float32), np.zeros(1, np.float32)
    steps = [_Adam(weights), _Adam(bias)]
    for round in range(1, _ROUNDS + 1):
        rate = 0.3 if round <= _ROUNDS * 0.6 else 0.1
        slopes = _slopes(matrix, inside, weight, weights, bias)
        for parameter, step, slope in zip((weights, bias), steps, slopes, strict=True):
            parameter -= step(slope, rate)
    return weights, float(bias[0])


def _slopes(
    matrix: Matrix,
    inside: Floats,
    weight: Floats,
    weights: Floats,
    bias: Floats,
) -> tuple[Floats, Floats]:
    odds = matrix.odds(weights) + bias
    error = ((1 / (1 + np.exp(-odds)) - inside) * weight).astype(np.float32)
    slope = np.bincount(matrix.slot, matrix.value * error[matrix.row], matrix.slots) * GAIN
    return (
        ((slope + _SHRINK * weights) / matrix.rows).astype(np.float32),
        np.array([error.mean()], np.float32),
    )


class _Adam:
    def __init__(self, parameter: Floats) -> None:
        self._mean, self._square = np.zeros_like(parameter), np.zeros_like(parameter)
        self._round = 0

    def __call__(self, slope: Floats, rate: float) -> Floats:
        self._round += 1
        self._mean = 0.9 * self._mean + 0.1 * slope
        self._square = 0.99 * self._square + 0.01 * slope**2
        mean = self._mean / (1 - 0.9**self._round)
        root = np.sqrt(self._square / (1 - 0.99**self._round))
        step: Floats = (rate * mean / (root + 1e-8)).astype(np.float32)
        return step


def _balanced(inside: Floats, weight: Floats, group: NDArray[np.intp]) -> Floats:
    """Both classes weigh the same in each group: the packs themselves are silent on what they lack.

    A group with next to nothing of one class goes no further than _UNEVEN from the whole.
    """
    most = _ratio(inside, weight) * _UNEVEN
    ratio = np.ones(len(weight), np.float32)
    for each in np.unique(group):
        here = group == each
        ratio[here] = np.clip(_ratio(inside[here], weight[here]), most / _UNEVEN**2, most)
    scaled = weight * np.where(inside > 0, ratio, 1.0)
    balanced: Floats = (scaled / scaled.mean()).astype(np.float32)
    return balanced


def _ratio(inside: Floats, weight: Floats) -> float:
    return float((weight * (1 - inside)).sum() / max((weight * inside).sum(), 1.0))
