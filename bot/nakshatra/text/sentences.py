"""Text -> sentences, and long replies -> pieces a channel can carry; no word is lost.

A full stop ends no sentence inside 2.5, 14.03.2026 or pmkisan.gov.in, after an initial, after the
number of a list's item, or after an abbreviation (languages/*/abbreviations.tsv, all languages at
once: people write "Dr." in any of them).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import regex

from nakshatra.home import home

_END = regex.compile(r"(?:[।॥?!؟۔᱾᱿꯫]+|\.+(?=[\s\"'”’)\]]|$))[\"'”’)\]]*\s*|\n\s*")
"""Where a sentence may end: danda, question and exclamation mark, the Urdu full stop, mucaad,
cheikhei; a full stop before white space."""

_NUMBER = regex.compile(r"\p{Nd}")
_ITEM = regex.compile(r"\s*[(\[]?\p{Nd}{1,3}")
_INITIALS = regex.compile(r"(?:\p{L}\p{M}*\.)*\p{Lu}|(?:[\p{L}\p{M}]{1,4}\.)+[\p{L}\p{M}]{1,4}")
_CLUSTER = regex.compile(r"\X")
_WORD = regex.compile(r"\S+\s*|\s+")
_LONGEST = 24
"""Letters of the longest abbreviation that is looked for."""


def sentences(text: str) -> list[str]:
    """Sentences without the white space around them; none is empty."""
    return [piece.strip() for piece in _pieces(text) if piece.strip()]


def units(text: str) -> int:
    """UTF-16 code units, as Telegram and SMS count."""
    return len(text) + sum(char > "\uffff" for char in text)


def split_for(text: str, limit: int, size: Callable[[str], int] = units) -> list[str]:
    """Pieces of at most `limit` units, cut at a sentence, else a word, else a letter.

    Joined together they are the text again. A single letter with marks that is longer than the
    limit stays whole.
    """
    if limit < 1:
        raise ValueError(f"a piece needs at least 1 unit, not {limit}")
    return _packed(_fitting(text, limit, size), limit, size)


def clipped(text: str, limit: int) -> str:
    """Its beginning, of at most `limit` UTF-16 units with the sign that it was cut; never cut
    inside a letter with its marks."""
    if units(text) <= limit:
        return text
    return _packed(_CLUSTER.findall(text), limit - 1, units)[0].rstrip() + "…"


def _packed(fitting: Iterable[str], limit: int, size: Callable[[str], int]) -> list[str]:
    packed: list[list[str]] = []
    room = 0
    for piece in fitting:
        took = size(piece)
        if took > room:
            packed.append([])
            room = limit
        packed[-1].append(piece)
        room -= took
    return ["".join(pieces) for pieces in packed]


def _pieces(text: str) -> Iterator[str]:
    """Sentences with the white space after them; joined they are the text."""
    start = 0
    for end in _END.finditer(text):
        if end.end() > start and not _goes_on(text, start, end):
            yield text[start : end.end()]
            start = end.end()
    if start < len(text):
        yield text[start:]


def _goes_on(text: str, start: int, end: regex.Match[str]) -> bool:
    """Whether the sentence that began at `start` goes on after this full stop."""
    if end.group().rstrip() != "." or end.end() == len(text) or "\n" in end.group():
        return False
    at = end.start()
    if _NUMBER.match(text, at - 1):
        return _ITEM.fullmatch(text, start, at) is not None or bool(_NUMBER.match(text, end.end()))
    word = text[max(start, at - _LONGEST) : at].split()[-1:]
    name = word[0].lstrip("([\"'“‘") if word else ""
    if _INITIALS.fullmatch(name):
        return True
    before_number = _abbreviations().get(name)
    return before_number is not None and (not before_number or bool(_NUMBER.match(text, end.end())))


@cache
def _abbreviations() -> dict[str, bool]:
    """Abbreviation -> whether it is one only before a number ("No. 5"; but "No. Never.")."""
    found: dict[str, bool] = {}
    for path in sorted((home() / "languages").glob("*/abbreviations.tsv")):
        for line in unicodedata.normalize("NFC", path.read_text("utf-8")).splitlines():
            if line and not line.startswith("#"):
                name, _, only = line.partition("\t")
                found[name] = bool(only) and found.get(name, True)
    return found


def _fitting(text: str, limit: int, size: Callable[[str], int]) -> Iterator[str]:
    for sentence in _pieces(text):
        if size(sentence) <= limit:
            yield sentence
            continue
        for word in _WORD.findall(sentence):
            if size(word) <= limit:
                yield word
            else:
                yield from _CLUSTER.findall(word)
