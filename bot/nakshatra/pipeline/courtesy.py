"""Query -> what the bot says to a mere greeting, thanks, praise or blame; None to a question."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from nakshatra.catalogue import Catalogue
from nakshatra.text.emoji import without_emoji
from nakshatra.text.normalise import fold
from nakshatra.types import Answer, Kind, Query

_KINDS = {"hello": "greeting", "thank_you": "welcome", "good": "thanks", "bad": "thanks"}
"""Words of a language card -> the phrase that answers them."""

_LONGEST = 4
"""Words: a longer message asks something, however politely."""


def courtesy(query: Query, catalogue: Catalogue) -> Answer | None:
    said = [fold(word.strip("?.!,।")) for word in without_emoji(query.text).split()]
    if not said or len(said) > _LONGEST:
        return None
    for words, phrase in _KINDS.items():
        if any(heard.issuperset(said) for heard in _heard(words, catalogue)):
            text = catalogue.phrase(phrase, query.lang.code)
            return Answer(expert="", text=text, lang=query.lang, confidence=1.0, kind=Kind.NOTICE)
    return None


def _heard(words: str, catalogue: Catalogue) -> Iterator[frozenset[str]]:
    """The words of each language, with English mixed in; never of two others together."""
    english = catalogue.languages["en"].words.get(words, [])
    for card in catalogue.languages.values():
        yield _folded((*card.words.get(words, ()), *english))


@lru_cache(maxsize=256)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, words))
