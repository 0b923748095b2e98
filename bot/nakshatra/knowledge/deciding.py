"""Words as they were heard -> which of them name what decides an answer: a crop, a scheme, an
illness, a medicine, a state, an amount. Judges no doubt itself.

deciding.toml names the kinds, the packs the names: they are compared by sound, in any script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nakshatra.cards import load_toml
from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.concepts import concept
from nakshatra.knowledge.features import words
from nakshatra.knowledge.slots import meanings_in, slots, spoken_names
from nakshatra.knowledge.tables import Table
from nakshatra.knowledge.wordlists import listed
from nakshatra.text.phonetic import key

_FILE = Path(__file__).with_name("deciding.toml")

_LONGEST = 4
"""Words of a name that are looked for."""

_WHOLE = 4
"""Sounds of a name of one word below which it is known by its spelling alone ("kitna" sounds like
cotton in one language or another), and letters below which it takes no ending."""

_SOUNDS, _LETTERS = 2, 4
"""That an ending may add."""

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deciding:
    meanings: Mapping[str, bool]
    sounds: Mapping[Name, bool]
    spelt: Mapping[str, bool]
    """Each with whether the doubt of a whole recording is enough for it."""

    def within(self, said: Sequence[str], *, alone: bool = False) -> Iterator[range]:
        """Where the names stand. `alone`: only those of which the doubt of the whole is enough."""
        plain = ["".join(words(word)[:1]) for word in said]
        sounds = [key(word) if word else "" for word in plain]
        for first in range(len(said)):
            for last in range(first + 1, min(first + _LONGEST, len(said)) + 1):
                counts = self._counts(plain[first:last], sounds[first:last])
                if counts is not None and (counts or not alone):
                    yield range(first, last)

    def stands_in(self, *texts: str) -> bool:
        """Whether a text names something whose doubt shows in that of the whole."""
        return any(next(self.within(words(text), alone=True), None) for text in texts)

    def _counts(self, said: Sequence[str], sounds: Sequence[str]) -> bool | None:
        """None: it is no name."""
        ends = _shorter(sounds[-1], _SOUNDS) if len(said) == 1 else iter(sounds[-1:])
        found = [self.sounds.get((*sounds[:-1], end)) for end in ends]
        if len(said) == 1:
            found += [self.spelt.get(word) for word in _shorter(said[0], _LETTERS)]
            found.append(self.meanings.get(concept(said[0])))
        return min((one for one in found if one is not None), default=None)


def deciding(catalogue: Catalogue) -> Deciding:
    """Tenths of a second of reading, so once."""
    return _read(tuple(sorted(catalogue.folders.items())))


@cache
def _read(folders: tuple[tuple[str, Path], ...]) -> Deciding:
    meanings = {meaning: True for slot in slots() for meaning in meanings_in(slot)}
    names = {name: True for slot in slots() for name in spoken_names(slot)}
    for kind, values in load_toml(_FILE).items():
        row = Table(_FILE, values, f"{kind}.")
        alone, units = not row.flag("apart"), row.flag("units")
        found = [*row.strings("words", ()), *(_of_units(folders) if units else ())]
        found += _under(row.strings("headings", ()), folders)
        meanings |= dict.fromkeys(row.strings("meanings", ()), alone)
        names |= dict.fromkeys(found, alone)
        row.done()
    return Deciding(meanings, dict(_sounds(names)), dict(_spelt(names)))


def _of_units(folders: Iterable[tuple[str, Path]]) -> Iterator[str]:
    for _, folder in folders:
        for path in sorted((folder / "units").glob("*.toml")):
            yield from load_toml(path).get("names", ())


def _under(headings: Sequence[str], folders: Iterable[tuple[str, Path]]) -> Iterator[str]:
    for _, folder in folders:
        path = folder / "words" / "en.toml"
        table = load_toml(path) if path.is_file() else {}
        for heading in headings:
            yield from listed(table.get(heading, ""))


def _sounds(names: Mapping[str, bool]) -> Iterator[tuple[Name, bool]]:
    for name, alone in names.items():
        sounds = tuple(map(key, words(name)))
        if len(sounds) > 1 or (sounds and len(sounds[0]) >= _WHOLE):
            yield sounds[:_LONGEST], alone


def _spelt(names: Mapping[str, bool]) -> Iterator[tuple[str, bool]]:
    for name, alone in names.items():
        if len(said := words(name)) == 1:
            yield said[0], alone


def _shorter(word: str, most: int) -> Iterator[str]:
    """It, and what is left of it without an ending."""
    yield word
    for length in range(len(word) - 1, max(_WHOLE, len(word) - most) - 1, -1):
        yield word[:length]
