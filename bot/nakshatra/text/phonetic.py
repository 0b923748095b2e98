"""A word in any script -> a skeleton of its consonants, equal for spellings that sound alike.

यूरिया, yuriya, urea, uriya and యూరియా have one key. For finding, never for showing: different
words share a key, so a match must be confirmed by something else. English spelling is followed
only as far as Indian languages borrow its words.

Voiced and unvoiced stay apart (k g, t d, p b), aspirates, retroflexes and sh join their plain
sound, v w join b, f joins p, z joins j. A word of three or more consonants is its consonants; a
shorter one keeps the vowels that people do not mix up: I (i, e) and U (u, o).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from nakshatra.text.normalise import ascii_digits, normalise

_BRAHMIC = {
    **dict.fromkeys((0x05, 0x06, 0x0D, 0x10, 0x11, 0x3E, 0x45, 0x48, 0x49, 0x72), "A"),
    **dict.fromkeys((0x07, 0x08, 0x3F, 0x40), "I"),
    **dict.fromkeys((0x0E, 0x0F, 0x46, 0x47), "E"),
    **dict.fromkeys((0x09, 0x0A, 0x12, 0x13, 0x14, 0x41, 0x42, 0x4A, 0x4B, 0x4C, 0x57), "U"),
    **dict.fromkeys((0x0B, 0x43, 0x30, 0x31, 0x5C, 0x5D, 0x70), "r"),
    **dict.fromkeys((0x15, 0x16, 0x58, 0x59), "k"),
    **dict.fromkeys((0x17, 0x18, 0x5A), "g"),
    **dict.fromkeys((0x01, 0x02, 0x19, 0x1E, 0x23, 0x28, 0x29), "n"),
    **dict.fromkeys((0x1A, 0x1B), "c"),
    **dict.fromkeys((0x1C, 0x1D, 0x5B), "j"),
    **dict.fromkeys((0x1F, 0x20, 0x24, 0x25), "t"),
    **dict.fromkeys((0x21, 0x22, 0x26, 0x27), "d"),
    **dict.fromkeys((0x2A, 0x2B, 0x5E), "p"),
    **dict.fromkeys((0x2C, 0x2D, 0x35, 0x71), "b"),
    0x2E: "m",
    **dict.fromkeys((0x2F, 0x5F), "Y"),
    **dict.fromkeys((0x32, 0x33, 0x34), "l"),
    **dict.fromkeys((0x36, 0x37, 0x38), "s"),
    0x39: "h",
}
"""Place within the block -> sound: the nine Brahmic blocks are laid out alike."""

_OWN = {
    "ৎ": "t", "ৰ": "r", "ৱ": "b", "ੰ": "n", "ੱ": "", "ൺ": "n", "ൻ": "n", "ർ": "r", "ൽ": "l",
    "ൾ": "l", "ൿ": "k", "ௐ": "Um", "ॐ": "Um",
}  # fmt: skip
"""Letters that one script has for itself."""

_LETTERS = {
    "A": "اآأعئءٲٳᱚᱟꯥꯑ",
    "I": "یيىئِٕᱤꯏꯤꯢ",
    "E": "ےۓێᱮꯦꯩ",
    "U": "وؤۆۄᱩᱳꯎꯨꯣꯧ",
    "Y": "ᱭꯌ",
    "b": "بٻڀᱵᱣᱶꯕꯚꯋ",
    "p": "پفڦᱯꯄꯐꯞ",
    "t": "تطٹٿٽةᱛᱴꯇꯊꯠ",
    "d": "دڈڊڏڍڌᱫᱰꯗꯙ",
    "s": "ثسصشᱥꯁ",
    "j": "جذزضظژڄᱡꯖꯓ",
    "c": "چڇᱪꯆ",
    "h": "حہهۀᱦꯍ",
    "k": "خقکكڪᱠꯀꯈꯛ",
    "g": "غگڳᱜꯒꯘ",
    "r": "رڑڙᱨᱲꯔ",
    "l": "لᱞꯂꯜ",
    "m": "مᱢꯃꯝ",
    "n": "نںڻڱڃᱱᱧᱬᱝꯅꯉꯟꯡꯪ",
}

_SOUNDS = (
    {ord(char): sound for sound, chars in _LETTERS.items() for char in chars}
    | {
        block + place: sound
        for block in range(0x900, 0xD80, 0x80)
        for place, sound in _BRAHMIC.items()
    }
    | {ord(char): sound for char, sound in _OWN.items()}
)

_LATIN = (
    (r"tion|sion", "sn"),
    (r"sch", "sk"),
    (r"chh?|tch", "C"),
    (r"c(?=[eiy])", "s"),
    (r"x", "ks"),
    (r"dg(?=e)", "j"),
    (r"([bcdgjkptsw])h", r"\1"),
    (r"ph|f", "p"),
    (r"[vw]", "b"),
    (r"z", "j"),
    (r"zh", "l"),
    (r"[cq]k?", "k"),
    (r"C", "c"),
    (r"(?<=..)ai$", "I"),
    (r"a[iy](?![aeiou])", "A"),
    (r"oo+|o[uaw]|au|ue?$|eu|[uo]", "U"),
    (r"ee+|e[ai]|ie|i", "I"),
    (r"e", "E"),
    (r"y", "Y"),
    (r"a+", "A"),
)
"""English and Hindi habits of spelling, tried in this order."""

_LATIN_RULES = tuple((re.compile(pattern), sound) for pattern, sound in _LATIN)
_TAMIL = re.compile("[\u0b80-\u0bff]")
_TAMIL_VOICE = (
    (re.compile("(?<=[AIEU])[c](?=[AIEU]|$)"), "s"),
    (re.compile("(?<=n)c"), "j"),
    (re.compile("(?<=[AIEUnmrl])k(?!k)(?<!kk)"), "g"),
    (re.compile("(?<=[AIEUnrl])t(?!t)(?<!tt)"), "d"),
    (re.compile("(?<=[AIEUnmrl])p(?!p)(?<!pp)"), "b"),
)
_NOT_SOUND = re.compile("[^A-Za-z0-9]+")


@lru_cache(maxsize=100_000)
def key(word: str) -> str:
    """The skeleton of one word; "" when it holds no letter or digit. Digits stay as 0-9."""
    word = ascii_digits(normalise(word)).casefold()
    sounds = word.translate(_SOUNDS) if not word.isascii() else word
    if sounds == word:
        sounds = _latin(word)
    elif _TAMIL.search(word):
        sounds = _tamil(word)
    return _skeleton(_NOT_SOUND.sub("", sounds))


def keys(text: str) -> tuple[str, ...]:
    """The keys of a text's words, in order; words without letters are left out."""
    return tuple(filter(None, map(key, _WORD.findall(text))))


_WORD = re.compile(r"[^\s.,;:!?()\[\]{}\"“”।॥؟،۔/|-]+")


def _latin(word: str) -> str:
    plain = unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode()
    for pattern, sound in _LATIN_RULES:
        plain = pattern.sub(sound, plain)
    return plain


_VOWELLESS = re.compile("([\u0b95-\u0bb9])(?![\u0bbe-\u0bcd])")


def _tamil(word: str) -> str:
    """Tamil writes k for g too: between vowels and after a nasal a single stop is voiced."""
    sounds = _VOWELLESS.sub(r"\1ா", word).translate(_SOUNDS).replace("\u0bcd", "")
    for pattern, voiced in _TAMIL_VOICE:
        sounds = pattern.sub(voiced, sounds)
    return sounds


_RULES = (
    (re.compile("^[YI]U"), "U"),
    (re.compile("Y"), "I"),
    (re.compile("(?<=[AIEU])([^AIEU]+)E$"), r"\1"),
    (re.compile("^([^AIEU]{2,})E$"), r"\1"),
    (re.compile("E"), "I"),
    (re.compile("A"), ""),
    (re.compile("n(?=[pb])"), "m"),
    (re.compile(r"([a-zIU])\1+"), r"\1"),
)


def _skeleton(sounds: str) -> str:
    for pattern, new in _RULES:
        sounds = pattern.sub(new, sounds)
    bare = sounds.replace("I", "").replace("U", "")
    return bare if len(bare) >= 3 else sounds
