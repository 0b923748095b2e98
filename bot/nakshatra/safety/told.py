"""A message -> the phrases heard in it, and the languages it may be in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property

from nakshatra.knowledge.encoder import Line
from nakshatra.safety.alarms import lines
from nakshatra.safety.phrasebook import Phrasebook, Span
from nakshatra.safety.rules import Rules
from nakshatra.safety.sounds import Heard, hear
from nakshatra.text.normalise import fold

_RIVAL, _FEWER = 0.6, 3
"""A language with no more than this share of the words that another has, and so many fewer, is not
the one spoken."""

_LIKELIEST = "hi"
"""Of two languages that say as much of a message."""

Found = Mapping[str, Sequence[Span]]


class Told:
    """A message, and the phrases heard in it."""

    def __init__(self, text: str, heard: Heard, found: Found) -> None:
        self.text, self.heard, self.found = text, heard, found
        self.shares = _shares(found)
        """Language -> how many words of the message stand in phrases of its own."""

        most = max(self.shares.values(), default=0)
        least = min(_RIVAL * most, most - _FEWER)
        self.tongues = frozenset(code for code, count in self.shares.items() if count > least)
        """Languages it may be in."""

        self.folded = tuple(map(fold, heard.plain))

    @classmethod
    def of(cls, text: str, book: Phrasebook) -> Told:
        heard = hear(text)
        return cls(text, heard[0], book.find(heard))

    def only(self, spoken: Collection[str]) -> Told:
        """As if no other language could be meant; itself when none of these is heard."""
        if not self.tongues.intersection(spoken):
            return self
        one = copy(self)
        one.tongues = self.tongues.intersection(spoken)
        return one

    @cached_property
    def worded(self) -> int:
        """Words with letters."""
        return sum(any(map(str.isalpha, word)) for word in self.heard.plain)

    def lines(self, rules: Rules, *, close: bool = False) -> list[Line]:
        return lines(self.folded, self.found, self.tongues, rules, close=close)

    def tongue(self, codes: Iterable[str]) -> str:
        """The likeliest of these."""
        return max(codes, key=lambda code: (self.shares.get(code, 0), code == _LIKELIEST))


def _shares(found: Found) -> Mapping[str, int]:
    """Language -> how many words of the message stand in phrases of its own."""
    words: dict[str, set[int]] = defaultdict(set)
    for spans in found.values():
        for span in spans:
            for code in span.codes:
                words[code].update(range(span.first, span.last + 1))
    return {code: len(at) for code, at in words.items()}
