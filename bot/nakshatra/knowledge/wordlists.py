"""<code>.toml files of words -> what a field's texts are learned from beside the units; knows
neither fields nor features.

A heading of such a file holds words or short phrases between commas; `ways` are ways to ask with a
word in them ({}), and `said` whole sentences, one a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nakshatra.cards import load_toml
from nakshatra.errors import CatalogueError

SLOT = "{}"


@dataclass(frozen=True, slots=True)
class Wordlist:
    """Of one language."""

    words: tuple[str, ...]
    ways: tuple[str, ...]
    said: tuple[str, ...]


def wordlists(folder: Path) -> Mapping[str, Wordlist]:
    """Language -> its list; empty when there is no such folder."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


def _read(path: Path) -> Wordlist:
    headings = load_toml(path)
    for heading, text in headings.items():
        if not isinstance(text, str):
            raise CatalogueError(f"{path}: {heading} should be one text; put it in quotes")
    ways, said = _lines(headings.pop("ways", "")), _lines(headings.pop("said", ""))
    for way in ways:
        if SLOT not in way:
            raise CatalogueError(f"{path}: ways: {way!r} has no place for a word; write {SLOT}")
    words = [word for text in headings.values() for word in listed(text)]
    return Wordlist(tuple(dict.fromkeys(words)), ways, said)


def listed(text: str) -> list[str]:
    """Words or short phrases between commas."""
    return [word for part in text.split(",") if (word := " ".join(part.split()))]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
