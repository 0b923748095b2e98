"""A word in an Indian script -> its sounds one by one; not a skeleton.

`native` says them, unwritten vowels and all; `written` keeps the marks of letters.py and puts "."
for an a that is not written. What one script does in its own way stands in the tables below:
voice in Tamil, w and y in Arabic letters, doubled r in Malayalam.
"""

from __future__ import annotations

import re
from unicodedata import category

from nakshatra.text.letters import CONSONANTS, INHERENT, SOUND, VIRAMA, VOWELS

_VOWEL = "[.aAieEuoO]"
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

Rules = tuple[tuple[re.Pattern[str], str], ...]

_GLIDES: Rules = (
    (re.compile("^u(?=.)"), "v"),
    (re.compile("^i(?=[Aeu])"), "y"),
    (re.compile("(?<=A)i(?=u)"), "y"),
    (re.compile("uu(?=[b-zTD])"), "uv"),
    (re.compile("(?<=[Ae])u(?=[a-zATD~])"), "v"),
    (re.compile("(?<=i)u(?=[nrAie])"), "v"),
    (re.compile("u(?=[Ae])"), "v"),
    (re.compile("(?<=[a-zTD])h$"), "A"),
)
"""Arabic letters write w as u and y as i: consonants at the start and between vowels."""

_AFTER = rf"((?<={_VOWEL})|(?<=[nmrl]\+))"
DENTAL: Rules = ((re.compile(rf"((?<={_VOWEL})|(?<=[nrl]\+))t(?={_VOWEL}|\+r)"), "d"),)
TAMIL: Rules = (
    (re.compile(r"\.vu"), "o"),
    (re.compile("E$"), "i"),
    (re.compile(f"^c(?={_VOWEL})|(?<={_VOWEL})c(?={_VOWEL}|$)"), "s"),
    (re.compile(r"(?<=n\+)c"), "j"),
    (re.compile(rf"{_AFTER}k(?={_VOWEL})"), "g"),
    (re.compile(rf"{_AFTER}T(?={_VOWEL}|\+r)"), "D"),
    (re.compile(rf"{_AFTER}p(?={_VOWEL})"), "b"),
)
"""Tamil writes k for g too: between vowels and after a nasal a single stop is voiced; avu is au,
a last ai is typed ai or e."""

_SOUTHERN: Rules = ((re.compile("~$"), "m"),)
_BANK: Rules = ((re.compile(r"(?<=[b-df-hj-np-tv-zTD]\+)yA"), "E"),)
_KNOW: Rules = ((re.compile(r"j\+n"), "gy"),)
_TAMIL_BLOCK = range(0xB80, 0xC00)
_RULES = (
    (range(0x600, 0x780), _GLIDES),
    (range(0xC00, 0xD80), _SOUTHERN),
    (range(0x980, 0xD80), _BANK),
    (range(0x900, 0x10000), _KNOW),
)
"""Of each block of letters. A last anusvara of the south is m, ya with a outside Devanagari is the
vowel of bank, ज्ञ is gy."""

_SAID: Rules = (
    (re.compile(r"\+"), ""),
    (re.compile("~(?=[pbf])"), "m"),
    (re.compile("~"), "n"),
    (re.compile(rf"(?<!{_VOWEL})\.$"), ""),
    (re.compile(r"\."), "a"),
)


def native(word: str) -> str:
    """`word`: normalised. "" when it has no letter of an Indian script."""
    return _changed(written(word), _SAID)


def written(word: str, tamil: Rules = (*TAMIL, *DENTAL)) -> str:
    """The same with the marks still in it; `tamil` are the rules of its voice."""
    first = next((ord(char) for char in word if char in SOUND), 0)
    if not first:
        return ""
    sounds = "".join(_read(_SILENT.sub("", _SEQUENCE.sub(_one, word))))
    if first in _TAMIL_BLOCK:
        sounds = _changed(sounds, tamil)
    for block, rules in _RULES:
        if first in block:
            sounds = _changed(sounds, rules)
    return sounds


def _changed(sounds: str, rules: Rules) -> str:
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
            found.append(".")
    return found
