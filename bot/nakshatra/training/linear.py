"""Texts with labels -> a linear model over hashed n-grams of words, trained with Adagrad in numpy.

The score of a text is the sum of its words' vectors, scaled by its number of features, plus a bias.
Every word of the corpus is hashed once; a step looks at each word of its texts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nakshatra.text.ngrams import features, words

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts as rows of word numbers, and words as rows of buckets."""

    tokens: Ints
    token_starts: Ints
    token_counts: Ints
    buckets: Ints
    bucket_starts: Ints
    bucket_counts: Ints
    scales: Floats
    """1 / sqrt(features of the text)."""

    labels: Ints


@dataclass(frozen=True, slots=True)
class Linear:
    weights: Floats
    """buckets x labels"""

    bias: Floats


def corpus(texts: Sequence[str], labels: Sequence[int], bits: int) -> Corpus:
    """Texts without any word are left out."""
    numbers: dict[str, int] = {}
    rows, kept = [], []
    for text, label in zip(texts, labels, strict=True):
        if found := words(text):
            rows.append([numbers.setdefault(word, len(numbers)) for word in found])
            kept.append(label)
    counts = np.array([len(row) for row in rows], np.int64)
    tokens = np.fromiter((token for row in rows for token in row), np.int64, int(counts.sum()))
    buckets, starts, sizes = features(list(numbers), bits)
    token_starts = np.cumsum(counts) - counts
    total = np.add.reduceat(sizes[tokens], token_starts)
    return Corpus(
        tokens, token_starts, counts, buckets, starts, sizes,
        (1 / np.sqrt(total)).astype(np.float32), np.array(kept, np.int64),
    )  # fmt: skip


def train(
    data: Corpus,
    classes: int,
    *,
    bits: int,
    epochs: int,
    rate: float = 0.5,
    batch: int = 4096,
    decay: float = 0.0,
    weight: Floats | None = None,
) -> Linear:
    """`weight`: how much a text of each class counts."""
    model = Linear(np.zeros((1 << bits, classes), np.float32), np.zeros(classes, np.float32))
    squares = np.full(model.weights.shape, 1e-3, np.float32)
    rng = np.random.default_rng(1)
    weight = np.ones(classes, np.float32) if weight is None else weight
    for epoch in range(epochs):
        order = rng.permutation(len(data.labels))
        speed = rate * (1 - epoch / epochs)
        for at in range(0, len(order), batch):
            _step(model, squares, data, order[at : at + batch], speed, decay, weight)
    return model


def probabilities(model: Linear, data: Corpus, batch: int = 8192) -> Floats:
    """texts x labels"""
    parts = []
    for at in range(0, len(data.labels), batch):
        rows = np.arange(at, min(at + batch, len(data.labels)))
        scores, *_ = _forward(model, data, rows)
        parts.append(_softmax(scores))
    return np.concatenate(parts)


def _step(
    model: Linear, squares: Floats, data: Corpus, rows: Ints, rate: float, decay: float,
    weight: Floats,
) -> None:  # fmt: skip
    scores, used, inverse, starts, buckets, sizes = _forward(model, data, rows)
    error = _softmax(scores)
    error[np.arange(len(rows)), data.labels[rows]] -= 1
    error *= weight[data.labels[rows], None]
    model.bias[...] -= rate * 0.1 * error.mean(axis=0)
    error *= data.scales[rows, None]
    per_token = np.repeat(error, data.token_counts[rows], axis=0)
    per_word = _sum_by(per_token, inverse, len(used))
    touched, places = np.unique(buckets, return_inverse=True)
    gradient = _sum_by(np.repeat(per_word, sizes, axis=0), places, len(touched))
    gradient += decay * model.weights[touched]
    squares[touched] += gradient * gradient
    model.weights[touched] -= rate * gradient / np.sqrt(squares[touched])
    assert len(starts) == len(used)


def _forward(
    model: Linear, data: Corpus, rows: Ints
) -> tuple[Floats, Ints, Ints, Ints, Ints, Ints]:
    tokens = data.tokens[_ranges(data.token_starts[rows], data.token_counts[rows])]
    used, inverse = np.unique(tokens, return_inverse=True)
    sizes = data.bucket_counts[used]
    buckets = data.buckets[_ranges(data.bucket_starts[used], sizes)]
    starts = np.cumsum(sizes) - sizes
    vectors = np.add.reduceat(model.weights[buckets], starts, axis=0)
    counts = data.token_counts[rows]
    sums = np.add.reduceat(vectors[inverse], np.cumsum(counts) - counts, axis=0)
    return sums * data.scales[rows, None] + model.bias, used, inverse, starts, buckets, sizes


def _ranges(starts: Ints, counts: Ints) -> Ints:
    """[5, 9], [2, 3] -> [5, 6, 9, 10, 11]"""
    ends = np.cumsum(counts)
    ranges: Ints = np.arange(ends[-1]) + np.repeat(starts - ends + counts, counts)
    return ranges


def _sum_by(values: Floats, owner: Ints, owners: int) -> Floats:
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=owners)
    total: Floats = np.add.reduceat(values[order], np.cumsum(counts) - counts, axis=0)
    return total


def _softmax(scores: Floats) -> Floats:
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    scores /= scores.sum(axis=1, keepdims=True)
    return scores
