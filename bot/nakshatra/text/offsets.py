"""A text that changes -> where each of its characters came from; decides no change itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from nakshatra.text.lookalikes import Stage


@dataclass(frozen=True, slots=True)
class Normalised:
    """A normalised text and its way back."""

    text: str
    starts: Sequence[int]
    """Of each character: where what it came from begins in the original."""

    ends: Sequence[int]
    """And where that ends."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """What `text[start:end]` was in the original; an empty span stays empty."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else max(self.ends, default=0)
            return at, at
        return min(self.starts[start:end]), max(self.ends[start:end])


class Traced:
    """A text with the places of its characters, kept through every change."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = list(range(len(text)))
        self.ends = list(range(1, len(text) + 1))

    def put(self, stage: Stage) -> None:
        pattern, new = stage
        pieces, at = _Pieces(self), 0
        for found in pattern.finditer(self.text):
            pieces.keep(at, found.start())
            told = new(found) if callable(new) else found.expand(new)
            pieces.replace(found.start(), found.end(), told)
            at = found.end()
        pieces.keep(at, len(self.text))
        pieces.done()

    def compose(self) -> None:
        """NFC, one base letter and its marks at a time."""
        if unicodedata.is_normalized("NFC", self.text):
            return
        pieces, start = _Pieces(self), 0
        for at in range(1, len(self.text) + 1):
            if at < len(self.text) and not _starts_anew(self.text[at]):
                continue
            old = self.text[start:at]
            pieces.replace(start, at, unicodedata.normalize("NFC", old))
            start = at
        pieces.done()

    def translate(self, letters: dict[int, int]) -> None:
        self.text = self.text.translate(letters)

    def trim(self) -> None:
        self.put((re.compile(r"\s+"), " "))
        self.put((re.compile(r"\A | \Z"), ""))


class _Pieces:
    """The new text, put together from left to right."""

    def __init__(self, old: Traced) -> None:
        self._old = old
        self._text: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def keep(self, start: int, end: int) -> None:
        self._text.append(self._old.text[start:end])
        self._starts += self._old.starts[start:end]
        self._ends += self._old.ends[start:end]

    def replace(self, start: int, end: int, new: str) -> None:
        """What begins and ends as before keeps its places; the rest came from all of the rest."""
        old = self._old.text[start:end]
        head = _alike(old, new)
        tail = _alike(old[head:][::-1], new[head:][::-1])
        self.keep(start, start + head)
        low, high = start + head, end - tail
        middle = new[head : len(new) - tail]
        if middle:
            places = slice(low, high) if low < high else slice(start, end)
            self._text.append(middle)
            self._starts += [min(self._old.starts[places])] * len(middle)
            self._ends += [max(self._old.ends[places])] * len(middle)
        self.keep(high, end)

    def done(self) -> None:
        self._old.text = "".join(self._text)
        self._old.starts, self._old.ends = self._starts, self._ends


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))


def _starts_anew(char: str) -> bool:
    """Whether composition cannot reach across: no mark, and nothing that joins what is before."""
    return (
        not unicodedata.combining(char)
        and unicodedata.category(char)[0] != "M"
        and not ("\u1160" <= char <= "\u11ff")
    )
