"""Query and Answer of a recording -> the answer with a line of what was heard, where that matters.

Below a floor nothing is answered, but for an emergency: they are asked to say it again or to type.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from nakshatra.catalogue import Catalogue, words_of
from nakshatra.heard import SURENESS, Sureness
from nakshatra.knowledge.deciding import deciding
from nakshatra.text.aloud.speech import speech
from nakshatra.text.normalise import fold
from nakshatra.text.numbers import numbers
from nakshatra.types import Answer, Kind, Query, Thread

_LONGEST = 160
"""Characters of what was heard: one line on a small phone and two more; the end is left out."""

_FIRST = 2
"""The number from which on a word counts as one: "one" is "a" in many languages."""


@dataclass(frozen=True, slots=True)
class Readback:
    catalogue: Catalogue
    sureness: Sureness = SURENESS

    def is_too_unsure(self, query: Query) -> bool:
        return query.spoken and query.sure < self.sureness.floor

    def __call__(self, query: Query, answer: Answer) -> Answer:
        if answer.kind is Kind.NOTICE or not self._matters(query):
            return answer
        phrase = self.catalogue.phrase("i_heard", query.lang.code)
        thread = answer.thread or Thread(question=query.text)
        return replace(
            answer,
            readback=phrase.format(text=_short(query.shown or query.text)),
            thread=replace(thread, heard=True),
        )

    def _matters(self, query: Query) -> bool:
        if not query.spoken:
            return False
        if query.sure < self.sureness.readback or self._holds_number(query):
            return True
        return self._sure_of_names(query) < self.sureness.names

    def _sure_of_names(self, query: Query) -> float:
        """Of the words that decide; where the recogniser told no doubt of single words, of all."""
        if query.named is not None:
            return query.named
        names = deciding(self.catalogue)
        return query.sure if names.stands_in(query.text, query.native) else 1.0

    def _holds_number(self, query: Query) -> bool:
        if numbers(query.text):
            return True
        words = _number_words(query.lang.code) - self.catalogue.listens("say", query.lang.code)
        return not words.isdisjoint(words_of(query.native))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + "…"


@cache
def _number_words(code: str) -> frozenset[str]:
    """Folded; two to ninety-nine, and the words of size."""
    words = speech(code)
    if words is None:
        return frozenset()
    return frozenset(map(fold, (*words.numbers[_FIRST:], *words.sizes)))
