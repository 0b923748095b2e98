"""A whole message that says STOP, START or PRIVACY -> the command it means. Pure.

The words of STOP and START are data: the groups `stop` and `start` of languages/*/language.toml.
Only what can mean nothing else belongs there: who says "wait" or "enough" must not fall silent.
"""

from __future__ import annotations

from functools import lru_cache

from nakshatra.catalogue import Catalogue, words_of
from nakshatra.text.emoji import without_emoji

STOP, START = "/stop", "/start"
PRIVACY = "/privacy"
_PRIVACY = "privacy"
"""The word that the short notice asks for, the same in every language."""

_LONGEST = 40
"""Letters: a longer message asks something."""


def opting(text: str, catalogue: Catalogue) -> str:
    """ "" when it says none, or a word that stops in one language and starts in another."""
    if len(text) > _LONGEST:
        return ""
    said = " ".join(words_of(without_emoji(text)))
    if said == _PRIVACY:
        return PRIVACY
    stops, starts = _words("stop", catalogue), _words("start", catalogue)
    if (said in stops) is (said in starts):
        return ""
    return STOP if said in stops else START


def _words(group: str, catalogue: Catalogue) -> frozenset[str]:
    cards = catalogue.languages.values()
    return _folded(tuple(word for card in cards for word in card.words.get(group, ())))


@lru_cache(maxsize=16)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(" ".join(words_of(word)) for word in words)
