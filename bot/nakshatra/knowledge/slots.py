"""A text -> which crop, state or age it names: what an answer may depend on. Asks nobody.

slots.toml names the slots and their values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class _Value:
    meanings: frozenset[str]
    names: tuple[tuple[str, ...], ...]
    """Each as its words, folded."""

    def within(self, meanings: frozenset[str], said: Sequence[str]) -> bool:
        return bool(self.meanings & meanings) or any(
            all(any(_called(name, word) for word in said) for name in names) for names in self.names
        )


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
    return [name for name, value in _slots()[slot].items() if value.within(meanings, found)]


def spoken_names(slot: str) -> list[str]:
    """Every name of its values, as slots.toml writes them."""
    return [name for row in load_toml(_FILE)[slot].values() for name in row.get("words", ())]


def meanings_in(slot: str) -> frozenset[str]:
    """Every meaning that tells one of its values."""
    return frozenset[str]().union(*(value.meanings for value in _slots()[slot].values()))


def is_value(slot: str, value: str) -> bool:
    return value in _slots()[slot]


def _called(name: str, word: str) -> bool:
    own, sound = key(name), key(word)
    if len(own) >= _FROM and sound.startswith(own) and len(sound) <= len(own) + _SOUNDS:
        return True
    least, ending = _LETTERS[name.isascii()]
    ends = len(name) >= least and len(word) <= len(name) + ending
    return word == name or (ends and word.startswith(name))


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
