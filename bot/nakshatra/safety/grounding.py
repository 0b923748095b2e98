"""A text + its evidence -> the text without the sentences whose numbers or addresses stand nowhere.

It compares numbers, phone numbers and web addresses; it does not judge words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from nakshatra.text.numbers import numbers
from nakshatra.text.sentences import sentences
from nakshatra.types import Citation

_LIST_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:in|org|com|net|gov|info|co)\b(?:/\S*)?"
    r"|[\w.+-]+@[\w-]+\.[\w.]+",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\w")

_of_a_unit = lru_cache(maxsize=1024)(numbers)
"""Numbers of a citation; the same units are cited all day. Never for what a person wrote."""


class Evidence:
    """What a text may say: the citations, and the question itself."""

    def __init__(self, citations: Iterable[Citation], *said: str) -> None:
        cited = [f"{c.title}\n{c.url}\n{c.asof}\n{c.evidence}" for c in citations]
        self._text = "\n".join([*cited, *said]).casefold()
        known = [*map(_of_a_unit, cited), *map(numbers, said)]
        self._numbers = {number for part in known for number in part}

    def holds(self, sentence: str) -> bool:
        """Every number and every web address of the sentence stands in it."""
        addresses = [found.group() for found in _ADDRESS.finditer(sentence)]
        for address in addresses:
            sentence = sentence.replace(address, " ")
        return self._numbers.issuperset(numbers(sentence)) and all(map(self._knows, addresses))

    def keep(self, text: str) -> str:
        """The text itself when all of it holds; else without the sentences that do not."""
        if all(self._line(line) == line.strip() for line in text.split("\n")):
            return text
        kept = [(line, self._line(line)) for line in text.split("\n")]
        return "\n".join(left for line, left in kept if left or not line.strip()).strip()

    def _line(self, line: str) -> str:
        number = _LIST_NUMBER.match(line)
        start = number.end() if number else 0
        if self.holds(line[start:]):
            return line.strip()
        held = [sentence for sentence in sentences(line[start:]) if self.holds(sentence)]
        left = " ".join(held)
        return left if _LETTER.search(left) else ""

    def _knows(self, address: str) -> bool:
        bare = re.sub(r"^https?://|^www\.", "", address.casefold()).rstrip(".,;:)/")
        return bare.removeprefix("www.") in self._text
