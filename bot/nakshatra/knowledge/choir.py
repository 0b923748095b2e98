"""Several encoders -> their logits of one message, read at once.

Most of an encoder's time goes into the calls, and these are as many for one as for all of a shape.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from nakshatra.knowledge.encoder import Encoder, Line, through
from nakshatra.knowledge.features import Weights

_OWN = ("place", "mark", "out", "out_bias", "into_bias")
"""What each encoder adds for itself: marks and labels are not the same number for all."""

_FLAT = ("first", "second", "last")
"""One value for each of the width."""


class Choir:
    def __init__(self, encoders: Sequence[Encoder]) -> None:
        self._encoders = tuple(encoders)
        alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for at, encoder in enumerate(encoders):
            alike[_shape(encoder)].append(at)
        self._groups = [(at, _stacked([encoders[one] for one in at])) for at in alike.values()]

    def logits(self, lines: Sequence[Line]) -> list[Weights]:
        """Of each encoder, of its line: all have the same words, and marks of their own."""
        found = dict(pair for group, part in self._groups for pair in self._of(group, part, lines))
        return [found[at] for at in range(len(self._encoders))]

    def _of(
        self, group: Sequence[int], part: Mapping[str, Weights], lines: Sequence[Line]
    ) -> Iterator[tuple[int, Weights]]:
        some = [(self._encoders[at], lines[at]) for at in group]
        vectors = np.stack([encoder.vectors(line) for encoder, line in some])
        placed = np.stack([encoder.placed(line) for encoder, line in some])
        read = through(vectors @ part["into"] + placed, part)
        for at, (encoder, _), one in zip(group, some, read, strict=True):
            yield at, encoder.told(one)


def _shape(encoder: Encoder) -> tuple[object, ...]:
    return tuple((name, encoder.dense[name].shape) for name in _read(encoder))


def _stacked(encoders: Sequence[Encoder]) -> Mapping[str, Weights]:
    """Encoders x what each has; what is flat stands beside every word."""
    parts = {name: np.stack([e.dense[name] for e in encoders]) for name in _read(encoders[0])}
    return {
        name: part[:, None] if name.rpartition(".")[2] in _FLAT else part
        for name, part in parts.items()
    }


def _read(encoder: Encoder) -> list[str]:
    return sorted(set(encoder.dense) - set(_OWN))
