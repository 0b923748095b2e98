"""A word that spells out initials in an Indian script -> those letters: टीबी, టీబీ and টিবি are "tb".

Only words made of nothing but letter names, two or more of them; every other word gives "".
"""

from __future__ import annotations

import re

_LOWEST = 0x900
_BLOCKS = range(0x980, 0xD80)
_NAMES = {
    "w": "डब्ल्यू|डब्लू",
    "h": "(?:[एऐऎ]इ?|ह[ेॆ])च्?(?:च्)?",
    "q": "क्यू",
    "x": "[एऐऎ]क्स्?",
    "f": "[एऐऎ]फ़?्?",
    "l": "[एऐऎ]ल्?",
    "m": "[एऐऎ](?:म्?|ं)",
    "n": "[एऐऎ]न्?",
    "s": "[एऐऎ]स्?",
    "z": "[जझ]़?[ेैॆ]ड्?",
    "y": "वाय्?[ीइई]?|वाई|वै|[ऒओ]य्|[ऒओ]य़ाइ|वाइ",
    "r": "आर्?",
    "i": "आई|आइ|आय|ऐ",
    "o": "[ओऒ]",
    "u": "यू|यु|इउ|इयू",
    "a": "[एऎ]",
    "e": "[ईइ]",
    "b": "ब[ीि]",
    "c": "[सच][ीि]",
    "d": "ड[ीि]",
    "g": "ज[ीि]",
    "j": "ज[ेॆ]",
    "k": "क[ेॆ]",
    "p": "प[ीि]",
    "t": "ट[ीि]",
    "v": "[वभ][ीि]",
}
"""Letter -> its name in Devanagari and in the letters at the same places of the other scripts."""

_NAME = re.compile("|".join(f"(?P<{letter}>{name})" for letter, name in _NAMES.items()))
_WHOLE = re.compile(f"(?:{'|'.join(_NAMES.values())}){{2,6}}")
_LIKE = str.maketrans(
    {"ർ": "र", "ൽ": "ल", "ൻ": "न", "ୱ": "व", "ৱ": "व", "\u200c": "", "\u200d": ""}
)


def initials(word: str) -> str:
    """`word`: normalised. The letters in lower case; "" when it is an ordinary word."""
    plain = "".join(map(_as_devanagari, word.translate(_LIKE)))
    if not _WHOLE.fullmatch(plain):
        return ""
    letters = "".join(found.lastgroup or "" for found in _NAME.finditer(plain))
    return letters if len(set(letters)) > 1 else ""


def _as_devanagari(char: str) -> str:
    return chr(_LOWEST + ord(char) % 0x80) if ord(char) in _BLOCKS else char
