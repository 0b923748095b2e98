"""A question, its words in order -> how likely each unit of a pack answers it.

The second look beside the linear scorer of index.py, which hears the words and not their order: an
encoder, learned from the same asks (training/readers.py). A pack without one is searched by the
scorer alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nakshatra.knowledge.encoder import PLACES, Encoder, Line
from nakshatra.knowledge.features import Weights, words

THEN = "¶"
"""Stands where a word would, between what was said before and what is said now; no message holds it
as one."""

LEAST = -12.0
"""Of the log-probabilities: what is never meant is not meant, and by how much says nothing."""


@dataclass(frozen=True, slots=True)
class Reader:
    encoder: Encoder
    """Labels: none of the units, then each."""

    units: tuple[str, ...]
    """Their ids."""

    def read(self, *texts: str, previous: str = "") -> Weights:
        """Log-probability of each unit, of the forms of one question together, which may lean on
        the one before. What they leave over is the probability that none of them answers."""
        likely = np.mean([self._of(text, previous) for text in dict.fromkeys(texts)], axis=0)
        whole: Weights = np.maximum(likely - np.logaddexp.reduce(likely), LEAST)[1:]
        return whole

    def _of(self, text: str, previous: str) -> Weights:
        """Of a long question, the piece that is surest of a unit."""
        pieces = [self.encoder.logits(line) for line in lines(words(text), words(previous))]
        return max(
            (logits - np.logaddexp.reduce(logits) for logits in pieces),
            key=lambda likely: float(likely[1:].max()),
        )


def lines(said: tuple[str, ...], before: tuple[str, ...]) -> Iterator[Line]:
    """In pieces that overlap by half; where there is room, after what was said `before`."""
    room = PLACES - len(said)
    if room >= 0:
        led = (*before, THEN) if before else ()
        yield Line(led[max(len(led) - room, 0) :] + said)
        return
    step = PLACES // 2
    for first in range(0, len(said) - step, step):
        yield Line(said[first : first + PLACES])


def line(text: str, before: str = "") -> Line:
    """Its first words, after what was said before: what is learned from is short."""
    return next(lines(words(text)[:PLACES], words(before)))
