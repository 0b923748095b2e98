"""languages/<code>/speech.toml -> how a language says numbers, dates and signs; reads no text.

`languages/speech.toml` holds what is alike in every language: helplines, the ways units and rupees
are written, abbreviations said by the names of their letters. docs/languages.md, "Read aloud",
says what each key means. A wrong file is a `CatalogueError` that names the file and the key.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from nakshatra.errors import CatalogueError
from nakshatra.home import home

Ends = Sequence[Sequence[str]]
"""Pairs (ending, what stands in its place): the first ending that a word has is replaced. "^x" is
the whole word x; "" is any word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """Thousand, lakh or crore."""

    ends: Ends
    """What counts it, "six", -> "six thousand"."""

    exact: Mapping[str, str] = field(default_factory=dict)
    """Counts that do not go by `ends`: "1" -> "thousand"."""

    joined: Ends = ()
    """The same when a smaller number follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """languages/<code>/speech.toml"""

    numbers: Sequence[str]
    """0 to 99."""

    digits: Sequence[str]
    """0 to 9 as a telephone number is told."""

    hundreds: Sequence[str]
    """100, 200, ... 900."""

    hundreds_joined: Sequence[str]
    """The same when a smaller number follows."""

    thousand: Size
    lakh: Size
    crore: Size
    before_noun: Ends = ()
    """A number's words as they stand before what is counted."""

    century: Ends = ()
    """19 -> "nineteen hundred" of a year; without it a year is said as any number."""

    point: str
    minus: str
    plus: str
    percent: str
    """With {n}."""

    rupees: Sequence[str]
    """One, many."""

    paise: Sequence[str]
    range: Ends
    """The first number of "10-15"."""

    fraction: str
    """With {a} and {b}."""

    per: str
    """With {a}, an amount, and {b}, the unit it is counted by."""

    months: Sequence[str]
    date: str
    """With {d}, {month} and {y}."""

    month_year: str
    oclock: str
    """With {part} and {h}."""

    clock: str
    """With {part}, {h} and {m}."""

    day_parts: Sequence[Sequence[Any]]
    """Pairs (hour, name): the part of the day from that hour on."""

    clock_words: Sequence[str] = ()
    """Written after a time; `oclock` and `clock` say them already."""

    stop: str
    """Ends a line that ends without a sign."""

    money: Sequence[str]
    """Ways the language writes the rupee beside a number."""

    sizes: Sequence[str]
    """Words that make the number before them larger: what follows a price is said after them."""

    call: Sequence[str]
    """Beginnings of words near which a number is dialled; "^x" is the whole word x."""

    counted: Sequence[str]
    """Beginnings of words that count ("^x": whole words): "108 people" is not the helpline."""

    year_before: Sequence[str] = ()
    year_after: Sequence[str] = ()
    """Words beside which 1930 is a year, not the helpline."""

    units: Mapping[str, Sequence[str]]
    """Key of `units` in languages/speech.toml -> one, many (or one for both)."""

    per_units: Mapping[str, str] = field(default_factory=dict)
    """Units as {b} of `per`, where that is not their name."""

    letters: Sequence[str]
    """Names of A to Z."""

    attached: Mapping[str, Ends] = field(default_factory=dict)
    """What is written onto a number ("8th") -> how the number's last word takes it."""

    said: Mapping[str, str] = field(default_factory=dict)
    """As written, as said."""

    ordinals: Sequence[str] = ()
    """First to tenth, as the items of a numbered list are told; without them "1." is "one"."""

    address: str = ""
    """Says where to find a web or e-mail address that is not read out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """languages/speech.toml"""

    helplines: Sequence[str]
    helplines_called: Sequence[str]
    """Helplines that are also everyday amounts: read as such only beside a word of calling."""

    money: Sequence[str]
    spelled: Sequence[str]
    units: Mapping[str, Sequence[str]]
    """Key -> the ways it is written."""


@cache
def speech(code: str) -> Speech | None:
    """How this language is read aloud; None when no file of it says so."""
    path = home() / "languages" / code / "speech.toml"
    return _checked(_read(Speech, path), path) if path.is_file() else None


@cache
def shared() -> Shared:
    return _read(Shared, home() / "languages" / "speech.toml")


def ended(word: str, ends: Ends) -> str:
    """The word with the first ending that fits replaced; as it is when none does."""
    for old, new in ends:
        if old.startswith("^"):
            if word == old[1:]:
                return new
        elif word.endswith(old):
            return word[: len(word) - len(old)] + new
    return word


_Table = TypeVar("_Table", Speech, Shared, Size)

_LONG = {"numbers": 100, "digits": 10, "hundreds": 9, "hundreds_joined": 9, "months": 12}
_LONG |= {"letters": 26, "rupees": 2, "paise": 2}


def _read(kind: type[_Table], path: Path) -> _Table:
    try:
        found = tomllib.loads(unicodedata.normalize("NFC", path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: cannot be read ({error})") from error
    return _table(kind, found, path)


def _table(kind: type[_Table], found: Any, path: Path) -> _Table:
    if not isinstance(found, dict):
        raise CatalogueError(f"{path}: expected a table, found {found!r}; see docs/languages.md")
    known = {item.name: item for item in fields(kind)}
    needed = {name for name, item in known.items() if _needed(item)}
    if wrong := (found.keys() - known.keys()) | (needed - found.keys()):
        fault = "is missing" if wrong & needed else "is no key of this file"
        raise CatalogueError(f"{path}: {sorted(wrong)[0]!r} {fault}; see docs/languages.md")
    for name in {"thousand", "lakh", "crore"} & found.keys():
        found[name] = _table(Size, found[name], path)
    return kind(**found)


def _needed(item: Any) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _checked(made: Speech, path: Path) -> Speech:
    for name, size in _LONG.items():
        if len(getattr(made, name)) != size:
            raise CatalogueError(
                f"{path}: {name} holds {len(getattr(made, name))} words, it needs {size}"
            )
    if lacking := shared().units.keys() - made.units.keys():
        raise CatalogueError(f"{path}: [units] lacks {sorted(lacking)[0]!r}; say it as people do")
    return made
