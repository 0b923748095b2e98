"""Query -> Query: whether it leans on the last question, and then which unit it asks for.

A message leans when a word points back ("its", "और"), when nothing in it names a thing that any
pack knows ("what papers?"), or when it only names another thing ("mustard?"). A message that names
something of another field, or is answered well as it stands, is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import exp
from typing import Protocol, runtime_checkable

from nakshatra.catalogue import Catalogue, words_of
from nakshatra.knowledge.answering import Answering, forms
from nakshatra.knowledge.arbiter import Arbiter
from nakshatra.knowledge.background import rarity
from nakshatra.knowledge.clarify import narrowed
from nakshatra.knowledge.features import Weights, features, word_ids
from nakshatra.knowledge.leaning import KNOWN, Lead, is_facet, is_name, knows, lead
from nakshatra.knowledge.odds import FIELD, in_field
from nakshatra.knowledge.slots import value_of
from nakshatra.knowledge.units import Unit
from nakshatra.ports import Expert, Router
from nakshatra.types import Detail, Lang, Query, Route, Thread

_COMMON = 0.35
"""Rarity up to which a word says nothing: "is", "of", "में"."""

_ELSEWHERE = 0.25
"""Another pack knows the new words so much better that they are its own."""

_BARE = 2
"""Names in a message that only names another thing ("ration card?")."""

_SURE = 0.5
"""Probability from which a message is answered as it stands."""

_ALONE, _AFTER = 0.9, 0.85
"""Probability by the reader, of a message as it stands and after the question before, from which
another unit is meant than its words lead to."""

_ANY = Lang("en", "Latn")
"""Of a question that is only searched, in whatever language."""


_GROUPS = ("follow_up", "small", "asks", "no", "meant")
"""Words that name nothing. One of the last two says that the last answer was not what was meant:
"no, mustard", "गेहूँ नहीं सरसों"."""


@runtime_checkable
class FromUnits(Protocol):
    """An expert that answers from units of a pack, so that a conversation about one can go on."""

    id: str
    answering: Answering


@dataclass(frozen=True, slots=True)
class _Words:
    """A message, sorted."""

    names: tuple[str, ...]
    """Words that some unit is about."""

    asks: bool
    """Whether a word asks: where, how much, which papers."""


@dataclass(frozen=True, slots=True)
class Follow:
    experts: Mapping[str, Expert]
    router: Router
    catalogue: Catalogue

    def __call__(self, query: Query) -> Query:
        """The query with `about`, or standing alone; as it was when no pack spoke before."""
        if not query.previous or query.thread is None:
            return query
        if query.thread.asks:
            told = self._told(query, query.thread)
            if told is not None:
                return told
        topic = self._topic(query.thread)
        if topic is None:
            return query if query.points else _alone(query)
        found, first = self._lead(query, *topic)
        if found is None or (not first and self._sure(_alone(query)) >= _SURE):
            return _alone(query)
        return replace(query, about=(self._read(query, topic[0]) or found.unit).name)

    def _told(self, query: Query, thread: Thread) -> Query | None:
        """The question before, now that the bot knows what it asked for; None when this message is
        no answer to that."""
        value = value_of(thread.asks, *forms(query))
        expert = thread.units[0].partition("/")[0] if thread.units else ""
        pack = packs_of(self.experts).get(expert)
        if not value or pack is None:
            return None
        among = [name.partition("/")[2] for name in thread.units]
        unit = narrowed(pack.index, thread.question, thread.asks, value, among)
        others = (detail for detail in query.details if detail.slot != thread.asks)
        details = (*others, Detail(thread.asks, value))
        if unit is not None:
            return replace(query, about=unit.name, details=details)
        whole = f"{thread.question} {query.text}"
        return replace(_alone(query), native=whole, details=details)

    def _topic(self, thread: Thread) -> tuple[Answering, Unit] | None:
        """The unit that was spoken of; of an older version's line, the one its question finds."""
        packs = packs_of(self.experts)
        if thread.asks:
            return None
        for name in thread.units:
            expert, _, id = name.partition("/")
            if expert in packs and id in packs[expert].pack.units:
                return packs[expert], packs[expert].pack.units[id]
        if thread.units:
            return None
        return self._searched(thread.question, packs)

    def _searched(self, text: str, packs: Mapping[str, Answering]) -> tuple[Answering, Unit] | None:
        query = Query(text=text, native=text, lang=_ANY)
        likely = likely_units(query, self.experts, self.router)
        best = max(likely, default=None, key=lambda one: one[0])
        if best is None or best[0] < _SURE:
            return None
        return packs[best[1]], packs[best[1]].pack.units[best[2]]

    def names(self, query: Query) -> int:
        """How many of its words name a thing; 0: it only asks about the last one."""
        return len(self._sorted(query).names)

    def _lead(self, query: Query, pack: Answering, unit: Unit) -> tuple[Lead | None, bool]:
        """Where it leads, and whether that goes before what it means alone."""
        said = self._sorted(query, lambda word: _score(pack, word)[pack.index.units.index(unit)])
        subject = " ".join(said.names)
        found = lead(pack.index, unit, forms(query), subject)
        if not subject:
            return found, True
        if found is None:
            return None, False
        stays = found.unit is unit and len(said.names) == 1 and found.known >= KNOWN
        if not stays and self._elsewhere(subject, found.known, pack):
            return None, False
        return found, len(said.names) <= _BARE and (query.points or not said.asks)

    def _read(self, query: Query, pack: Answering) -> Unit | None:
        """What the reader is sure is meant by a message that leans, alone or after the question
        before: words lead to what only a part of it names."""
        reader = pack.index.reader
        if reader is None or query.thread is None:
            return None
        for previous, least in (("", _ALONE), (query.thread.question, _AFTER)):
            read = reader.read(*forms(query), previous=previous)
            at = int(read.argmax())
            if exp(float(read[at])) >= least:
                return pack.index.units[at]
        return None

    def _elsewhere(self, subject: str, known: float, pack: Answering) -> bool:
        others = (
            knows(one.index, subject) for one in packs_of(self.experts).values() if one is not pack
        )
        return max(others, default=0.0) > known + _ELSEWHERE

    def _sorted(self, query: Query, old: Callable[[str], float] = lambda _: 0.0) -> _Words:
        """`old`: how well the unit that was spoken of knows a word. "Not wheat, mustard" does not
        name wheat."""
        said = words_of(query.native)
        typed = words_of(query.text)
        heard = {group: self.catalogue.listens(group, query.lang.code) for group in _GROUPS}
        small = frozenset().union(*heard.values())
        typed = typed if len(typed) == len(said) else said
        left = [pair for pair in zip(said, typed, strict=True) if not small & set(pair)]
        asking = [word for word in (*said, *typed) if is_facet(word) or word in heard["asks"]]
        rest = [pair for pair in left if not any(map(is_facet, pair)) and all(map(_says, pair))]
        named = self._named({word for pair in rest for word in pair})
        known = [max(pair, key=lambda word: named[word]) for pair in rest]
        names = [word for word in known if named[word] >= KNOWN]
        if not heard["no"].isdisjoint(said) or not heard["meant"].isdisjoint(said):
            names = [word for word in names if old(word) < KNOWN] or names
        if not names and not (asking and query.points):
            names = known
        return _Words(tuple(names), bool(asking))

    def _named(self, words: Iterable[str]) -> Mapping[str, float]:
        """How well the unit that is most about a word knows it; 1 when it has a meaning."""
        packs = [pack.index for pack in packs_of(self.experts).values()]
        return {
            word: 1.0 if is_name(word) else max((knows(pack, word) for pack in packs), default=0.0)
            for word in words
        }

    def _sure(self, query: Query) -> float:
        return known(query, self.experts, self.router)


def known(
    query: Query, experts: Mapping[str, Expert], router: Router, field: float = FIELD
) -> float:
    """How surely, 0 to 1, a pack has the answer, as the message stands; `field`: what the field's
    log-odds count."""
    return max((p for p, _, _ in likely_units(query, experts, router, field)), default=0.0)


def likely_units(
    query: Query, experts: Mapping[str, Expert], router: Router, field: float = FIELD
) -> Iterator[tuple[float, str, str]]:
    """How sure, expert and unit of what each routed pack would answer."""
    packs = packs_of(experts)
    for route in router.route(query):
        if route.expert in packs:
            hit = packs[route.expert].find(replace(query, field=route.score))
            if hit is not None:
                yield in_field(hit.p, route.score, field), route.expert, hit.unit.id


def packs_of(experts: Mapping[str, Expert]) -> Mapping[str, Answering]:
    return {one.id: one.answering for one in experts.values() if isinstance(one, FromUnits)}


def arbiter_of(packs: Mapping[str, Answering]) -> Arbiter | None:
    """Of all packs, which have the same; None where there is none."""
    return next((pack.arbiter for pack in packs.values() if pack.arbiter), None)


def led(query: Query) -> Route:
    """To the expert whose unit the conversation led to."""
    return Route(query.about.partition("/")[0], 1.0)


def _score(pack: Answering, word: str) -> Weights:
    """How well each unit knows one word."""
    return pack.index.linear.score(features(word))


def _alone(query: Query) -> Query:
    return replace(query, previous="", points=False)


def _says(word: str) -> bool:
    """Whether a word is rarer than those of every sentence."""
    ids = word_ids(word)
    return bool(len(ids)) and float(rarity(ids).max()) > _COMMON
