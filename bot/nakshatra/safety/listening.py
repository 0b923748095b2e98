"""A message -> what is caught in it, in every language and by every expert that warns or refuses.

At the door, before the experts and after them it is the same message: its phrases, and what the
ears make of it, are remembered while it is under way. What the arbiter makes of it depends on the
question before, which the door does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from nakshatra.catalogue import Catalogue
from nakshatra.forgetful import of_mine
from nakshatra.safety.alarms import Ears, Sensed
from nakshatra.safety.match import Caught, by_urgency, caught_in, sensed_in
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.rules import Rules
from nakshatra.safety.told import Told
from nakshatra.types import Kind, Query

_AT_ONCE = 64
"""Messages under way at a time, for which one hearing serves every look."""

EVERYONE = ("en", "hi")
"""Languages that anybody may speak and read, the likelier first."""


class Listening:
    def __init__(
        self, book: Phrasebook, rules: Sequence[Rules], ears: Ears, catalogue: Catalogue
    ) -> None:
        self.book, self.ears = book, ears
        self._rules, self._catalogue = rules, catalogue
        remembered = lru_cache(maxsize=_AT_ONCE)
        self._told = remembered(self._tell)
        self._sensed = remembered(self._sense)
        self._found = remembered(self._find)
        of_mine(self.forget)

    def forget(self) -> None:
        """What it remembers of messages."""
        for remembered in (self._told, self._sensed, self._found):
            remembered.cache_clear()

    def caught(self, query: Query, *, before: str = "") -> Sequence[Caught]:
        """By urgency; `before`: the question that it leans on. An emergency is heard in every
        language; what is refused, in those that this person is likely to speak."""
        return self._found(query.text, query.lang.code, before)

    def _tell(self, text: str) -> Told:
        return Told.of(text, self.book)

    def _narrow(self, text: str, code: str, kind: Kind) -> Told:
        told: Told = self._told(text)
        if kind is Kind.EMERGENCY:
            return told
        return told.only({*self._catalogue.readable(code), *EVERYONE})

    def _sense(self, text: str, code: str, kind: Kind) -> Mapping[str, Sensed]:
        return sensed_in(self._narrow(text, code, kind), self._of(kind), self.ears)

    def _find(self, text: str, code: str, before: str) -> Sequence[Caught]:
        found: list[Caught] = []
        for kind in (Kind.EMERGENCY, Kind.REFUSAL):
            sensed = self._sensed(text, "" if kind is Kind.EMERGENCY else code, kind)
            told = self._narrow(text, code, kind)
            found += caught_in(told, self._of(kind), self.ears, sensed, before)
        return by_urgency(found)

    def _of(self, kind: Kind) -> Sequence[Rules]:
        return [rules for rules in self._rules if rules.kind is kind]
