"""The experts of a catalogue, as the commands name them."""

from __future__ import annotations

from nakshatra.cards import ExpertCard
from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError

HAS_UNITS = ("pack", "gguf")
"""Kinds whose folder holds units."""


def card_of(cards: Catalogue, id: str) -> ExpertCard:
    """Raise `CatalogueError` where there is none."""
    if id not in cards.experts:
        raise CatalogueError(f"no expert {id!r}; there are {', '.join(cards.experts)}")
    return cards.experts[id]
