"""<code>.toml files of words -> what a field's texts are learned from beside the units; knows
neither fields nor features.

A heading of such a file holds words or short phrases between commas; `ways` are ways to ask with a
word in them ({}), `said` and `talk` whole sentences, one a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    talk: tuple[str, ...] = field(repr=False)
    """No field is learned from it, so it is in no field's digest."""


def wordlists(folder: Path) -> Mapping[str, Wordlist]:
    """Language -> its list; empty when there is no such folder."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


def _read(path: Path) -> Wordlist:
    headings = load_toml(path)
    for heading, text in headings.items():
        if not isinstance(text, str):
            raise CatalogueError(f"{path}: {heading} should be one text; put it in quotes")
    ways, said, talk = (_lines(headings.pop(name, "")) for name in ("ways", "said", "talk"))
    for way in ways:
        if SLOT not in way:
            raise CatalogueError(f"{path}: ways: {way!r} has no place for a word; write {SLOT}")
    words = [word for text in headings.values() for word in listed(text)]
    return Wordlist(tuple(dict.fromkeys(words)), ways, said, talk)


def listed(text: str) -> list[str]:
    """Words or short phrases between commas."""
    return [word for part in text.split(",") if (word := " ".join(part.split()))]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
