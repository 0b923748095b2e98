"""Query -> what the bot says to a mere greeting or thanks; None when something is asked."""

from __future__ import annotations

from nakshatra.catalogue import Catalogue
from nakshatra.text.emoji import without_emoji
from nakshatra.text.normalise import fold
from nakshatra.types import Answer, Kind, Query

_KINDS = {"hello": "greeting", "thank_you": "welcome"}
"""Words of a language card -> the phrase that answers them."""

_LONGEST = 4
"""Words: a longer message asks something, however politely."""


def courtesy(query: Query, catalogue: Catalogue) -> Answer | None:
    said = [fold(word.strip("?.!,।")) for word in without_emoji(query.text).split()]
    if not said or len(said) > _LONGEST:
        return None
    for words, phrase in _KINDS.items():
        if all(word in _heard(words, catalogue) for word in said):
            text = catalogue.phrase(phrase, query.lang.code)
            return Answer(expert="", text=text, lang=query.lang, confidence=1.0, kind=Kind.NOTICE)
    return None


def _heard(words: str, catalogue: Catalogue) -> set[str]:
    return {fold(w) for card in catalogue.languages.values() for w in card.words.get(words, ())}
