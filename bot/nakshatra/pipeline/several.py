"""A message that may hold several questions -> their answers, joined; None when it holds one.

People tell a story in several sentences and ask once; so a part counts as a question of its own
only when it names a thing, is surely answered, and the message as a whole does not say otherwise.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from math import log

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.cutting import cut
from nakshatra.knowledge.features import words
from nakshatra.knowledge.likeness import kin
from nakshatra.knowledge.parts import bare, halves
from nakshatra.pipeline.follow import arbiter_of, packs_of
from nakshatra.pipeline.settle import joined
from nakshatra.pipeline.understand import searched
from nakshatra.ports import Expert
from nakshatra.text.scripts import script_of
from nakshatra.types import Answer, Kind, Query, Thread

_SURE, _SURE_OF_MORE = 0.6, 0.5
"""How sure an answer must be to a part that names one thing, and to one that names more."""

_CERTAIN = 0.9
"""How sure both answers must be where the message as a whole was taken for something else."""

_LESS = 0.05
"""By how much less sure than of the whole, where only a comma parts them."""

_OWN, _SHARE, _COMMA = -6.25, 5.0, 3.75
"""Log-odds by the arbiter from which a part asks for what the whole was not taken for, if it were
all of the message; what the logarithm of its share of the words counts, and what a comma costs:
fitted on 351 such parts (docs/decisions/0039-where-two-questions-meet.md, 0041-both-scripts.md)."""

_NAMED = 2
"""Names in each, there: a story stops at commas too."""

_MOST = 2
"""Answers in one reply."""

_BRIEF = 2
"""Words of a part that hardly asks by itself."""


@dataclass(frozen=True, slots=True)
class Several:
    ask: Callable[[Query], Awaitable[Answer]]
    names: Callable[[Query], int]
    """How many words of a question name a thing; 0: it only asks about the last one."""

    joins: Callable[[Answer], bool]
    """Whether an answer may stand beside another expert's."""

    differ: str
    """How to say that sources differ; see `settle`."""

    heard: Callable[[str, str], float | None]
    """Log-odds that a text asks for a unit; None where nobody can tell."""

    cut: Callable[[str], tuple[str, str] | None]
    """Where two questions meet with nothing between them."""

    async def __call__(self, query: Query, whole: Answer) -> Answer | None:
        """`whole`: what the message is answered with as one question."""
        if query.parts and (both := await self._of(query, whole)) is not None:
            return both
        tried = () if query.parts else halves(query.text)
        for half in tried:
            both = await self._of(replace(query, parts=half), whole, surely=True)
            if both is not None:
                return both
        sides = self.cut(query.text)
        if sides is None or bare(sides) in tried:
            return None
        return await self._of(replace(query, parts=sides), whole, surely=True)

    async def _of(self, query: Query, whole: Answer, *, surely: bool = False) -> Answer | None:
        """Of its parts. `surely`: only a comma parts them, so neither may be in doubt, nor much
        less sure than what the message is taken for as one question."""
        kept: list[Answer] = []
        part = replace(query, parts=(), points=True)
        if whole.kind is Kind.ANSWER:
            part = _after(part, query.text, whole)
        for text in query.parts:
            written = replace(query.lang, script=script_of(text))
            part = replace(part, text=text, native=searched(text, written))
            if surely and self.names(part) < _NAMED:
                return None
            answer = await self._answer(part, leans=bool(kept))
            if answer is not None and self._asks(answer, text, query, whole, surely):
                kept += [answer] if _units(answer) not in map(_units, kept) else []
                part = _after(part, text, answer)
        kept = _surest(kept)
        said = {unit for answer in kept for unit in _units(answer)}
        least = max(_CERTAIN, whole.confidence - _LESS) if surely else _CERTAIN
        certain = all(answer.confidence >= least for answer in kept)
        meant = not surely and (whole.kind is not Kind.ANSWER or _meant(said, set(_units(whole))))
        worth = len(kept) > 1 and (certain or meant)
        return joined(kept, self.differ) if worth else None

    def _asks(self, answer: Answer, text: str, query: Query, whole: Answer, surely: bool) -> bool:
        """Whether a part is a question of its own, and not torn out of a story: it is what the
        whole was taken for, or the arbiter hears its unit in it, the surer the less of the message
        it is."""
        units = _units(answer)
        if not set(units).isdisjoint(_units(whole)):
            return True
        heard = self.heard(units[0], text) if units else None
        if heard is None:
            return True
        share = len(text.split()) / len(query.text.split())
        return heard + _SHARE * log(share) - _COMMA * surely >= _OWN

    async def _answer(self, part: Query, *, leans: bool) -> Answer | None:
        """By itself, else leaning on the one before; the other way round where it `leans` in two
        words of which one names a thing: "what subsidy". None when it asks nothing of its own."""
        named = self.names(part)
        if not named:
            return None
        alone = replace(part, previous="", points=False)
        brief = named == 1 and len(words(part.text)) <= _BRIEF
        ways = (part, alone) if leans and brief else (alone, part)
        for query in ways if part.previous else (alone,):
            answer = await self.ask(query)
            if self._counts(named, answer):
                return answer
        return None

    def _counts(self, named: int, answer: Answer) -> bool:
        least = _SURE_OF_MORE if named > 1 else _SURE
        sure = answer.kind is Kind.ANSWER and answer.confidence >= least
        return sure and self.joins(answer)


def asked_by(experts: Mapping[str, Expert], unit: str, text: str) -> float | None:
    """By the arbiter of the packs here; None without one, or of what it has not learned."""
    arbiter = arbiter_of(packs_of(experts))
    return arbiter.unit(unit, text) if arbiter else None


def cut_by(experts: Mapping[str, Expert], text: str) -> tuple[str, str] | None:
    """By the arbiter of the packs here; None without one."""
    arbiter = arbiter_of(packs_of(experts))
    return cut(text, arbiter) if arbiter else None


def may_join(catalogue: Catalogue, answer: Answer) -> bool:
    """Whether it may stand beside another: not of a pack that names nobody to ask, for that is for
    what is caught before, first aid; nor whom to ask, where that is hardly what is asked."""
    card = catalogue.experts.get(answer.expert)
    if card is None or card.kind != "pack":
        return True
    whom = f"{card.id}/{card.unknown}"
    return bool(card.unknown) and (answer.confidence >= _CERTAIN or whom not in _units(answer))


def _surest(kept: Sequence[Answer]) -> list[Answer]:
    """In their order."""
    by_sureness = sorted(range(len(kept)), key=lambda at: -kept[at].confidence)
    return [kept[at] for at in sorted(by_sureness[:_MOST])]


def _meant(said: Set[str], whole: Set[str]) -> bool:
    """Whether the message as a whole was taken for one of the parts' units, or for one that tells
    of all of them in short: the prices of a season for those of two crops."""
    of_all = bool(whole) and all(kin(one, other) for one in said for other in whole)
    return of_all or not said.isdisjoint(whole)


def _after(part: Query, text: str, answer: Answer) -> Query:
    """The next part may lean on what was just answered."""
    thread = Thread(question=text, units=_units(answer), details=part.details)
    return replace(part, previous=text, thread=thread)


def _units(answer: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.id for citation in answer.citations))
