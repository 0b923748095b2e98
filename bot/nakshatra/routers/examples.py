"""Query -> the experts in whose field it lies, each judged by its own examples alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nakshatra.knowledge.field import heard, learn, probability
from nakshatra.knowledge.linear import Linear
from nakshatra.knowledge.units import read_pack
from nakshatra.registry import Spec
from nakshatra.types import Query, Route

_FRAME = 0.5
"""What the question before counts when this one leans on it."""

SURE = 0.5
MOST = 3
"""Experts asked about one question."""


class ExamplesRouter:
    def __init__(self, fields: Mapping[str, Linear]) -> None:
        self._fields = fields

    def route(self, query: Query) -> Sequence[Route]:
        scored = self.scores(query)
        routes = [Route(expert, p) for expert, p in scored.items() if p >= SURE]
        return sorted(routes, key=lambda route: route.score, reverse=True)[:MOST]

    def scores(self, query: Query) -> Mapping[str, float]:
        """Every expert's probability."""
        now = heard(query.text, query.native)
        before = heard(query.previous) if query.previous else None
        found = {}
        for expert, linear in self._fields.items():
            score = float(linear.score(now)[0])
            if before is not None:
                score = max(score, score + _FRAME * float(linear.score(before)[0]))
            found[expert] = probability(score)
        return found


def build(spec: Spec) -> ExamplesRouter:
    cards, folders = spec.catalogue.experts, spec.catalogue.folders
    return ExamplesRouter({id: learn(read_pack(folders[id], cards[id])) for id in cards})
