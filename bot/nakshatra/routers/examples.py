"""Query -> the experts in whose field it lies, each judged by its own field alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

from nakshatra.knowledge.field import Field, heard, open_field
from nakshatra.registry import Spec
from nakshatra.types import Query, Route

SURE = 0.5
BESIDE = 0.6
"""A further expert is asked when it is at least this likely, compared with the likeliest."""

MOST = 3
"""Experts asked about one question."""

_FRAME = 0.5
"""What the question before counts, when this one leans on it."""


class ExamplesRouter:
    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = fields

    def route(self, query: Query) -> Sequence[Route]:
        scored = sorted(self.scores(query).items(), key=lambda pair: pair[1], reverse=True)
        enough = max(SURE, scored[0][1] * BESIDE) if scored else 1.0
        return [Route(expert, p) for expert, p in scored[:MOST] if p >= enough]

    def scores(self, query: Query) -> Mapping[str, float]:
        """Every expert's probability that the question is in its field."""
        now = heard(query.text, query.native)
        odds = {expert: field.score(now) for expert, field in self._fields.items()}
        if query.previous:
            before = heard(query.previous)
            for expert, field in self._fields.items():
                odds[expert] = max(odds[expert], odds[expert] + _FRAME * field.score(before))
        return {expert: _probability(value) for expert, value in odds.items()}


def build(spec: Spec) -> ExamplesRouter:
    cards, folders = spec.catalogue.experts, spec.catalogue.folders
    return ExamplesRouter({id: open_field(folders[id], card) for id, card in cards.items()})


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, odds))))
