"""A text -> which crop, state or age it names: what an answer may depend on. Asks nobody.

slots.toml names the slots and their values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nakshatra.cards import load_toml
from nakshatra.knowledge.concepts import concept
from nakshatra.knowledge.features import words
from nakshatra.knowledge.tables import Table
from nakshatra.text.phonetic import key

_FILE = Path(__file__).with_name("slots.toml")

_SOUNDS, _FROM = 2, 5
"""Sounds that a case may add to a name, and sounds of a name below which it is known by its
spelling alone: "milega" (will get) sounds like Tamil's chilli, "scheme" like Sikkim, and of the
asks of the other packs every fourth would name a crop."""

_LETTERS = {False: (3, 4), True: (5, 3)}
"""In Latin letters or not: letters of a name from which it may have an ending, and of the ending
("गव्हाचा", "mohricha")."""

_LONGEST = max(ending for _, ending in _LETTERS.values())


@dataclass(frozen=True, slots=True)
class _Value:
    meanings: frozenset[str]
    names: tuple[tuple[str, ...], ...]
    """Each as its words, folded."""

    def within(self, meanings: frozenset[str], called: frozenset[str]) -> bool:
        return bool(self.meanings & meanings) or any(called.issuperset(name) for name in self.names)


def slots() -> frozenset[str]:
    """All that a unit may depend on."""
    return frozenset(_slots())


def value_of(slot: str, *texts: str) -> str:
    """The value that the forms of a text name, e.g. "cotton"; "" when they name none or two."""
    named = values_of(slot, *texts)
    return named[0] if len(named) == 1 else ""


def values_of(slot: str, *texts: str) -> list[str]:
    """Every value that the forms of a text name."""
    found = [word for text in texts for word in words(text)]
    meanings = frozenset(filter(None, map(concept, found)))
    called = frozenset(name for word in found for name in _called(word))
    return [name for name, value in _slots()[slot].items() if value.within(meanings, called)]


def spoken_names(slot: str) -> list[str]:
    """Every name of its values, as slots.toml writes them."""
    return [name for row in load_toml(_FILE)[slot].values() for name in row.get("words", ())]


def meanings_in(slot: str) -> frozenset[str]:
    """Every meaning that tells one of its values."""
    return frozenset[str]().union(*(value.meanings for value in _slots()[slot].values()))


def is_value(slot: str, value: str) -> bool:
    return value in _slots()[slot]


def _called(word: str) -> Iterator[str]:
    """The words of names that this one is, or is a form of."""
    spelled, sounding = _names()
    for size in range(max(len(word) - _LONGEST, 1), len(word) + 1):
        name = word[:size]
        least, ending = _LETTERS[name.isascii()]
        if name in spelled and (name == word or (size >= least and len(word) - size <= ending)):
            yield name
    sound = key(word)
    for size in range(max(len(sound) - _SOUNDS, _FROM), len(sound) + 1):
        yield from sounding.get(sound[:size], ())


@cache
def _names() -> tuple[frozenset[str], Mapping[str, Sequence[str]]]:
    """Every word of a name; and by their sounds."""
    values = [value for rows in _slots().values() for value in rows.values()]
    spelled = frozenset(word for value in values for name in value.names for word in name)
    sounding: dict[str, list[str]] = defaultdict(list)
    for word in spelled:
        sounding[key(word)].append(word)
    return spelled, sounding


@cache
def _slots() -> Mapping[str, Mapping[str, _Value]]:
    return {
        slot: {name: _value(Table(_FILE, row, f"{slot}.{name}.")) for name, row in rows.items()}
        for slot, rows in load_toml(_FILE).items()
    }


def _value(row: Table) -> _Value:
    meanings = row.strings("meanings", ())
    names = row.strings("words", ())
    row.done()
    return _Value(frozenset(meanings), tuple(words(name) for name in names))
