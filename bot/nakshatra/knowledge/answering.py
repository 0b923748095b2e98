"""A query -> a pack's own answer: finds the units, fills their facts, dates them, cites them.

What `pack` says and what `gguf` falls back to. None when no unit fits and the pack names no unit
that says whom to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.arbiter import NOTHING, Arbiter, open_arbiter
from nakshatra.knowledge.clarify import STATE, Missing, depends_on, missing, narrowed, told
from nakshatra.knowledge.foremost import foremost
from nakshatra.knowledge.index import Hit, Index, Signs
from nakshatra.knowledge.odds import FIELD, FIELD_UNREAD, chance, in_field, least, odds
from nakshatra.knowledge.render import citations, dated, language_of, text_of
from nakshatra.knowledge.units import Pack, Unit, read_pack
from nakshatra.knowledge.weights import open_index
from nakshatra.text.emoji import without_emoji
from nakshatra.types import Answer, Kind, Lang, Query, Thread

Clock = Callable[[], date]

SURE = 0.5
"""A unit this likely is not doubted, were something left to ask about."""

NEAR = 0.15
"""A unit that is not said but at least so likely is offered by its title."""

_SURE_OF_FIRST_AID = 0.9
"""Probability from which a pack that names nobody to ask answers: it is for what the guard catches
before, and first aid is no answer to a loan for a tractor."""

_ASKING = 0.31
"""Of a question back: less than of any answer, and enough only where the field is nearly sure (.98
of it, by odds.least)."""

_LED = 0.9
"""Of a unit that the conversation led to."""

_OWN, _ARBITERS, _NEVER = 0.5, 1.3, -8.0
"""What a unit's own log-odds and the arbiter's count, which are not counted below the last."""

_ALONE, _AFTER = 1.65, 1.0
"""Added to both: of a message as it stands, and of one that is read after another (set on messages
that neither had learned, docs/decisions/0041-both-scripts.md)."""

_SURELY_NOTHING = 2.5
"""Log-odds by the arbiter that a message is nothing of ours."""

_LOOKED_AT = 5
"""Units among which what is missing is looked for."""


def today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Answering:
    pack: Pack
    index: Index
    catalogue: Catalogue
    clock: Clock = today
    arbiter: Arbiter | None = None

    def find(self, query: Query) -> Hit | None:
        """The unit that answers it."""
        return self._found(query, self.hits(query))

    def _found(self, query: Query, likely: Sequence[Hit]) -> Hit | None:
        if query.about:
            return self._led(query.about)
        best = next(iter(self._of_the_state(query, likely)), None)
        return best if best and self._sure(query, best) else None

    def _sure(self, query: Query, hit: Hit) -> bool:
        if not self.pack.card.unknown:
            return hit.p >= _SURE_OF_FIRST_AID
        return in_field(hit.p, query.field) >= least(query.field)

    def answer(self, query: Query) -> Answer | None:
        likely = self.hits(query)
        lacks = None if query.about else missing(query, likely, SURE)
        if lacks is not None and self._decides(query, lacks):
            return self._depending(query, lacks, likely)
        found = self._found(query, likely)
        if found is None:
            return self.whom_to_ask(query, likely)
        asked = forms(query) if query.about else ()
        return self.say(found.unit, query.lang.code, found.p, asked)

    def _decides(self, query: Query, lacks: Missing) -> bool:
        """Whether what is missing is known, was asked, or will be: else the likeliest unit is
        better than none. Of states always, for a unit of another state is never said."""
        asked = query.thread is not None and query.thread.asks == lacks.slot
        if lacks.slot == STATE or asked or told(query, lacks.slot):
            return True
        return in_field(_ASKING, query.field) >= least(query.field)

    def hits(self, query: Query) -> list[Hit]:
        """The likeliest units, whatever they depend on; none when the conversation led to one. To
        what the bot asked back, only a unit that depends on it, or is sure, is an answer."""
        if query.about:
            return []
        found = self.index.search(*forms(query), previous=query.previous, limit=_LOOKED_AT)
        judged = [self._judged(_by_words(hit, query.field), query) for hit in found]
        hits = sorted(judged, key=lambda hit: -hit.p)
        slot = query.thread.asks if query.thread else ""
        if not slot or not told(query, slot):
            return hits
        return [hit for hit in hits if slot in depends_on(hit.unit) or hit.p >= _LED]

    def _judged(self, hit: Hit, query: Query) -> Hit:
        """Beside what the arbiter says of it, which has read what all experts are asked."""
        if self.arbiter is None or not hit.read:
            return hit
        said = self.arbiter.unit(hit.unit.name, *forms(query), previous=query.previous)
        if said is None:
            return hit
        both = _OWN * odds(hit.p) + _ARBITERS * max(said, _NEVER)
        p = chance(both + (_AFTER if query.previous else _ALONE))
        if query.previous and hit.p < SURE and self._says_nothing(query):
            p = min(p, hit.p)
        return replace(hit, p=p)

    def _says_nothing(self, query: Query) -> bool:
        """Of what alone is surely nothing of ours the arbiter makes no answer after another
        question: "when does Virat play next", after dengue."""
        nothing = self.arbiter and self.arbiter.unit(NOTHING, *forms(query))
        return bool(nothing and nothing >= _SURELY_NOTHING)

    def _of_the_state(self, query: Query, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Without units of other states than the one that is named or was told."""
        if not any(hit.unit.states for hit in hits):
            return hits
        state = told(query, "state")
        return [h for h in hits if not (h.unit.states and state) or state in h.unit.states]

    def _led(self, name: str) -> Hit | None:
        """The unit that the conversation led to, when it is of this pack."""
        expert, _, id = name.partition("/")
        if expert != self.pack.id or id not in self.pack.units:
            return None
        return Hit(self.pack.units[id], _LED, Signs(_LED, _LED, _LED))

    def _depending(self, query: Query, lacks: Missing, likely: Sequence[Hit]) -> Answer | None:
        """By what was told; else the bot asks, but never twice."""
        known = told(query, lacks.slot)
        among = [unit.id for unit in lacks.units]
        unit = narrowed(self.index, query.text, lacks.slot, known, among) if known else None
        if unit is not None:
            return self.say(unit, query.lang.code, _LED)
        if known or (query.thread and query.thread.asks == lacks.slot):
            return self.whom_to_ask(query, likely)
        return Answer(
            expert=self.pack.id,
            text=self.catalogue.phrase(f"ask_{lacks.slot}", query.lang.code),
            lang=query.lang,
            confidence=_ASKING,
            kind=Kind.QUESTION,
            thread=Thread(
                question=query.text,
                units=tuple(unit.name for unit in lacks.units),
                asks=lacks.slot,
            ),
        )

    def say(self, unit: Unit, code: str, confidence: float, asked: Sequence[str] = ()) -> Answer:
        """The unit in its own words; in a language this person is likely to read when it lacks
        theirs, and then it says so. What is `asked` of it comes first; of health the order of the
        lines is part of the advice."""
        spoken = language_of(unit, self.catalogue.readable(code))
        text = text_of(unit, spoken)
        last_known = self.catalogue.phrase("last_known", spoken)
        whole = text.answer if self.pack.card.safety == "health" else foremost(text.answer, asked)
        return Answer(
            expert=self.pack.id,
            text=dated(whole, unit, self.clock(), last_known),
            short=dated(text.short, unit, self.clock(), last_known),
            lang=self._lang(spoken),
            confidence=confidence,
            citations=citations(unit, spoken),
        )

    def whom_to_ask(self, query: Query, likely: Sequence[Hit]) -> Answer | None:
        """Says that it does not know, of health the number for danger, what it knows that comes
        near, and the card's `unknown`."""
        if not self.pack.card.unknown:
            return None
        unit = self.pack.units[self.pack.card.unknown]
        spoken = language_of(unit, self.catalogue.readable(query.lang.code))
        health = self.pack.card.safety == "health"
        lines = (
            self.catalogue.phrase("not_covered", spoken),
            self.catalogue.phrase("in_danger", spoken) if health else "",
            self._near(likely, spoken),
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

    def _near(self, likely: Sequence[Hit], code: str) -> str:
        """The titles that come near; one with a number is left out: nothing would ground it."""
        titles = [text_of(hit.unit, code).title for hit in likely[:2] if hit.p >= NEAR]
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
    index = open_index(folder, pack)
    pack = replace(pack, units={unit.id: unit for unit in index.units}, beyond=())
    return Answering(pack, index, catalogue, clock, open_arbiter(frozenset(catalogue.folders)))


def forms(query: Query) -> Sequence[str]:
    """The question as typed, without emoji, and as it is searched."""
    return tuple(dict.fromkeys((without_emoji(query.text), query.native)))


def _by_words(hit: Hit, field: float) -> Hit:
    """Where no reader read it, the words are all that speaks for the unit: then its field counts
    more, and it is said only when it is not doubted."""
    if hit.read:
        return hit
    p = chance(odds(hit.p) + (FIELD_UNREAD - FIELD) * (odds(field) - odds(1.0)))
    return replace(hit, p=p if hit.p >= SURE else min(p, NEAR))


def joined(answers: Sequence[Answer]) -> Answer:
    """Answers to two questions, one after the other."""
    return Answer(
        expert="+".join(dict.fromkeys(answer.expert for answer in answers)),
        text="\n\n".join(answer.text for answer in answers),
        short=" ".join(answer.short or answer.text for answer in answers),
        lang=answers[0].lang,
        confidence=min(answer.confidence for answer in answers),
        citations=tuple(dict.fromkeys(c for answer in answers for c in answer.citations)),
    )
