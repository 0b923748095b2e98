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
    found = {fold(word): name for name, listed in table.items() for word in listed.split()}
    added: dict[str, set[str]] = defaultdict(set)
    for path in sorted((home() / "languages").glob("*/meanings.toml")):
        for name, listed in load_toml(path).items():
            if name not in table:
                raise CatalogueError(f"{path}: {name!r} is no meaning of concepts.toml")
            for word in listed.split():
                added[fold(word)].add(name)
    return {word: names.pop() for word, names in added.items() if len(names) == 1} | found
