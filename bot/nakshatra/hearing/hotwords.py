"""Experts' units -> the words of theirs that a recogniser should expect, for one language.

Reads titles only: crops, illnesses and schemes stand in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from nakshatra.cards import load_toml
from nakshatra.catalogue import Catalogue
from nakshatra.text.normalise import fold
from nakshatra.text.scripts import script_of

_ROOM = {"en": 240}
_ROOM_ELSEWHERE = 80
"""Letters: some 50 to 100 of the 224 tokens that Whisper's prompt holds; an Indian letter costs one
or two, and each is work before the first word."""

_SHORTEST = 4
"""Letters; shorter words are small ones, which are known anyway."""

_SMALL = ("small", "asks", "say", "follow_up")
"""Groups of a language card's words: these are known anyway."""

_COMMON = 8
"""Titles a word may stand in: in more it is a word of the language ("apply"), not of a field."""


class Hotwords:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def of(self, code: str, about: Sequence[str]) -> str:
        """First those of the units the conversation is about, then names in which most is asked."""
        titles = self._titles(code)
        card = self._catalogue.languages.get(code)
        if card is None or not titles:
            return ""
        counts = Counter(word for title in titles.values() for word in set(_names(title)))
        near = [word for unit in about if unit in titles for word in _names(titles[unit])]
        far = [word for word, count in counts.most_common() if 1 < count <= _COMMON]
        small = frozenset[str]().union(*(self._catalogue.listens(g, code) for g in _SMALL))
        words: dict[str, str] = {}
        for word in (*near, *far):
            words.setdefault(fold(word), word)
        telling = (word for spelt, word in words.items() if spelt not in small)
        return _fitted(telling, card.scripts[0], _ROOM.get(code, _ROOM_ELSEWHERE))

    def _titles(self, code: str) -> Mapping[str, str]:
        folders = sorted(self._catalogue.folders.items())
        return _read(tuple((id, folder / "lang" / f"{code}.toml") for id, folder in folders))


@cache
def _read(files: tuple[tuple[str, Path], ...]) -> Mapping[str, str]:
    """Unit, e.g. "health/dengue", -> its title; seconds of reading, so once."""
    return {
        f"{expert}/{unit}": str(row.get("title", ""))
        for expert, path in files
        if path.is_file()
        for unit, row in load_toml(path).get("units", {}).items()
    }


def _names(title: str) -> Iterator[str]:
    for word in title.split():
        bare = word.strip("?.!,;:()'\"।؟")
        if len(bare) >= _SHORTEST:
            yield bare


def _fitted(words: Iterable[str], script: str, room: int) -> str:
    chosen: list[str] = []
    for word in words:
        if script_of(word) == script and len(" ".join([*chosen, word])) <= room:
            chosen.append(word)
    return " ".join(chosen)
