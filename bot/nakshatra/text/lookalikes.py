"""Sequences that look the same, and letters of another keyboard -> the language's own; tables only.

Each stage is one pattern and what stands in its place, so that `normalise` can keep track of where
every character came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import regex

Stage = tuple[re.Pattern[str] | regex.Pattern[str], str | Callable[[Any], str]]
"""What is found, and what stands in its place."""

TWINS = {
    # Devanagari: a vowel typed as another vowel plus a sign looks the same
    **{"अा": "आ", "अॅ": "ॲ", "अॉ": "ऑ", "अो": "ओ", "अौ": "औ", "आे": "ओ", "आै": "औ", "आॅ": "ऑ"},
    **{"एे": "ऐ", "एॅ": "ऍ", "ाे": "ो", "ाै": "ौ", "ाॅ": "ॉ", "ेे": "े", "ाा": "ा"},
    **{"र्\u200d": "ऱ्"},  # the eyelash ra of Marathi and Nepali
    **{"অা": "আ", "ত্\u200d": "ৎ"},
    **{"ਅਾ": "ਆ", "ੲਿ": "ਇ", "ੲੀ": "ਈ", "ੲੇ": "ਏ", "ੳੁ": "ਉ", "ੳੂ": "ਊ", "ਅੈ": "ਐ", "ਅੌ": "ਔ"},
    **{"ੳੋ": "ਓ", "ਂਾ": "ਾਂ", "ੰੁ": "ੁੰ", "ੱੁ": "ੁੱ", "ੰਿ": "ਿੰ", "ੱਿ": "ਿੱ"},
    **{"અા": "આ", "અે": "એ", "અૈ": "ઐ", "અો": "ઓ", "અૌ": "ઔ", "અૅ": "ઍ", "અૉ": "ઑ"},
    **{"ଅା": "ଆ", "ఒౌ": "ఔ", "ಒೌ": "ಔ"},
    # Malayalam: vowels, and the six chillu letters as they were typed before Unicode 5.1
    **{"ഇൗ": "ഈ", "ഉൗ": "ഊ", "ഒാ": "ഓ", "ഒൗ": "ഔ", "ൌ": "ൗ"},
    **{"ണ്\u200d": "ൺ", "ന്\u200d": "ൻ", "ര്\u200d": "ർ", "ല്\u200d": "ൽ", "ള്\u200d": "ൾ"},
    **{"ക്\u200d": "ൿ", "ஶ்ரீ": "ஸ்ரீ"},
    # a typed colon for visarga is left alone: it may be meant
    **{"’": "'", "‘": "'", "“": '"', "”": '"'},
}
_TWIN = re.compile("|".join(map(re.escape, sorted(TWINS, key=len, reverse=True))))
TWIN: Stage = (_TWIN, lambda found: TWINS[found.group()])

_PIPE = re.compile(r"(?<=[\u0900-\u0963\u0966-\u0a7f\u0b00-\u0b7f])(\s*)(\|\|?)(?=\s|$)")
PIPE: Stage = (_PIPE, lambda found: found[1] + ("।" if len(found[2]) == 1 else "॥"))
"""A stroke typed for a danda, after a word of a script that has one."""

_CYRILLIC = dict(zip("аеорсухіјѕАВЕКМНОРСТУХІЈЅ", "aeopcyxijsABEKMHOPCTYXIJS", strict=True))
_LIKE_LATIN = f"[{''.join(_CYRILLIC)}]"
_AMONG_LATIN = re.compile(
    f"(?<=[A-Za-z]){_LIKE_LATIN}+|(?<!{_LIKE_LATIN}){_LIKE_LATIN}+(?=[A-Za-z])"
)
AMONG_LATIN: Stage = (
    _AMONG_LATIN,
    lambda found: "".join(map(_CYRILLIC.__getitem__, found.group())),
)
"""Cyrillic letters inside a word of Latin letters."""

_RING = re.compile("(?<=[\u0c05-\u0c56\u0c85-\u0cd6\u0d05-\u0d57])[oO](?![A-Za-z])")
RING: Stage = (_RING, lambda found: chr(ord(found.string[found.start() - 1]) // 128 * 128 + 2))
"""Latin o typed for the ring of Telugu, Kannada and Malayalam: their anusvara."""

URDU = str.maketrans(
    "يىكه\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669", "ییکہ۰۱۲۳۴۵۶۷۸۹"
)
"""Arabic keyboards' yeh, kaf, heh and digits -> those of Urdu, Kashmiri and Punjabi."""

SINDHI = str.maketrans("یىہك", "ييهڪ")
ASSAMESE = str.maketrans("র", "ৰ")
BENGALI = str.maketrans("ৰৱ", "রব")
"""Ra and va as the two languages write them; each is typed on the other's keyboard."""

_URDU = re.compile("[ٹڈڑںےہۄٲۍ]")
_SINDHI = re.compile("[ٻڀٿٽڊڏڍڌڦڄڃڇڻڱڳڙ۾۽ڪ]")
_KEYBOARDS = {"ur": URDU, "ks": URDU, "pa": URDU, "sd": SINDHI, "as": ASSAMESE, "bn": BENGALI}


def keyboard(text: str, code: str) -> dict[int, int] | None:
    """What to put for letters of a neighbour's keyboard; None when nothing shows which it is.

    The language is what the caller knows ("" when nothing), else what letters only it has show.
    """
    if code in _KEYBOARDS:
        return _KEYBOARDS[code]
    if "ৰ" in text and not code:
        return ASSAMESE
    if code or not _URDU.search(text) or _SINDHI.search(text):
        return None
    return URDU
