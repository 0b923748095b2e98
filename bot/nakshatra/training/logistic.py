"""Hashed vectors with yes or no -> the weights of a logistic regression; knows no texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.features import Features
from nakshatra.knowledge.linear import vector

GAIN = 5.0
"""Scores are read this many times larger: vectors have length 1, log-odds have not."""

_ROUNDS = 40
_SHRINK = 2.0


@dataclass(frozen=True, slots=True)
class Row:
    found: Features
    inside: bool
    weight: float


class Vectors:
    """Of all rows, side by side; several labels may be learned from them."""

    def __init__(self, found: Sequence[Features], slots: int) -> None:
        vectors = [vector(one, slots) for one in found]
        self.count, self.slots = len(found), slots
        self._row = np.repeat(
            np.arange(len(found), dtype=np.int32), [len(slots) for slots, _ in vectors]
        )
        self._slot = np.concatenate([slots for slots, _ in vectors]).astype(np.int32)
        self._value = np.concatenate([values for _, values in vectors])

    def odds(self, weights: NDArray[np.float32]) -> NDArray[np.floating[Any]]:
        return np.bincount(self._row, self._value * weights[self._slot], self.count) * GAIN

    def slope(self, error: NDArray[np.float32]) -> NDArray[np.floating[Any]]:
        return np.bincount(self._slot, self._value * error[self._row], self.slots) * GAIN


def logistic(rows: Sequence[Row], slots: int) -> tuple[NDArray[np.float32], float]:
    """Both classes weigh the same together."""
    inside: NDArray[np.float32] = np.array([row.inside for row in rows], np.float32)
    weight: NDArray[np.float32] = np.array([row.weight for row in rows], np.float32)
    vectors = Vectors([row.found for row in rows], slots)
    return regression(vectors, inside, _balanced(inside, weight))


def regression(
    vectors: Vectors,
    inside: NDArray[np.float32],
    weight: NDArray[np.float32],
    shrink: float = _SHRINK,
) -> tuple[NDArray[np.float32], float]:
    """Full-batch Adam; `weight` of each row, about 1."""
    weights, bias = np.zeros(vectors.slots, np.float32), np.zeros(1, np.float32)
    steps = [_Adam(weights), _Adam(bias)]
    for round in range(1, _ROUNDS + 1):
        rate = 0.3 if round <= _ROUNDS * 0.6 else 0.1
        odds = vectors.odds(weights) + bias
        error = ((1 / (1 + np.exp(-odds)) - inside) * weight).astype(np.float32)
        slope = (vectors.slope(error) + shrink * weights) / vectors.count
        slopes = (slope.astype(np.float32), np.array([error.mean()], np.float32))
        for parameter, step, one in zip((weights, bias), steps, slopes, strict=True):
            parameter -= step(one, rate)
    return weights, float(bias[0])


class _Adam:
    def __init__(self, parameter: NDArray[np.float32]) -> None:
        self._mean, self._square = np.zeros_like(parameter), np.zeros_like(parameter)
        self._round = 0

    def __call__(self, slope: NDArray[np.float32], rate: float) -> NDArray[np.float32]:
        self._round += 1
        self._mean = 0.9 * self._mean + 0.1 * slope
        self._square = 0.99 * self._square + 0.01 * slope**2
        mean = self._mean / (1 - 0.9**self._round)
        root = np.sqrt(self._square / (1 - 0.99**self._round))
        step: NDArray[np.float32] = (rate * mean / (root + 1e-8)).astype(np.float32)
        return step


def _balanced(inside: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Both classes weigh the same together: the packs themselves are silent on what they lack."""
    ratio = (weight * (1 - inside)).sum() / (weight * inside).sum()
    scaled = weight * np.where(inside > 0, ratio, 1.0)
    balanced: NDArray[np.float32] = (scaled / scaled.mean()).astype(np.float32)
    return balanced
