"""Text of an Indian script -> the same as hurried thumbs and recognisers leave it: without some of
its vowel signs and nuktas."""

from __future__ import annotations

import re
from random import Random

_LOST = 0.12
"""Of the vowel signs and nuktas."""

_SIGNS = re.compile(
    "[\u093e-\u094c\u09be-\u09cc\u0a3e-\u0a4c\u0abe-\u0acc\u0b3e-\u0b4c"
    "\u0bbe-\u0bcc\u0c3e-\u0c4c\u0cbe-\u0ccc\u0d3e-\u0d4c\u093c]"
)


def without_some(text: str, chance: Random) -> str:
    return _SIGNS.sub(lambda sign: "" if chance.random() < _LOST else sign[0], text)
