"""Latin words in a text -> the language's own letters, for a voice that was trained on those alone.

A voice that speaks from IPA needs none of it: espeak-ng reads such words as English. Languages
without a spellbook keep the words, and the voice is silent in them.
"""

from __future__ import annotations

import re

from nakshatra.text.nativise import candidates
from nakshatra.types import Lang

_WORD = re.compile("[A-Za-z]+")


def in_own_letters(text: str, lang: Lang) -> str:
    """English words too: they are spelled as they would be typed in the language."""
    return _WORD.sub(lambda found: _spelled(found[0], lang.code), text)


def _spelled(word: str, code: str) -> str:
    return next(iter(candidates(word, code, most=1)), word)
