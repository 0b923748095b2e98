"""Text -> sentences, and a long reply -> pieces a channel can carry; no word is lost."""

from __future__ import annotations

from collections.abc import Iterator

import regex

_ABBREVIATION = (
    r"(?<!\b(?:Dr|Mr|Mrs|Ms|Sri|Smt|Shri|St|No|Rs|Re|rs|vs|etc|approx|max|min|Govt|Dept|Ltd|Pvt"
    r"|e\.g|i\.e|a\.m|p\.m|डॉ|श्री|रु|प्रो|नं|ডা|ડો|డా|ಡಾ|ഡോ|டாக்|\p{Lu}))"
)
_END = regex.compile(
    rf"(?:[।॥?!؟۔᱾᱿꯫]+|{_ABBREVIATION}(?<![0-9])\.+(?=[\s\"'”’)\]]|$)"
    rf"|(?<=[0-9])\.(?=\s+[^\s0-9]|$))[\"'”’)\]]*\s*|\n\s*"
)
"""Where a sentence ends. A full stop inside 2.5, 14.03.2026, Dr. or pmkisan.gov.in does not."""

_CLUSTER = regex.compile(r"\X")
_WORD = regex.compile(r"\S+\s*|\s+")


def sentences(text: str) -> list[str]:
    """Sentences without the white space around them; none is empty."""
    return [piece.strip() for piece in _pieces(text) if piece.strip()]


def split_for(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` UTF-16 units, cut at a sentence, else a word, else a letter.

    Joined together they are the text again. A single letter with marks that is longer than the
    limit stays whole.
    """
    if limit < 1:
        raise ValueError(f"a piece needs at least 1 unit, not {limit}")
    packed: list[list[str]] = []
    room = 0
    for piece in _fitting(text, limit):
        size = units(piece)
        if size > room:
            packed.append([])
            room = limit
        packed[-1].append(piece)
        room -= size
    return ["".join(pieces) for pieces in packed]


def units(text: str) -> int:
    """UTF-16 code units, as Telegram and SMS count."""
    return len(text) + sum(char > "\uffff" for char in text)


def _pieces(text: str) -> Iterator[str]:
    """Sentences with the white space after them; joined they are the text."""
    start = 0
    for end in _END.finditer(text):
        if end.end() > start:
            yield text[start : end.end()]
            start = end.end()
    if start < len(text):
        yield text[start:]


def _fitting(text: str, limit: int) -> Iterator[str]:
    for sentence in _pieces(text):
        if units(sentence) <= limit:
            yield sentence
            continue
        for word in _WORD.findall(sentence):
            if units(word) <= limit:
                yield word
            else:
                yield from _CLUSTER.findall(word)
