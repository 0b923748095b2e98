"""A word in an Indian script -> its sounds one by one, unwritten vowels and all; not a skeleton.

The sounds are those of letters.py, without its marks. What one script does in its own way stands
in the tables below: voice in Tamil, w and y in Arabic letters, chillu and doubled r in Malayalam.
"""

from __future__ import annotations

import re
from unicodedata import category

from nakshatra.text.letters import CONSONANTS, INHERENT, SOUND, VIRAMA, VOWELS

_VOWEL = "[aAieEuoO]"
_CARRIERS = frozenset(
    char
    for char, sound in SOUND.items()
    if sound in CONSONANTS and ord(char) in INHERENT and char not in "ৎൺൻർൽൾൿ"
)
"""Consonants that carry an a unless a sign says otherwise."""

_SIGNS = frozenset(
    char
    for char, sound in SOUND.items()
    if category(char).startswith("M") and sound in {VIRAMA, *VOWELS, "r"}
)
"""What stands in the place of that a (r is the vowel of कृषि)."""

_TOGETHER = {"ড়": "র", "ওয়": "ৱ", "োয়": "োৱ", "റ്റ": "ട്ട", "ന്റ": "ന്ട"}
"""Letters that are something else together."""

_SEQUENCE = re.compile("|".join(_TOGETHER))
_SILENT = re.compile("[\u093c\u09bc\u0a3c\u0abc\u0b3c\u0c3c\u0cbc\u200c\u200d]")

_GLIDES = (
    (re.compile("^u(?=.)"), "v"),
    (re.compile("^i(?=[Aeu])"), "y"),
    (re.compile("(?<=A)i(?=u)"), "y"),
    (re.compile("uu(?=[b-z])"), "uv"),
    (re.compile("(?<=[Ae])u(?=[a-zA~])"), "v"),
    (re.compile("(?<=i)u(?=[nrAie])"), "v"),
    (re.compile("u(?=[Ae])"), "v"),
    (re.compile("(?<=[a-z])h$"), "A"),
)
"""Arabic letters write w as u and y as i: consonants at the start and between vowels."""

_TAMIL = (
    (re.compile("avu"), "o"),
    (re.compile(f"^c(?={_VOWEL})|(?<={_VOWEL})c(?={_VOWEL}|$)"), "s"),
    (re.compile(r"(?<=n\+)c"), "j"),
    (re.compile(rf"((?<={_VOWEL})|(?<=[nmrl]\+))k(?={_VOWEL})"), "g"),
    (re.compile(rf"((?<={_VOWEL})|(?<=[nrl]\+))t(?={_VOWEL}|\+r)"), "d"),
    (re.compile(rf"((?<={_VOWEL})|(?<=[nmrl]\+))p(?={_VOWEL})"), "b"),
)
"""Tamil writes k for g too: between vowels and after a nasal a single stop is voiced;
avu is au."""

_RULES = (
    (range(0x600, 0x780), _GLIDES),
    (range(0xB80, 0xC00), _TAMIL),
    (range(0xC00, 0xD80), ((re.compile("~$"), "m"),)),
    (range(0x980, 0xD80), ((re.compile(r"(?<=[b-df-hj-np-tv-z]\+)yA"), "E"),)),
    (
        range(0x600, 0x10000),
        (
            (re.compile(r"j\+n"), "gy"),
            (re.compile("~(?=[pbf])"), "m"),
            (re.compile("~"), "n"),
            (re.compile(r"\+"), ""),
            (re.compile(f"(?<!{_VOWEL})a$"), ""),
        ),
    ),
)
"""Of each block of letters. Also: a last anusvara of the south is m, ya with a outside Devanagari
is the vowel of bank, ज्ञ is gy."""


def native(word: str) -> str:
    """`word`: normalised. "" when it has no letter of an Indian script."""
    first = next((ord(char) for char in word if char in SOUND), 0)
    if not first:
        return ""
    sounds = "".join(_read(_SILENT.sub("", _SEQUENCE.sub(_one, word))))
    for block, rules in _RULES:
        if first in block:
            for pattern, new in rules:
                sounds = pattern.sub(new, sounds)
    return sounds


def _one(found: re.Match[str]) -> str:
    return _TOGETHER[found.group()]


def _read(word: str) -> list[str]:
    """The sounds of the letters, an unwritten a where the script has one."""
    found: list[str] = []
    for char, after in zip(word, f"{word[1:]} ", strict=True):
        found.append(SOUND.get(char, char))
        if char in _CARRIERS and after not in _SIGNS:
            found.append("a")
    return found
