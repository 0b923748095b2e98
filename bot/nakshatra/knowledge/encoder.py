"""The words of a message, in order -> log-odds of labels: layers of attention over hashed words.

Where a bag of words hears what is said, this also hears who did what to whom. A word is the sum of
its features (features.py), so that one nobody has seen is near those that sound or look like it. It
knows neither units nor dangers, only numbered labels; it is learned by training/encoder_fit.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nakshatra.forgetful import forgetful
from nakshatra.knowledge.features import Ids, Weights, of_word

PLACES = 48
"""Words that are read at once."""

HEADS = 4
POOLS = 4
"""Ways in which the words are weighed against each other, at the end."""

GAIN = 4.0
"""Length of a word before it is read."""

EPSILON = 1e-5

_AT_ONCE = 64
"""Lines under way at a time: each is read by several encoders, and taken apart once."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is read at once: at most `PLACES` words."""

    words: tuple[str, ...]
    """Folded."""

    marks: tuple[tuple[int, str], ...] = ()
    """What somebody else heard there: places among the words, and names."""


@dataclass(frozen=True, slots=True)
class Encoder:
    embedding: NDArray[np.int8]
    """Slots (a power of two) x values."""

    scale: Weights
    """Of each value."""

    marks: tuple[str, ...]
    dense: Mapping[str, Weights]
    """The rest, by the names that `through` and the others call; "mark" is marks x width."""

    _mark: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_mark", {name: at for at, name in enumerate(self.marks)})

    def logits(self, line: Line) -> Weights:
        """Of each label; their differences are log-odds."""
        read = through(self.vectors(line) @ self.dense["into"] + self.placed(line), self.dense)
        return self.told(read)

    def pieces(self, said: tuple[str, ...], spans: Iterable[tuple[int, int]]) -> list[Weights]:
        """Logits of each piece of one line, its words taken apart once. No piece is empty, and the
        line has at most `PLACES` words."""
        read = self.vectors(Line(said)) @ self.dense["into"]
        placed = self.placed(Line(said))
        return [
            self.told(through(read[first:end] + placed[: end - first], self.dense))
            for first, end in spans
        ]

    def vectors(self, line: Line) -> Weights:
        """Each word's own values, before they are read; of silence, one word of zeros."""
        if not line.words:
            return np.zeros((1, len(self.scale)), np.float32)
        start, ids, values = _apart(line.words)
        rows = self.embedding[ids & (len(self.embedding) - 1)] * values
        vectors: Weights = np.add.reduceat(rows, start, axis=0) * self.scale
        return vectors

    def placed(self, line: Line) -> Weights:
        """What the places of the words add, and the marks at them."""
        x: Weights = self.dense["place"][: max(len(line.words), 1)] + self.dense["into_bias"]
        for place, name in line.marks:
            if (mark := self._mark.get(name)) is not None:
                x[place] += self.dense["mark"][mark]
        return x

    def told(self, read: Weights) -> Weights:
        """What came `through` -> logits."""
        logits: Weights = read @ self.dense["out"] + self.dense["out_bias"]
        return logits

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """What is shipped."""
        dense = {f"dense.{name}": part.astype(np.float16) for name, part in self.dense.items()}
        return {
            "embedding": self.embedding,
            "scale": self.scale,
            "marks": np.array(self.marks, np.str_),
            **dense,
        }

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Encoder:
        dense = {
            name.removeprefix("dense."): part.astype(np.float32)
            for name, part in arrays.items()
            if name.startswith("dense.")
        }
        marks = tuple(arrays["marks"].tolist())
        return cls(arrays["embedding"], arrays["scale"], marks, dense)


def through(x: Weights, part: Mapping[str, Weights]) -> Weights:
    """Words (... x words x width) -> what the labels are told by (... x (POOLS + 1) width). `part`:
    of one encoder, or of several of one shape, one above the other (choir.py)."""
    for layer in range(sum(name.endswith(".query") for name in part)):
        x = _layer(x, part, f"{layer}.")
    x = _normed(x, part["last"])
    pooled = _shares((x @ part["pool"]).swapaxes(-1, -2)) @ x
    most = x.max(axis=-2, keepdims=True)
    read: Weights = np.concatenate([pooled, most], axis=-2).reshape(*x.shape[:-2], -1)
    return read


def rather(logits: Weights) -> float:
    """Log-odds of any label but the first."""
    return float(np.logaddexp.reduce(logits[1:]) - logits[0])


@forgetful
@lru_cache(maxsize=_AT_ONCE)
def _apart(words: tuple[str, ...]) -> tuple[Ids, Ids, Weights]:
    """Where the features of each word begin, the features of all, and what each counts."""
    found = [of_word(word) for word in words]
    start = np.cumsum([0, *(len(one.ids) for one in found[:-1])])
    ids = np.concatenate([one.ids for one in found])
    values = np.concatenate([one.weights * _gain(one.weights) for one in found])
    return start, ids, values[:, None]


def _gain(weights: Weights) -> np.float32:
    return np.float32(GAIN / max(float(np.sqrt(weights @ weights)), EPSILON))


def _layer(x: Weights, part: Mapping[str, Weights], name: str) -> Weights:
    asked = _normed(x, part[f"{name}first"]) @ part[f"{name}query"]
    heads = asked.reshape(*x.shape[:-1], 3, HEADS, -1)
    query, key, value = (heads[..., one, :, :].swapaxes(-2, -3) for one in range(3))
    shares = _shares(query @ key.swapaxes(-1, -2) * np.float32(query.shape[-1] ** -0.5))
    told = (shares @ value).swapaxes(-2, -3).reshape(x.shape) @ part[f"{name}join"]
    joined: Weights = x + told
    wide = np.maximum(_normed(joined, part[f"{name}second"]) @ part[f"{name}wide"], 0)
    layered: Weights = joined + wide @ part[f"{name}narrow"]
    return layered


def _normed(x: Weights, weight: Weights) -> Weights:
    squares = np.einsum("...i,...i->...", x, x)[..., None] / np.float32(x.shape[-1])
    normed: Weights = x * weight / np.sqrt(squares + EPSILON)
    return normed


def _shares(scores: Weights) -> Weights:
    """Along the last axis, together 1."""
    shares: Weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares /= shares.sum(axis=-1, keepdims=True)
    return shares
