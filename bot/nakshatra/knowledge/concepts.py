"""A folded word -> the meaning it shares with words of other languages, from concepts.toml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from nakshatra.cards import load_toml
from nakshatra.text.normalise import fold


def concept(word: str) -> str:
    """The meaning's name; "" when the word has none of its own."""
    return _concepts().get(word, "")


@cache
def _concepts() -> Mapping[str, str]:
    table = load_toml(Path(__file__).with_name("concepts.toml"))
    return {fold(word): name for name, listed in table.items() for word in listed.split()}
