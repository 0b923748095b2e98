"""A text -> the same in the other letters: as a hurried hand types it in Latin ones, or as the road
reads what was typed so.

A question that was written in one script only is then heard in both: of whoever types in Latin
letters both forms are read (knowledge/answering.py).
"""

from __future__ import annotations

import re
from functools import cache
from random import Random

from nakshatra.pipeline.understand import searched
from nakshatra.text.normalise import normalise
from nakshatra.text.transliterate import NATIVE_WORD, book_of, to_script
from nakshatra.training.channel import Channel
from nakshatra.training.mixing import noisy
from nakshatra.types import Lang

_DRAWN = 0.4
"""Of the words, those typed as anybody might; the others as most do."""

_HURRIED = 0.3
"""Of the texts without numbers, those typed on a small keyboard."""

_ENGLISH = "en"


def twin(text: str, code: str, chance: Random) -> str:
    """ "" when there is none: of English, and where nothing is known of the language's letters."""
    if code == _ENGLISH or not book_of(code):
        return ""
    text = normalise(text)
    if NATIVE_WORD.search(text):
        return typed(text, code, chance)
    other = searched(text, Lang(code, "Latn"))
    return "" if other == text else other


def typed(text: str, code: str, chance: Random) -> str:
    """In Latin letters; words that stand in them already stay."""
    channel = _channel(book_of(code))

    def drawn(found: re.Match[str]) -> str:
        if chance.random() >= _DRAWN:
            return found[0]
        return "".join(letters for _, letters in channel.draw(found[0], chance)) or found[0]

    latin = to_script(NATIVE_WORD.sub(drawn, normalise(text)), Lang(code, "Latn"))
    hurried = chance.random() < _HURRIED and not any(map(str.isdigit, latin))
    return noisy(latin, chance) if hurried else latin


@cache
def _channel(book: str) -> Channel:
    return Channel.of(book)
