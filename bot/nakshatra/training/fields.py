"""A pack's own texts, and labelled questions of many languages -> its field's weights.

Each field is learned apart: the other packs' folders are not read. The labelled questions
(../shared/train/native, rows with `domain`) leave only weights behind, no text.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nakshatra.errors import CatalogueError
from nakshatra.knowledge.features import Features
from nakshatra.knowledge.field import Field, asked, heard, words
from nakshatra.knowledge.linear import quantised, vector
from nakshatra.knowledge.outside import outside
from nakshatra.knowledge.units import Pack

SLOTS = 1 << 17
"""128 KB a field: it has words of two dozen languages in it."""

_ROWS, _OUTSIDE_ROWS = 300, 600
"""Labelled rows of each language taken of one domain, and of none of ours."""

_NONE = frozenset(("other", "smalltalk"))
_COMMANDS = ("indicvoices/everyday-tasks", "hinglish-top")

_ROUNDS = 40
_SHRINK = 2.0
_GAIN = 5.0
"""Scores are read this many times larger: vectors have length 1, log-odds have not."""

_EXAMPLE, _ASK, _WORD, _OUTSIDE = 4.0, 2.0, 1.0, 3.0
"""What a text of the folder, or an everyday sentence, counts beside a labelled row."""

_FRAMES = (
    "what is {}", "what causes {}", "how to treat {}", "can {} cause {}", "is {} safe", "{} and {}",
    "information about {}", "tell me about {}", "{} management", "{} in {}", "best {} for {}",
    "how to get {}", "{} problem", "{} kaise", "{} ka kya kare", "{} ki jankari", "{} me {}",
    "{} कैसे", "{} में {}", "{} के बारे में बताइए", "क्या {} से {} होता है", "{} का उपाय",
)  # fmt: skip
"""Ways to ask with a word of the field in them."""


@dataclass(frozen=True, slots=True)
class Labelled:
    found: Features
    domains: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Row:
    found: Features
    inside: bool
    weight: float


def labelled(data: Path) -> list[Labelled]:
    """A sample of each language's labelled questions, every domain as far as it goes."""
    files = sorted((data / "native").glob("*.jsonl.gz"))
    if not files:
        raise CatalogueError(f"{data}/native holds no *.jsonl.gz; give the training data's folder")
    rows = [row for path in (*files, data / "roman" / "hi.jsonl.gz") for row in _sample(path)]
    return [Labelled(heard(text), domains) for text, domains in rows]


def train(pack: Pack, folder: Path, rows: Sequence[Labelled]) -> Field:
    """Logistic regression of "in the field" on the hashed features."""
    own = [*_own(pack, words(folder)), *(_Row(heard(t), False, _OUTSIDE) for t in outside())]
    domains = frozenset(pack.card.domains)
    others = [_Row(row.found, bool(domains & row.domains), 1.0) for row in rows]
    weights, bias = _logistic([*own, *others])
    return Field(quantised(weights[:, None]), _GAIN, -bias / _GAIN)


def _own(pack: Pack, field_words: Sequence[str]) -> Iterator[_Row]:
    chance = random.Random(0)
    yield from (_Row(heard(text), True, _EXAMPLE) for text in pack.card.examples)
    yield from (_Row(heard(text), True, _ASK) for text in asked(pack))
    for word in field_words:
        yield _Row(heard(word), True, _WORD)
        for frame in chance.sample(_FRAMES, 2):
            other = chance.choice(list(field_words))
            yield _Row(heard(frame.replace("{}", word, 1).replace("{}", other)), True, _WORD)


def _logistic(rows: Sequence[_Row]) -> tuple[NDArray[np.float32], float]:
    """Full-batch Adam; both classes weigh the same together."""
    loss = _Loss(rows)
    weights, bias = np.zeros(SLOTS, np.float32), np.zeros(1, np.float32)
    steps = [_Adam(weights), _Adam(bias)]
    for round in range(1, _ROUNDS + 1):
        rate = 0.3 if round <= _ROUNDS * 0.6 else 0.1
        for parameter, step, slope in zip(
            (weights, bias), steps, loss.slopes(weights, bias), strict=True
        ):
            parameter -= step(slope, rate)
    return weights, float(bias[0])


class _Loss:
    def __init__(self, rows: Sequence[_Row]) -> None:
        vectors = [vector(row.found, SLOTS) for row in rows]
        self._row = np.repeat(
            np.arange(len(rows), dtype=np.int32), [len(slots) for slots, _ in vectors]
        )
        self._slot = np.concatenate([slots for slots, _ in vectors]).astype(np.int32)
        self._value = np.concatenate([values for _, values in vectors])
        self._inside: NDArray[np.float32] = np.array([row.inside for row in rows], np.float32)
        self._weight = _balanced(self._inside, np.array([row.weight for row in rows], np.float32))

    def slopes(
        self, weights: NDArray[np.float32], bias: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        count = len(self._inside)
        odds = np.bincount(self._row, self._value * weights[self._slot], count) * _GAIN + bias
        error = ((1 / (1 + np.exp(-odds)) - self._inside) * self._weight).astype(np.float32)
        slope = np.bincount(self._slot, self._value * error[self._row], SLOTS) * _GAIN
        return (
            ((slope + _SHRINK * weights) / count).astype(np.float32),
            np.array([error.mean()], np.float32),
        )


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


def _sample(path: Path) -> list[tuple[str, frozenset[str]]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [(row["text"], _domains(row)) for row in map(json.loads, lines)]
    except (OSError, ValueError, KeyError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    random.Random(0).shuffle(rows)
    taken: Counter[frozenset[str]] = Counter()
    sample = []
    for text, domains in rows:
        if domains and taken[domains] < (_OUTSIDE_ROWS if domains & _NONE else _ROWS):
            taken[domains] += 1
            sample.append((text, domains))
    return sample


def _domains(row: Mapping[str, Any]) -> frozenset[str]:
    """As labelled; commands to a phone are outside even where nobody labelled them."""
    commands = str(row["source"]).startswith(_COMMANDS)
    return frozenset(row.get("domain") or (["other"] if commands else ()))
