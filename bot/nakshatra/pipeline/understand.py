"""Utterance -> Query: clean text, the form of it that is searched, what it leans on."""

from __future__ import annotations

from collections.abc import Sequence

from nakshatra.catalogue import Catalogue
from nakshatra.safety.redact import redact
from nakshatra.text.emoji import without_emoji
from nakshatra.text.normalise import normalise
from nakshatra.text.shorthand import expand
from nakshatra.text.transliterate import to_native
from nakshatra.types import Lang, Profile, Query, Role, Turn, Utterance

_EVERYWHERE = ("hi", "en")
"""Languages whose small words stand in messages of all others."""

_SHORT = 6
"""Words: a follow-up is at most so long; a longer sentence stands on its own feet."""


def understand(
    utterance: Utterance, *, history: Sequence[Turn], profile: Profile, catalogue: Catalogue
) -> Query:
    text = redact(normalise(utterance.text, utterance.lang))
    return Query(
        text=text,
        native=searched(text, utterance.lang),
        lang=profile.lang or utterance.lang,
        previous=_leans_on(text, utterance.lang, history, catalogue),
        history=tuple(history),
    )


def searched(text: str, lang: Lang) -> str:
    """A normalised text as experts search it: no emoji, short forms written out, own script."""
    return to_native(expand(without_emoji(text), lang), lang)


def _leans_on(text: str, lang: Lang, history: Sequence[Turn], catalogue: Catalogue) -> str:
    """The question before, when this one is short and has a word of its language, of Hindi or of
    English such as "and", "aur", "उसका"."""
    asked = [turn.text for turn in history if turn.role is Role.USER]
    words = text.casefold().strip("?.!। ").split()
    if not asked or not words or len(words) > _SHORT:
        return ""
    cards = (catalogue.languages[code] for code in {lang.code, *_EVERYWHERE})
    marks = {word for card in cards for word in card.words.get("follow_up", ())}
    return asked[-1] if marks & set(words) or len(words) <= 2 else ""
