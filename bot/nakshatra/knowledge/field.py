"""A pack -> how likely a question is in its field; learned from its own examples against everyday
speech, so that adding or removing an expert changes no other.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nakshatra.knowledge.background import rarity
from nakshatra.knowledge.features import Features, features
from nakshatra.knowledge.linear import Example, Linear, fit
from nakshatra.knowledge.outside import outside
from nakshatra.knowledge.units import Pack

_EXAMPLE = 2.0
"""What an example of the card counts beside a unit's way of asking: it is wider."""


def learn(pack: Pack) -> Linear:
    """A scorer of one label: 1 = in the field."""
    asked = [
        line
        for unit in pack.units.values()
        for text in unit.texts.values()
        for line in (text.title, *text.asks)
    ]
    return fit(
        [Example(heard(text), 0, _EXAMPLE) for text in pack.card.examples]
        + [Example(heard(text), 0) for text in asked]
        + [Example(heard(text), -1) for text in outside()],
        1,
    )


def heard(*texts: str) -> Features:
    """Features of the forms of a question; words of everyday speech count little."""
    found = features(*texts)
    return replace(found, weights=found.weights * rarity(found.ids))


def probability(score: float) -> float:
    return float(1 / (1 + np.exp(-(SLOPE * (score - MIDDLE)))))


SLOPE, MIDDLE = 9.0, 0.35
"""Fitted on held-out questions (docs/decisions/routing.md)."""
