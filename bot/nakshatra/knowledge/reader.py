"""A question, its words in order -> how likely each unit of a pack answers it.

The second look beside the linear scorer of index.py, which hears the words and not their order: an
encoder, learned from the same asks (training/readers.py). A pack without one is searched by the
scorer alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nakshatra.knowledge.encoder import PLACES, Encoder, Line
from nakshatra.knowledge.features import Weights, words

LEAST = -12.0
"""Of the log-probabilities: what is never meant is not meant, and by how much says nothing."""


@dataclass(frozen=True, slots=True)
class Reader:
    encoder: Encoder
    """Labels: none of the units, then each."""

    units: tuple[str, ...]
    """Their ids."""

    def read(self, *texts: str) -> Weights:
        """Log-probability of each unit, of the forms of one question together. What they leave over
        is the probability that none of them answers."""
        logits = [self.encoder.logits(line(text)) for text in dict.fromkeys(texts)]
        mean = np.mean(logits, axis=0)
        likely: Weights = np.maximum(mean - np.logaddexp.reduce(mean), LEAST)[1:]
        return likely


def line(text: str) -> Line:
    """Its first words."""
    return Line(tuple(words(text)[:PLACES]))
