"""Lines with labels -> tables of one width, as the encoder is learned from.

Every word stands once, with its features; a line is the numbers of its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.encoder import PLACES, Line
from nakshatra.knowledge.features import Weights, of_word

_FEATURES = 64
"""Of a word, at most; the rest of a longer one is not learned from."""

_MARKS = 32
"""Of a line, at most."""

Table = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Rows:
    slots: Table
    """Words x `_FEATURES`, hashes of 31 bits; word 0 is no word."""

    values: Weights
    """Of each feature; 0 where there is none."""

    words: Table
    """Lines x `PLACES`: numbers of words, 0 after the last."""

    marks: Table
    """Lines x `_MARKS`: numbers of marks from 1; 0 is none."""

    places: Table
    """Of each of `marks`, the word it stands at."""

    names: NDArray[np.str_]
    """Of the marks from 1."""

    labels: Table
    weights: Weights

    @classmethod
    def of(cls, lines: Sequence[Line], labels: Sequence[int], weights: Weights) -> Rows:
        numbers: dict[str, int] = {}
        names = sorted({name for line in lines for _, name in line.marks})
        mark = {name: at for at, name in enumerate(names, 1)}
        words = np.zeros((len(lines), PLACES), np.int32)
        marks = np.zeros((len(lines), _MARKS), np.int32)
        places = np.zeros_like(marks)
        for row, line in enumerate(lines):
            said = [numbers.setdefault(word, len(numbers) + 1) for word in line.words[:PLACES]]
            words[row, : len(said)] = said
            some = line.marks[:_MARKS]
            marks[row, : len(some)] = [mark[name] for _, name in some]
            places[row, : len(some)] = [place for place, _ in some]
        slots, values = _features(numbers)
        known = np.array(names, np.str_)
        return cls(slots, values, words, marks, places, known, np.array(labels, np.int32), weights)

    def some(self, chosen: NDArray[np.intp]) -> Rows:
        """These lines; the words stay."""
        return Rows(
            self.slots,
            self.values,
            self.words[chosen],
            self.marks[chosen],
            self.places[chosen],
            self.names,
            self.labels[chosen],
            self.weights[chosen],
        )


def _features(numbers: Mapping[str, int]) -> tuple[Table, Weights]:
    slots = np.zeros((len(numbers) + 1, _FEATURES), np.int32)
    values = np.zeros(slots.shape, np.float32)
    for word, at in numbers.items():
        found = of_word(word)
        count = min(len(found.ids), _FEATURES)
        slots[at, :count] = found.ids[:count] & 0x7FFFFFFF
        values[at, :count] = found.weights[:count]
    return slots, values
