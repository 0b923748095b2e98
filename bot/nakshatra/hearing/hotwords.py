"""Experts' names -> the words of theirs that a recogniser should expect, for one language.

Names of crops, medicines, illnesses and schemes, of the conversation's units and field first. They
come from titles and names of units, the fields' lists of words, and knowledge/deciding.toml, which
says what decides an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nakshatra.cards import load_toml
from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.deciding import deciding
from nakshatra.knowledge.wordlists import listed
from nakshatra.text.normalise import fold
from nakshatra.text.scripts import script_of
from nakshatra.text.transliterate import to_script
from nakshatra.types import Lang

_TOKENS = 100
"""Of the 223 that Whisper's prompt holds: each is work before the first word, and what comes after
them is heeded less."""

_PER_LETTER = {
    **{"en": 0.25, "hi": 1.05, "ta": 0.9, "kn": 1.7, "te": 1.9, "pa": 1.9, "bn": 2.0, "ml": 2.15},
    **dict.fromkeys(("mr", "ne", "mai", "sa", "kok", "doi", "ur", "sd", "ks"), 1.1),
}
_PER_LETTER_AT_MOST, _PER_LATIN_LETTER = 2.6, 0.5
"""Whisper's tokens a letter; of Gujarati and whatever is not listed the most."""

_SHORTEST = 4
"""Letters; shorter words are small ones, which are known anyway."""

_SMALL = ("small", "asks", "say", "follow_up")
"""Groups of a language card's words: these are known anyway."""

_LISTS = ("everyday", "medicines", "illnesses", "loans")
"""Headings of a pack's words/<code>.toml with names in them, those of most use first."""

_COMMON = 8
"""Titles a word may stand in: in more it is a word of the language ("apply"), not of a field."""


@dataclass(frozen=True, slots=True)
class _Field:
    """What one pack calls things, in one language."""

    titles: Mapping[str, tuple[str, ...]]
    """Unit, e.g. "health/dengue", -> the words of its title."""

    names: Mapping[str, tuple[str, ...]]
    """The same -> the words of its other names."""

    words: tuple[str, ...]
    """Of its lists."""


class Hotwords:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def of(self, code: str, about: Sequence[str], script: str = "") -> str:
        """First those of the units the conversation is about, then of its field, then of all.
        `script`: of a model that writes not the language's own."""
        card = self._catalogue.languages.get(code)
        if card is None:
            return ""
        fields = _read(code, card.scripts[0], tuple(sorted(self._catalogue.folders.items())))
        own = self._telling(code, fields, about)
        written = (to_script(word, Lang(code, script)) for word in own) if script else own
        return _fitted(written, _TOKENS / _letter(code, script))

    def _telling(
        self, code: str, fields: Mapping[str, _Field], about: Sequence[str]
    ) -> Iterable[str]:
        """Each once, without the small words of the language."""
        small = frozenset[str]().union(*(self._catalogue.listens(g, code) for g in _SMALL))
        words: dict[str, str] = {}
        for word in self._ranked(fields, about):
            words.setdefault(fold(word), word)
        return [word for spelt, word in words.items() if spelt not in small]

    def _ranked(self, fields: Mapping[str, _Field], about: Sequence[str]) -> Iterator[str]:
        near = dict.fromkeys(unit.partition("/")[0] for unit in about)
        for unit in about:
            if field := fields.get(unit.partition("/")[0]):
                yield from (*field.titles.get(unit, ()), *field.names.get(unit, ()))
        yield from self._names([fields[expert] for expert in near if expert in fields])
        yield from self._names(list(fields.values()))

    def _names(self, fields: Sequence[_Field]) -> Iterator[str]:
        """In turn, so that none takes all the room: what decides, then what some titles share."""
        decides = deciding(self._catalogue)
        lists = [
            [word for word in words if any(decides.within([word]))]
            for field in fields
            for words in (_of_each(field.names), field.words)
        ]
        for place in range(max(map(len, lists), default=0)):
            yield from (words[place] for words in lists if place < len(words))
        counts = Counter(word for field in fields for word in _of_each(field.titles))
        shared = (word for word, count in counts.most_common() if 1 < count <= _COMMON)
        yield from (word for word in shared if len(word) >= _SHORTEST)


@cache
def _read(code: str, script: str, folders: tuple[tuple[str, Path], ...]) -> Mapping[str, _Field]:
    """Expert -> its field; seconds of reading, so once."""
    return {expert: _field(expert, folder, code, script) for expert, folder in folders}


def _field(expert: str, folder: Path, code: str, script: str) -> _Field:
    lang, lists = folder / "lang" / f"{code}.toml", folder / "words" / f"{code}.toml"
    units = load_toml(lang).get("units", {}) if lang.is_file() else {}
    headings = load_toml(lists) if lists.is_file() else {}
    titles = {f"{expert}/{unit}": [row.get("title", "")] for unit, row in units.items()}
    names = {f"{expert}/{unit}": _called(folder / "units" / f"{unit}.toml") for unit in units}
    words = [word for heading in _LISTS for word in listed(headings.get(heading, ""))]
    return _Field(
        {
            unit: tuple(w for w in _words(t, script) if len(w) >= _SHORTEST)
            for unit, t in titles.items()
        },
        {unit: tuple(_words(called, script)) for unit, called in names.items()},
        tuple(_words(words, script)),
    )


def _called(path: Path) -> Sequence[str]:
    return load_toml(path).get("names", ()) if path.is_file() else ()


def _words(texts: Iterable[str], script: str) -> Iterator[str]:
    """In the language's own letters."""
    for word in (word.strip("?.!,;:()'\"।؟") for text in texts for word in text.split()):
        if script_of(word) == script:
            yield word


def _of_each(words: Mapping[str, Sequence[str]]) -> list[str]:
    """Of a unit each once."""
    return [word for own in words.values() for word in dict.fromkeys(own)]


def _letter(code: str, script: str) -> float:
    return _PER_LATIN_LETTER if script else _PER_LETTER.get(code, _PER_LETTER_AT_MOST)


def _fitted(words: Iterable[str], room: float) -> str:
    """Whole words alone."""
    chosen: list[str] = []
    for word in dict.fromkeys(words):
        if len(" ".join([*chosen, word])) <= room:
            chosen.append(word)
    return " ".join(chosen)
