"""Texts with labels -> the small network that tells languages apart, trained with Adam in numpy.

A word is the sum of its hashed n-grams' rows, cut at zero; words are added up, each as heavy as it
tells; one linear layer reads the language off the sum. What is shipped is identifiers/vectors.py's
Model; here the same is done with slopes. Words are dropped at random, so that no text is judged by
one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from nakshatra.text.ngrams import features, words

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LOUDEST = 4.0
"""Bound of the logarithm of a word's weight, both ways."""

_HASHED = 50_000
"""Words hashed at once."""

_FIRST, _SECOND = 0.9, 0.99
"""Decay of Adam's two means."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts as rows of word numbers, and words as rows of buckets."""

    tokens: Ints
    token_starts: Ints
    token_counts: Ints
    buckets: NDArray[np.int32]
    bucket_starts: Ints
    bucket_counts: Ints
    labels: Ints


@dataclass(slots=True)
class Network:
    """Parameters, all float32; `rows` is buckets x width, `out` width x labels."""

    rows: Floats
    shift: Floats
    """Added to a word before it is cut at zero."""

    tells: Floats
    """Width: how a word says that it tells much."""

    tells_shift: Floats
    out: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class Plan:
    """How one group of languages is trained."""

    bits: int
    """There are 2**bits buckets."""

    width: int
    epochs: int
    drop: float
    """Share of the words that are not heard, anew each time."""

    rate: float = 0.004
    batch: int = 4096


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
    known = list(numbers)
    parts = [features(known[at : at + _HASHED], bits) for at in range(0, len(known), _HASHED)]
    sizes = np.concatenate([part[2] for part in parts])
    return Corpus(
        tokens, np.cumsum(counts) - counts, counts,
        np.concatenate([part[0].astype(np.int32) for part in parts]),
        np.cumsum(sizes) - sizes, sizes, np.array(kept, np.int64),
    )  # fmt: skip


def train(data: Corpus, classes: int, plan: Plan, weight: Floats) -> Network:
    """`weight`: how much a text of each class counts."""
    rng = np.random.default_rng(1)
    network = _fresh(classes, plan, rng)
    adam = _Adam(network)
    steps = plan.epochs * -(-len(data.labels) // plan.batch)
    step = 0
    for _ in range(plan.epochs):
        order = rng.permutation(len(data.labels))
        for at in range(0, len(order), plan.batch):
            rows = order[at : at + plan.batch]
            adam(_slopes(network, data, rows, weight, plan.drop, rng),
                 plan.rate * (1 - step / steps))  # fmt: skip
            step += 1
    return network


def scores(network: Network, data: Corpus, batch: int = 8192) -> Floats:
    """texts x labels, before they are made probabilities."""
    parts = []
    for at in range(0, len(data.labels), batch):
        rows = np.arange(at, min(at + batch, len(data.labels)))
        seen = _forward(network, data, rows, None)
        parts.append(seen.pooled @ network.out + network.bias)
    return np.concatenate(parts)


def _fresh(classes: int, plan: Plan, rng: np.random.Generator) -> Network:
    width = plan.width
    return Network(
        rows=rng.normal(0, 0.1, (1 << plan.bits, width)).astype(np.float32),
        shift=np.zeros(width, np.float32),
        tells=rng.normal(0, width**-0.5, width).astype(np.float32),
        tells_shift=np.zeros(1, np.float32),
        out=rng.normal(0, width**-0.5, (width, classes)).astype(np.float32),
        bias=np.zeros(classes, np.float32),
    )


@dataclass(slots=True)
class _Seen:
    """What one pass leaves for the slopes."""

    used: Ints
    """Words of the batch, each once."""

    token_word: Ints
    token_text: Ints
    kept: Floats
    """1 for a word that is heard, 0 for a dropped one; a token each."""

    buckets: NDArray[np.int32]
    sizes: Ints
    hidden: Floats
    loud: Floats
    """A word's weight."""

    clipped: NDArray[np.bool_]
    total: Floats
    """A text's weights together, and 1."""

    pooled: Floats


def _forward(
    network: Network, data: Corpus, rows: Ints, dropping: tuple[float, np.random.Generator] | None
) -> _Seen:
    counts = data.token_counts[rows]
    tokens = data.tokens[_ranges(data.token_starts[rows], counts)]
    used, token_word = np.unique(tokens, return_inverse=True)
    sizes = data.bucket_counts[used]
    buckets = data.buckets[_ranges(data.bucket_starts[used], sizes)]
    sums = np.add.reduceat(network.rows[buckets], np.cumsum(sizes) - sizes, axis=0)
    sums /= np.sqrt(sizes, dtype=np.float32)[:, None]
    hidden = np.maximum(sums + network.shift, 0)
    says = hidden @ network.tells + network.tells_shift
    loud = np.exp(np.clip(says, -LOUDEST, LOUDEST))
    kept = np.ones(len(tokens), np.float32)
    if dropping is not None:
        kept = (dropping[1].random(len(tokens)) > dropping[0]).astype(np.float32)
    starts = np.cumsum(counts) - counts
    heavy = loud[token_word] * kept
    total = np.add.reduceat(heavy, starts) + 1
    pooled = np.add.reduceat(hidden[token_word] * heavy[:, None], starts, axis=0)
    pooled /= np.sqrt(total)[:, None]
    return _Seen(
        used, token_word, np.repeat(np.arange(len(rows)), counts), kept, buckets, sizes,
        hidden, loud, np.abs(says) >= LOUDEST, total, pooled,
    )  # fmt: skip


def _slopes(
    network: Network, data: Corpus, rows: Ints, weight: Floats, drop: float,
    rng: np.random.Generator,
) -> Network:  # fmt: skip
    """Of the mean weighted cross-entropy, in the shape of the network."""
    seen = _forward(network, data, rows, (drop, rng))
    labels = data.labels[rows]
    error = softmax(seen.pooled @ network.out + network.bias)
    error[np.arange(len(rows)), labels] -= 1
    error *= (weight[labels] / weight[labels].sum())[:, None]
    pooled = error @ network.out.T
    total = -0.5 * (pooled * seen.pooled).sum(axis=1) / seen.total
    pooled /= np.sqrt(seen.total)[:, None]
    per_token = np.concatenate((pooled, total[:, None]), axis=1)[seen.token_text]
    per_token *= seen.kept[:, None]
    per_word = _sum_by(per_token, seen.token_word, len(seen.used))
    says = ((per_word[:, :-1] * seen.hidden).sum(axis=1) + per_word[:, -1]) * seen.loud
    says[seen.clipped] = 0
    hidden = per_word[:, :-1] * seen.loud[:, None] + says[:, None] * network.tells
    hidden[seen.hidden <= 0] = 0
    spread = np.repeat(hidden / np.sqrt(seen.sizes, dtype=np.float32)[:, None], seen.sizes, axis=0)
    touched, places = np.unique(seen.buckets, return_inverse=True)
    table = np.zeros_like(network.rows)
    table[touched] = _sum_by(spread, places, len(touched))
    return Network(
        rows=table,
        shift=hidden.sum(axis=0),
        tells=says @ seen.hidden,
        tells_shift=np.array([says.sum()], np.float32),
        out=seen.pooled.T @ error,
        bias=error.sum(axis=0),
    )


class _Adam:
    """Steps of a whole network."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._means = {f.name: np.zeros_like(getattr(network, f.name)) for f in fields(network)}
        self._squares = {name: np.zeros_like(mean) for name, mean in self._means.items()}
        self._round = 0

    def __call__(self, slopes: Network, rate: float) -> None:
        self._round += 1
        unbias = np.sqrt(1 - _SECOND**self._round) / (1 - _FIRST**self._round)
        for name, mean in self._means.items():
            slope, square = getattr(slopes, name), self._squares[name]
            mean *= _FIRST
            mean += (1 - _FIRST) * slope
            square *= _SECOND
            square += (1 - _SECOND) * slope * slope
            step = np.sqrt(square)
            step += 1e-7
            np.divide(mean, step, out=step)
            step *= np.float32(rate * unbias)
            parameter = getattr(self._network, name)
            parameter -= step


def softmax(scores: Floats) -> Floats:
    chances: Floats = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    return chances


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
