"""A query -> a pack's own answer: finds the units, fills their facts, dates them, cites them.

What `pack` says and what `gguf` falls back to. None when no unit fits and the pack names no unit
that says whom to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.index import Hit, Index
from nakshatra.knowledge.parts import parts
from nakshatra.knowledge.render import citations, dated, language_of, text_of
from nakshatra.knowledge.units import Pack, Unit, read_pack
from nakshatra.knowledge.weights import open_index
from nakshatra.text.emoji import without_emoji
from nakshatra.types import Answer, Kind, Lang, Query

Clock = Callable[[], date]

SURE = 0.25
"""A unit is said from this probability on (docs/decisions/0008-retrieval.md)."""

NEAR = 0.15
"""A unit that is less likely than SURE but not than this is offered by its title."""

_SECOND = 0.6
"""A part of the question gets an answer of its own only when this sure of it."""


def today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Answering:
    pack: Pack
    index: Index
    catalogue: Catalogue
    clock: Clock = today

    def find(self, query: Query) -> list[Hit]:
        """The units that answer it, surest first: one, or one for each of two questions."""
        hits = self.index.search(*forms(query), previous=query.previous)
        sure = [hit for hit in hits[:1] if hit.p >= SURE]
        if query.previous:
            return sure
        found = {hit.unit.id: hit for hit in sure}
        for part in parts(query.text):
            for hit in self.index.search(part, limit=1):
                if hit.p >= _SECOND:
                    found.setdefault(hit.unit.id, hit)
        return list(found.values())[:2]

    def answer(self, query: Query) -> Answer | None:
        hits = self.find(query)
        if not hits:
            return self.whom_to_ask(query)
        answers = [self.say(hit.unit, query.lang.code, hit.p) for hit in hits]
        return answers[0] if len(answers) == 1 else _joined(answers)

    def say(self, unit: Unit, code: str, confidence: float) -> Answer:
        """The unit in its own words; in a language this person is likely to read when it lacks
        theirs, and then it says so."""
        spoken = language_of(unit, self.catalogue.readable(code))
        text = text_of(unit, spoken)
        last_known = self.catalogue.phrase("last_known", spoken)
        return Answer(
            expert=self.pack.id,
            text=dated(text.answer, unit, self.clock(), last_known),
            short=dated(text.short, unit, self.clock(), last_known),
            lang=self._lang(spoken),
            confidence=confidence,
            citations=citations(unit, spoken),
        )

    def whom_to_ask(self, query: Query) -> Answer | None:
        """Says that it does not know, what it knows that comes near, and the card's `unknown`."""
        if not self.pack.card.unknown:
            return None
        unit = self.pack.units[self.pack.card.unknown]
        spoken = language_of(unit, self.catalogue.readable(query.lang.code))
        lines = (
            self.catalogue.phrase("not_covered", spoken),
            self._near(query, spoken),
            text_of(unit, spoken).short,
        )
        return Answer(
            expert=self.pack.id,
            text=" ".join(filter(None, lines)),
            lang=self._lang(spoken),
            confidence=0.0,
            kind=Kind.UNKNOWN,
            citations=citations(unit, spoken),
        )

    def _near(self, query: Query, code: str) -> str:
        """The titles that come near; one with a number is left out: nothing would ground it."""
        hits = self.index.search(*forms(query), previous=query.previous, limit=2)
        titles = [text_of(hit.unit, code).title for hit in hits if hit.p >= NEAR]
        plain = [title for title in titles if not any(map(str.isdigit, title))]
        if not plain:
            return ""
        return self.catalogue.phrase("did_you_mean", code).replace("{titles}", "; ".join(plain))

    def _lang(self, code: str) -> Lang:
        card = self.catalogue.languages.get(code)
        return Lang(code, card.scripts[0] if card else "Latn")


def open_answering(expert: str, catalogue: Catalogue, clock: Clock = today) -> Answering:
    """Raise `CatalogueError` when the pack's folder has a fault."""
    folder = catalogue.folders[expert]
    pack = read_pack(folder, catalogue.experts[expert])
    return Answering(pack, open_index(folder, pack), catalogue, clock)


def forms(query: Query) -> Sequence[str]:
    """The question as typed, without emoji, and as it is searched."""
    return tuple(dict.fromkeys((without_emoji(query.text), query.native)))


def _joined(answers: Sequence[Answer]) -> Answer:
    """Two questions of one message, answered one after the other."""
    return Answer(
        expert=answers[0].expert,
        text="\n\n".join(answer.text for answer in answers),
        short=" ".join(answer.short for answer in answers),
        lang=answers[0].lang,
        confidence=min(answer.confidence for answer in answers),
        citations=tuple(dict.fromkeys(c for answer in answers for c in answer.citations)),
    )
