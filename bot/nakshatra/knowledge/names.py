"""A question -> the units whose name stands in it, by sound, and those of a kind with them.

That a name is said speaks for its family, not for one of it; a name and nothing else, for its own.
In a longer question, words of one name confirm each other; a name of one word must sound like it
to the vowels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from nakshatra.knowledge.features import words
from nakshatra.knowledge.likeness import likeness
from nakshatra.knowledge.units import Unit
from nakshatra.text.phonetic import key, spoken

_LONGEST = 4
"""Words of a name that are looked for."""

Sounds = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    families: Mapping[Sounds, frozenset[int]]
    """A name's sounds -> places of the units of its family."""

    own: Mapping[Sounds, frozenset[int]]
    """The same -> places of the units that bear it."""

    spelt: Mapping[tuple[str, ...], frozenset[int]]
    """Its words -> the same: "pf" sounds like "ppf" here."""

    @classmethod
    def of(cls, units: Sequence[Unit]) -> Names:
        families: dict[Sounds, frozenset[int]] = {}
        own: dict[Sounds, frozenset[int]] = {}
        spelt: dict[tuple[str, ...], frozenset[int]] = {}
        for at, unit in enumerate(units):
            family = frozenset(at for at, other in enumerate(units) if likeness(unit, other))
            for said in filter(None, map(_said, unit.names)):
                families[_named(said)] = families.get(_named(said), frozenset()) | family
                own[_sounds(said)] = own.get(_sounds(said), frozenset()) | {at}
                spelt[said] = spelt.get(said, frozenset()) | {at}
        return cls(families, own, spelt)

    def alone(self, texts: Sequence[str]) -> Set[int]:
        """Places of the units whose name is all that one of the texts says, letter by letter or, if
        none is, by sound."""
        return frozenset[int]().union(*(self._alone(_said(text)) for text in texts))

    def _alone(self, said: tuple[str, ...]) -> Set[int]:
        return self.spelt.get(said) or self.own.get(_sounds(said), frozenset())

    def borne(self, texts: Sequence[str]) -> Set[int]:
        """Places of the units of each name that stands in one of the texts."""
        found: set[int] = set()
        for said in set(map(_said, texts)):
            for first in range(len(said)):
                for last in range(first + 1, min(first + _LONGEST, len(said)) + 1):
                    found |= self.families.get(_named(said[first:last]), frozenset())
        return found


def _said(text: str) -> tuple[str, ...]:
    """The words of a text that have any sound."""
    return tuple(filter(key, words(text)))


def _sounds(said: Sequence[str]) -> Sounds:
    return tuple(map(key, said))


def _named(said: Sequence[str]) -> Sounds:
    return (spoken(said[0]),) if len(said) == 1 else _sounds(said)
