"""A folded word -> the meaning it shares with words of other languages.

concepts.toml names the meanings and has their English and Hindi words; a language's meanings.toml
adds its own. A word that means one thing here and another there means nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from nakshatra.cards import load_toml
from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.text.normalise import fold


def concept(word: str) -> str:
    """The meaning's name; "" when the word has none of its own."""
    return _concepts().get(word, "")


@cache
def _concepts() -> Mapping[str, str]:
    table = load_toml(Path(__file__).with_name("concepts.toml"))
    further: dict[str, set[str]] = defaultdict(set)
    for path in sorted((home() / "languages").glob("*/meanings.toml")):
        added = load_toml(path)
        if strange := added.keys() - table.keys():
            raise CatalogueError(f"{path}: {min(strange)!r} is no meaning of concepts.toml")
        for word, names in _words(added).items():
            further[word] |= names
    return _single(further) | _single(_words(table))


def _words(table: Mapping[str, str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, listed in table.items():
        for word in listed.split():
            found[fold(word)].add(name)
    return found


def _single(words: Mapping[str, set[str]]) -> dict[str, str]:
    """Those of one meaning."""
    return {word: min(names) for word, names in words.items() if len(names) == 1}
