"""A mere name that several fields know ("pension", "loan") -> which of their topics is meant.

A pack is sure of the one topic it has under a name; that says nothing of the other packs' topics.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from nakshatra.catalogue import Catalogue, words_of
from nakshatra.knowledge.answering import Answering, forms
from nakshatra.knowledge.odds import FIELD_UNREAD, in_field
from nakshatra.knowledge.render import language_of, text_of
from nakshatra.knowledge.units import Pack, Unit
from nakshatra.types import Answer, Kind, Query, Route

_KNOWS = 0.45
"""Probability from which a field has a topic of that name."""

_OWN = 0.5
"""Probability that it lies in the field at all, from which that field's topics count: nobody who
writes "snake" means the insurance of who dies of one."""

_CLEAR = 1.8
"""How much likelier than in the next field it is in the one that alone is meant."""

_EACH, _MOST = 2, 5
"""Topics of one field, and in all, that are named: one breath."""


@dataclass(frozen=True, slots=True)
class Bare:
    packs: Mapping[str, Answering]
    catalogue: Catalogue

    def __call__(self, query: Query, routes: Sequence[Route]) -> Answer | None:
        """The bot's question; None when more than a name was said, or one field alone knows it."""
        if query.about or len(words_of(query.text)) != 1:
            return None
        own = [one for one in routes if one.score >= _OWN and one.expert in self.packs]
        found = [self._topics(query, route) for route in own]
        fields = sorted((one for one in found if one), key=lambda one: one[0][0], reverse=True)
        if len(fields) < self._needed(fields) or fields[0][0][0] >= _CLEAR * fields[1][0][0]:
            return None
        in_turn = chain.from_iterable(zip_longest(*fields))
        titles = [self._title(one[1], query.lang.code) for one in in_turn if one]
        plain = [title for title in titles if not any(map(str.isdigit, title))][:_MOST]
        asked = self.catalogue.phrase("did_you_mean", query.lang.code)
        return Answer(
            expert="",
            text=asked.replace("{titles}", "; ".join(plain)),
            lang=query.lang,
            confidence=fields[0][0][0],
            kind=Kind.QUESTION,
        )

    def _needed(self, fields: Sequence[Sequence[tuple[float, Unit]]]) -> int:
        """Fields that must know it. One more where first aid is one of them: who writes "snake" is
        not asked whether a cow was meant, nor who writes "poison" whether a banned pesticide."""
        return 2 if all(self._pack(one).card.unknown for one in fields) else 3

    def _pack(self, topics: Sequence[tuple[float, Unit]]) -> Pack:
        return self.packs[topics[0][1].expert].pack

    def _topics(self, query: Query, route: Route) -> Sequence[tuple[float, Unit]]:
        """Of one field, the likeliest first; none when none is likely enough to be meant."""
        hits = self.packs[route.expert].index.search(*forms(query), limit=_EACH)
        sure = [hit for hit in hits if hit.p >= _KNOWS]
        likely = [(in_field(hit.p, route.score, FIELD_UNREAD), hit.unit) for hit in sure]
        return likely if likely and likely[0][0] >= _KNOWS else ()

    def _title(self, unit: Unit, code: str) -> str:
        return text_of(unit, language_of(unit, self.catalogue.readable(code))).title
