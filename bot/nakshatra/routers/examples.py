"""Query -> the experts in whose field it lies, each judged by its own field alone; and one more,
that of the unit which the arbiter hears: who tells what they need in other words than a field's is
in nobody's ("every November we carry father to the treasury to prove that he lives").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nakshatra.knowledge.answering import forms
from nakshatra.knowledge.arbiter import NOTHING, Arbiter, open_arbiter
from nakshatra.knowledge.field import Field, heard, open_field
from nakshatra.knowledge.odds import chance
from nakshatra.registry import Spec
from nakshatra.types import Query, Route

SURE = 0.5
BESIDE = 0.6
"""A question is said to be in a field when that is at least so likely, and at least so likely
compared with the likeliest field."""

ASKED = 0.02
MOST = 8
"""Asking an expert too many costs a millisecond, one too few the answer: this many are asked, each
at least so likely, and what they answer counts as far as the question is in their field."""

_FRAME = 0.5
"""What the question before counts, when this one leans on it."""


class ExamplesRouter:
    def __init__(self, fields: Mapping[str, Field], arbiter: Arbiter | None = None) -> None:
        self._fields, self._arbiter = fields, arbiter

    def route(self, query: Query) -> Sequence[Route]:
        """Experts worth asking, and the one that the arbiter names, however unlikely its field."""
        ranked, named = self._ranked(query), self._named(query)
        likely = {expert for expert, p in ranked[:MOST] if p >= ASKED}
        return [Route(expert, p) for expert, p in ranked if expert in likely or expert == named]

    def fields(self, query: Query) -> Sequence[Route]:
        """Experts in whose field the question is: what `nakshatra route` says."""
        ranked = self._ranked(query)
        least = max(SURE, ranked[0][1] * BESIDE) if ranked else SURE
        return [Route(expert, p) for expert, p in ranked if p >= least]

    def scores(self, query: Query) -> Mapping[str, float]:
        """Every expert's probability that the question is in its field."""
        asked = heard(query.text, query.native)
        odds = {expert: field.score(asked) for expert, field in self._fields.items()}
        if query.previous:
            before = heard(query.previous)
            for expert, field in self._fields.items():
                odds[expert] = max(odds[expert], odds[expert] + _FRAME * field.score(before))
        return {expert: chance(value) for expert, value in odds.items()}

    def _named(self, query: Query) -> str:
        """The expert of the unit that the arbiter finds likeliest; "" without an arbiter, and where
        it hears nothing of ours."""
        arbiter, texts, previous = self._arbiter, forms(query), query.previous
        if arbiter is None or (arbiter.unit(NOTHING, *texts, previous=previous) or 0.0) > 0:
            return ""
        return arbiter.likeliest(*texts, previous=previous).partition("/")[0]

    def _ranked(self, query: Query) -> list[tuple[str, float]]:
        return sorted(self.scores(query).items(), key=lambda pair: pair[1], reverse=True)


def build(spec: Spec) -> ExamplesRouter:
    cards, folders = spec.catalogue.experts, spec.catalogue.folders
    fields = {id: open_field(folders[id], card) for id, card in cards.items()}
    return ExamplesRouter(fields, open_arbiter(frozenset(folders)))
