"""A word in any script -> a skeleton of its consonants, equal for spellings that sound alike.

यूरिया, yuriya, urea, uriya and యూరియా have one key. For finding, never for showing: different
words share a key, so a match must be confirmed by something else.

`key` keeps voiced and unvoiced apart (k g, t d, p b); aspirates, retroflexes and sh join their
plain sound, v w join b, f joins p, z joins j. A word of three or more consonants is its consonants;
a shorter one keeps the vowels that people do not mix up: I (i, e) and U (u, o). `coarse` is for
what Tamil and Urdu do not write: voicing and vowels are gone, but for a mark (A) where one opens
the word. Initials (tb, टीबी) keep their letters, in capitals.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nakshatra.forgetful import forgetful
from nakshatra.text.initials import initials
from nakshatra.text.latin_sounds import is_initials, latin
from nakshatra.text.normalise import ascii_digits, normalise
from nakshatra.text.script_sounds import native

_PLAIN = str.maketrans("TDaAEOieuoy", "tdAAAAIEUUY")
"""The sounds of letters.py -> those of the key: Y may be a vowel, A is dropped in the end."""

_VOICELESS = str.maketrans("gdbvfcjz", "ktpppsss")
_ENOUGH = 3
"""Consonants that are a skeleton without vowels."""

_FINE = (
    (re.compile("^hU?v|vh"), "v"),
    (re.compile("^[YI]U"), "U"),
    (re.compile("Y"), "I"),
    (re.compile("(?<=[AIEU])h$"), ""),
    (re.compile("(?<=[AIEU])([^AIEU]+)E$"), r"\1"),
    (re.compile("^([^AIEU]{2,})E$"), r"\1"),
    (re.compile("E"), "I"),
    (re.compile("m(?=v)"), "n"),
    (re.compile(r"([a-zIU])\1+"), r"\1"),
    (re.compile("A"), ""),
    (re.compile(r"([IU])\1+"), r"\1"),
    (re.compile("n(?=[pbf])"), "m"),
    (re.compile("v"), "b"),
    (re.compile("f"), "p"),
)
_COARSE = (
    (re.compile("^hU?v|vh"), "v"),
    (re.compile("^[YI]U"), "U"),
    (re.compile("Y"), "I"),
    (re.compile("^[AIEU]sA?(?=[kgtdpb])"), "s"),
    (re.compile("(?<=.)h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("^[AIEU]+"), "A"),
    (re.compile("(?<=.)[AIEU]"), ""),
    (re.compile("n(?=[pbfv])"), "m"),
)
_SPOKEN = (
    (re.compile("[YE]"), "I"),
    (re.compile("v"), "b"),
    (re.compile("f"), "p"),
    (re.compile("(?<=.)A"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("(?<=.)I$"), ""),
)
_VOWELS = re.compile("[AIU]+")
_NOT_SOUND = re.compile("[^A-Za-z0-9]+")
_WORD = re.compile(r"[^\s.,;:!?()\[\]{}\"“”।॥؟،۔/|-]+")


@forgetful
@lru_cache(maxsize=100_000)
def key(word: str) -> str:
    """The skeleton of one word; "" when it holds no letter or digit. Digits stay as 0-9."""
    word = _readable(word)
    if is_initials(word):
        return word.upper()
    sounds = _sounds(word)
    for pattern, new in _FINE:
        sounds = pattern.sub(new, sounds)
    bare = sounds.replace("I", "").replace("U", "")
    return bare if len(bare) >= _ENOUGH else sounds


@forgetful
@lru_cache(maxsize=100_000)
def coarse(word: str) -> str:
    """The skeleton without voicing and vowels."""
    word = _readable(word)
    if is_initials(word):
        return word.translate(_VOICELESS)
    sounds = _sounds(word)
    for pattern, new in _COARSE:
        sounds = pattern.sub(new, sounds)
    return sounds.translate(_VOICELESS)


@forgetful
@lru_cache(maxsize=10_000)
def spoken(word: str) -> str:
    """The sounds of a word with the vowels that tell it from others of its skeleton, but for an
    ending in i, e or ya: ayushman is not saman. Of fewer than three consonants, and of initials,
    the letters: esi is not aisi."""
    word = _readable(word)
    sounds = _sounds(word)
    for pattern, new in _SPOKEN:
        sounds = pattern.sub(new, sounds)
    told = len(_VOWELS.sub("", sounds)) >= _ENOUGH and not is_initials(word)
    return sounds if told else word


def keys(text: str) -> tuple[str, ...]:
    """The keys of a text's words, in order; words without letters are left out."""
    return tuple(filter(None, map(key, _WORD.findall(text))))


@forgetful
@lru_cache(maxsize=1000)
def _readable(word: str) -> str:
    """In one spelling of Unicode; a word that names initials as those letters."""
    word = ascii_digits(normalise(word)).casefold()
    return word if word.isascii() else initials(word) or word


@forgetful
@lru_cache(maxsize=1000)
def _sounds(word: str) -> str:
    """Consonants and the vowels A I E U, and Y that may be one."""
    sounds = native(word).translate(_PLAIN) or latin(word)
    return _NOT_SOUND.sub("", sounds)
