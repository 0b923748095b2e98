"""Words whose letters are labelled with chunks -> a `Network`: Adam, numpy only, seeded.

The same rows give the same network on the same machine; another processor may round otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nakshatra.text.network import Floats, Network, windows_of

_WIDTH = 20
_BATCH = 2048
_RATE = 3e-3
_WARM = 200
"""Steps in which the rate rises."""

_FOLLOWS = 0.18
"""How much of the log-odds of two neighbouring chunks counts beside the letters."""


@dataclass(frozen=True, slots=True)
class Row:
    word: str
    chunks: Sequence[str]
    """One for each letter of `word`."""

    weight: float


@dataclass(frozen=True, slots=True)
class Shape:
    radius: int
    units: int
    epochs: int
    fewest: int
    """Rows that a chunk must stand in."""


def fit(rows: Sequence[Row], letters: str, shape: Shape) -> Network:
    """Rows with rare chunks or unknown letters are left out."""
    counted = Counter(chunk for row in rows for chunk in set(row.chunks))
    chunks = tuple(sorted(c for c, n in counted.items() if n >= shape.fewest or c == ""))
    place = {chunk: at for at, chunk in enumerate(chunks)}
    known = {letter: at for at, letter in enumerate(letters, 1)}
    kept = [
        row
        for row in rows
        if all(c in place for c in row.chunks) and all(c in known for c in row.word)
    ]
    windows = windows_of([[known[c] for c in row.word] for row in kept], shape.radius)
    labels = np.array([place[c] for row in kept for c in row.chunks])
    weights = np.repeat(
        np.array([row.weight for row in kept], np.float32), [len(row.word) for row in kept]
    )
    parts = _descend(windows, labels, weights, len(letters) + 1, len(chunks), shape)
    follows = _neighbours(kept, place)
    embedding, hidden, hidden_bias, out, out_bias = parts
    return Network(known, chunks, embedding, hidden, hidden_bias, out, out_bias, follows)


def _descend(
    windows: NDArray[np.int16],
    labels: NDArray[np.int64],
    weights: Floats,
    letters: int,
    chunks: int,
    shape: Shape,
) -> list[Floats]:
    rng = np.random.default_rng(7)
    seen = windows.shape[1] * _WIDTH

    def drawn(rows: int, columns: int, spread: float) -> Floats:
        return (rng.standard_normal((rows, columns)) * spread).astype(np.float32)

    parts = [
        drawn(letters, _WIDTH, 0.5),
        drawn(seen, shape.units, 2 / np.sqrt(seen)),
        np.zeros(shape.units, np.float32),
        drawn(shape.units, chunks, 1 / np.sqrt(shape.units)),
        np.zeros(chunks, np.float32),
    ]
    mean = [np.zeros_like(part) for part in parts]
    square = [np.zeros_like(part) for part in parts]
    weights = weights / weights.mean()
    steps = shape.epochs * -(-len(labels) // _BATCH)
    step = 0
    for _ in range(shape.epochs):
        order = rng.permutation(len(labels))
        for at in range(0, len(order), _BATCH):
            batch = order[at : at + _BATCH]
            step += 1
            rate = _RATE * min(1.0, step / _WARM) * max(0.02, 1 - step / steps)
            slopes = _slopes(parts, windows[batch], labels[batch], weights[batch])
            for part, slope, m, v in zip(parts, slopes, mean, square, strict=True):
                m += 0.1 * (slope - m)
                v += 0.01 * (slope * slope - v)
                bent = (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8)
                part -= (rate * bent).astype(np.float32)
    return parts


def _slopes(
    parts: Sequence[Floats], windows: NDArray[np.int16], labels: NDArray[np.int64], weights: Floats
) -> list[Floats]:
    embedding, hidden, hidden_bias, out, out_bias = parts
    seen = embedding[windows].reshape(len(windows), -1)
    units = np.maximum(seen @ hidden + hidden_bias, 0)
    off = units @ out + out_bias
    off -= off.max(axis=1, keepdims=True)
    np.exp(off, out=off)
    off /= off.sum(axis=1, keepdims=True)
    off[np.arange(len(labels)), labels] -= 1
    off *= (weights / len(labels))[:, None]
    back = off @ out.T
    back *= units > 0
    below = (back @ hidden.T).reshape(-1, embedding.shape[1])
    letters = np.zeros((below.shape[0], len(embedding)), np.float32)
    letters[np.arange(below.shape[0]), windows.ravel()] = 1
    return [letters.T @ below, seen.T @ back, back.sum(axis=0), units.T @ off, off.sum(axis=0)]


def _neighbours(rows: Sequence[Row], place: dict[str, int]) -> Floats:
    """Damped log-odds of a chunk after the last one that was not silent."""
    size = len(place)
    seen = np.zeros((size + 1, size))
    silent = place[""]
    for row in rows:
        before = size
        for chunk in row.chunks:
            here = place[chunk]
            seen[before, here] += row.weight
            if here != silent:
                before = here
    alone = seen.sum(axis=0) + 1
    share = alone / alone.sum()
    smooth = (seen + 20 * share) / (seen.sum(axis=1, keepdims=True) + 20)
    follows: Floats = (_FOLLOWS * np.log(smooth / share)).astype(np.float32)
    return follows
