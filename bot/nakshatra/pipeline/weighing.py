"""How surely the packs know an answer: beside what the guard's second ear alone hears.

Of the packs alone: they wait for nothing, and they are curated. Not of those that are for what is
caught before any expert: the surer they are, the truer the alarm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from nakshatra.knowledge.odds import FIELD_UNREAD
from nakshatra.pipeline.follow import FromUnits, known
from nakshatra.ports import Expert, Known, Router
from nakshatra.types import Answer, Kind, Query


def knowing(query: Query, experts: Mapping[str, Expert], router: Router) -> Known:
    """Of the message whole, and without what was said before it; looked up once. No alarm gives way
    to a pack that is sure of what is hardly in its field."""
    alone = replace(query, previous="", points=False, parts=(), thread=None)
    asked = {
        id: one
        for id, one in experts.items()
        if isinstance(one, FromUnits) and one.answering.pack.card.unknown
    }
    return cache(lambda: known(alone, asked, router, FIELD_UNREAD))


def is_urgent(caught: Answer | None) -> bool:
    return caught is not None and caught.kind is Kind.EMERGENCY
