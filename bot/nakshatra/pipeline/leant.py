"""A message that nothing surely answers as it stands -> its answer when it is read after the last
question: "my brother's name is not on the list, what can he do".

Talk of anything else is not dragged along: the less the message alone says of a pack's topics, the
surer that pack must be.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from math import exp

from nakshatra.knowledge.answering import Answering, forms
from nakshatra.knowledge.arbiter import NOTHING
from nakshatra.knowledge.likeness import kin
from nakshatra.knowledge.odds import odds
from nakshatra.pipeline.follow import arbiter_of
from nakshatra.ports import Guard
from nakshatra.types import Answer, Kind, Query, Thread

_ALONE = 0.9
"""Probability from which a message needs no question before it."""

_MEANT, _WORTH = 0.3, -0.5
"""What it counts, beside the answer's log-odds, that the message alone means some topic of the
pack, and what both must come to: fitted on second messages that nobody had learned
(docs/decisions/0035-more-ways-of-asking.md)."""


_SURELY = 0.98
"""Probability from which a message is taken for more of the last topic only where the arbiter takes
it so too."""

_STAYS, _STAYS_UNKNOWN = 0.85, 0.9
"""Probability by the reader, which reads a message after the question before, from which the topic
is still the same, though the message alone is another's: "is insurance with it too"; and though
nobody knows it alone."""


_TOLD, _SAYS_NOTHING = 2.0, 0.5
"""Log-odds by the arbiter, after the question before, of a unit that nobody hears in the message
alone; and what it takes from them that the message alone is nothing of ours: "when does Virat play
next", after dengue."""


@dataclass(frozen=True, slots=True)
class Leant:
    ask: Callable[[Query], Awaitable[Answer]]
    guard: Guard
    packs: Mapping[str, Answering]

    async def __call__(self, query: Query, alone: Answer) -> Answer:
        """`alone`: the answer to it as it stands; it stays where the other is less sure. What both
        together ask for may be refused: a dose, after the medicine."""
        if query.thread is None or not self._may_lean(query):
            return alone
        before = query.thread.question
        if self._stays(query, query.thread, alone):
            read = await self.ask(replace(query, parts=(), about=query.thread.units[0]))
        elif unit := self._told(query, before, alone):
            read = await self.ask(replace(query, parts=(), about=unit))
        elif _is_unsure(alone):
            read = await self.ask(replace(query, parts=(), points=False, previous=before))
            if not self._worth(query, alone, read):
                return alone
        else:
            return alone
        together = f"{before} {query.text}"
        caught = self.guard.before(replace(query, text=together, native=together))
        if caught is not None and caught.kind is Kind.REFUSAL:
            return caught
        return _threaded(read, query.thread, query)

    def _stays(self, query: Query, thread: Thread, alone: Answer) -> bool:
        """Of what nobody knows alone, or another topic answers less surely than can be."""
        expert, _, id = next(iter(thread.units), "").partition("/")
        pack = self.packs.get(expert)
        if pack is None or pack.index.reader is None or id not in pack.pack.units:
            return False
        if alone.kind is not Kind.UNKNOWN and not self._gives_way(query, thread, alone):
            return False
        least = _STAYS_UNKNOWN if alone.kind is Kind.UNKNOWN else _STAYS
        read = pack.index.reader.read(*forms(query), previous=thread.question)
        at = pack.index.units.index(pack.pack.units[id])
        return exp(float(read[at])) >= least

    def _told(self, query: Query, before: str, alone: Answer) -> str:
        """The unit that the arbiter surely hears in a message after the question before, where
        nobody knows it alone; "" where there is none."""
        arbiter = arbiter_of(self.packs)
        if alone.kind is not Kind.UNKNOWN or arbiter is None:
            return ""
        unit = arbiter.likeliest(*forms(query), previous=before)
        nothing = arbiter.unit(NOTHING, *forms(query)) or 0.0
        told = arbiter.unit(unit, *forms(query), previous=before) or 0.0
        known = unit.partition("/")[0] in self.packs
        return unit if known and told - _SAYS_NOTHING * nothing >= _TOLD else ""

    def _gives_way(self, query: Query, thread: Thread, alone: Answer) -> bool:
        """Whether it is of another unit, and not of the surest, or the arbiter too hears the topic
        in it after the question before."""
        unit, arbiter = thread.units[0], arbiter_of(self.packs)
        if alone.kind is not Kind.ANSWER or unit in {c.id for c in alone.citations}:
            return False
        if alone.confidence < _SURELY or arbiter is None:
            return alone.confidence < _SURELY
        return arbiter.likeliest(*forms(query), previous=thread.question) == unit

    def _may_lean(self, query: Query) -> bool:
        """Not on what was caught before any expert was asked: what follows first aid is told it
        again (pressing.py)."""
        thread = query.thread
        if query.about or thread is None or thread.asks or not thread.question:
            return False
        if any(self._is_first_aid(unit) for unit in thread.units):
            return False
        asked = replace(query, text=thread.question, native=thread.question)
        return self.guard.before(asked) is None

    def _is_first_aid(self, unit: str) -> bool:
        pack = self.packs.get(unit.partition("/")[0])
        return pack is not None and not pack.pack.card.unknown

    def _worth(self, query: Query, alone: Answer, read: Answer) -> bool:
        pack = self.packs.get(read.expert.partition("+")[0])
        if read.kind is not Kind.ANSWER or pack is None or not pack.pack.card.unknown:
            return False
        if alone.kind is Kind.ANSWER and alone.confidence > read.confidence:
            return False
        return odds(read.confidence) + _MEANT * pack.index.meant(*forms(query)) >= _WORTH


def _is_unsure(alone: Answer) -> bool:
    if alone.kind is Kind.ANSWER:
        return alone.confidence < _ALONE
    return alone.kind is Kind.UNKNOWN


def _threaded(read: Answer, before: Thread, query: Query) -> Answer:
    """The question that was leant on stays the one to lean on while its topic does."""
    units = tuple(dict.fromkeys(citation.id for citation in read.citations))
    if not any(kin(one, other) for one in units for other in before.units):
        return read
    leant = Thread(question=before.question, units=units, asked=query.native)
    return replace(read, thread=leant)
