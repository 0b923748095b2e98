"""One table: a letter of any script of India -> its sound. Knows letters, not words or languages.

Both the phonetic key (phonetic.py) and the ear of the red flags (safety/sounds.py) read it.

Sounds: k g c j T D (retroflex) t d n p f b v m r l s h y; vowels a A (short, long) i e E (ai) u o
O (the o of doctor); "+" a virama, "~" a nasal mark. Aspiration and the kinds of s, l, n and r,
which people and machines mix up, are not told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

VIRAMA, NASAL = "+", "~"
CONSONANTS = frozenset("kgcjTDtdnpfbvmrlshy")
VOWELS = frozenset("aAieEuoO")

INHERENT = range(0x900, 0xD80)
"""Characters of the scripts whose consonants carry an a unless a sign says otherwise."""

_BRAHMIC = {
    "a": (0x05,),
    "A": (0x06, 0x3E),
    "i": (0x07, 0x08, 0x3F, 0x40),
    "e": (0x0D, 0x0E, 0x0F, 0x45, 0x46, 0x47, 0x72),
    "E": (0x10, 0x48),
    "u": (0x09, 0x0A, 0x41, 0x42),
    "o": (0x12, 0x13, 0x14, 0x4A, 0x4B, 0x4C, 0x57),
    "O": (0x11, 0x49),
    "k": (0x15, 0x16, 0x58, 0x59),
    "g": (0x17, 0x18, 0x5A),
    "c": (0x1A, 0x1B),
    "j": (0x1C, 0x1D, 0x5B),
    "T": (0x1F, 0x20),
    "D": (0x21, 0x22),
    "t": (0x24, 0x25),
    "d": (0x26, 0x27),
    "n": (0x19, 0x1E, 0x23, 0x28, 0x29),
    "p": (0x2A,),
    "f": (0x2B, 0x5E),
    "b": (0x2C, 0x2D),
    "v": (0x35,),
    "m": (0x2E,),
    "y": (0x2F, 0x5F),
    "r": (0x0B, 0x30, 0x31, 0x43, 0x5C, 0x5D, 0x70),
    "l": (0x0C, 0x32, 0x33, 0x34),
    "s": (0x36, 0x37, 0x38),
    "h": (0x39,),
    NASAL: (0x01, 0x02),
    VIRAMA: (0x4D,),
}
"""Sound -> places within a block: the nine Brahmic blocks are laid out alike."""

_OWN = {"t": "ৎ", "r": "ৰർ", "v": "ৱୱ", "n": "ൺൻഩ", "l": "ൽൾ", "k": "ൿ", NASAL: "ੰ", "": "ੱ"}
"""Letters that one script has for itself; addak only doubles."""

_ARABIC = {
    "A": "اآأإعٲٳ", "i": "یيىېٕ", "e": "ےۓێ", "u": "وۆۄ",
    "k": "خقکكڪ", "g": "غگڳ", "c": "چڇڄ", "j": "جذزضظژ", "T": "ٹٽ", "D": "ڈڊڏڍڑڙ",
    "t": "تطٿة", "d": "دڌ",
    "n": "نڻڱڃ", "p": "پ", "f": "فڦ", "b": "بٻڀ", "m": "م", "r": "رڕ", "l": "لڵ", "s": "ثسصش",
    "h": "حہهۀ", NASAL: "ں", "": "ءئؤھ",
}  # fmt: skip
"""Short vowels are not written; w and y are written as u and i (see `read` of phonetic.py)."""

_OL_CHIKI = {
    "a": "ᱚ", "A": "ᱟ", "i": "ᱤ", "e": "ᱮ", "u": "ᱩ", "o": "ᱳ", "k": "ᱠ", "g": "ᱜ", "c": "ᱪ",
    "j": "ᱡ", "T": "ᱴ", "D": "ᱰ", "t": "ᱛ", "d": "ᱫ", "n": "ᱱᱧᱬᱝ", "p": "ᱯ",
    "b": "ᱵ", "v": "ᱣᱶ", "m": "ᱢ", "r": "ᱨᱲ",
    "l": "ᱞ", "s": "ᱥ", "h": "ᱦ", "y": "ᱭ",
}  # fmt: skip
_MEETEI = {
    "A": "ꯑꯥ", "i": "ꯏꯤꯢ", "e": "ꯦ", "E": "ꯩ", "u": "ꯎꯨ", "o": "ꯣꯧ", "k": "ꯀꯈꯛ",
    "g": "ꯒꯘ", "c": "ꯆ", "j": "ꯖꯓ", "t": "ꯇꯊꯠ", "d": "ꯗꯙ", "n": "ꯅꯉꯟꯡ", "p": "ꯄꯞ", "f": "ꯐ",
    "b": "ꯕꯚ", "v": "ꯋ", "m": "ꯃꯝ", "r": "ꯔ", "l": "ꯂꯜ", "s": "ꯁ", "h": "ꯍ", "y": "ꯌ",
    NASAL: "ꯪ", VIRAMA: "꯭",
}  # fmt: skip


def _table() -> Mapping[str, str]:
    found = {
        chr(block + place): sound
        for block in range(0x900, 0xD80, 0x80)
        for sound, places in _BRAHMIC.items()
        for place in places
    }
    for letters in (_OWN, _ARABIC, _OL_CHIKI, _MEETEI):
        found |= {char: sound for sound, chars in letters.items() for char in chars}
    return MappingProxyType(found)


SOUND = _table()
"""Letter -> sound; a letter that is silent by itself has ""."""
