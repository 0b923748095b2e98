"""A text -> which crop, state or age it names: what an answer may depend on. Asks nobody.

slots.toml names the slots and their values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nakshatra.cards import load_toml
from nakshatra.knowledge.concepts import concept
from nakshatra.knowledge.features import words
from nakshatra.knowledge.tables import Table
from nakshatra.text.phonetic import key

_FILE = Path(__file__).with_name("slots.toml")

_ENDING = 2
"""Sounds that a case may add to a name ("बिहार" and "बिहारमध्ये" differ by more and are missed)."""

_WHOLE = 3
"""Sounds of a name below which it takes no ending: too many words begin so."""


@dataclass(frozen=True, slots=True)
class _Value:
    meanings: frozenset[str]
    names: tuple[tuple[str, ...], ...]
    """Each as the sounds of its words."""

    def within(self, meanings: frozenset[str], sounds: tuple[str, ...]) -> bool:
        return bool(self.meanings & meanings) or any(
            all(any(_called(name, sound) for sound in sounds) for name in names)
            for names in self.names
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
    sounds = tuple(map(key, found))
    return [name for name, value in _slots()[slot].items() if value.within(meanings, sounds)]


def is_value(slot: str, value: str) -> bool:
    return value in _slots()[slot]


def _called(name: str, sound: str) -> bool:
    if len(name) < _WHOLE:
        return name == sound and len(name) > 1  # "আখ" sounds like the "का" of every Hindi text
    return sound.startswith(name) and len(sound) <= len(name) + _ENDING


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
    return _Value(frozenset(meanings), tuple(tuple(map(key, name.split())) for name in names))
