"""A word in Latin letters -> its sounds, as phonetic.py names them; spells nothing back.

People type Indian words by ear and English words by the book: both habits are followed, English
only as far as Indian languages borrow its words.
"""

from __future__ import annotations

import re
import unicodedata

_HABITS = (
    # English by the book
    (r"tion|ssion|sion|cian|tian", "sn"),
    (r"tur(?=e|al|ist)", "CUr"),
    (r"^kn", "n"),
    (r"^wr", "r"),
    (r"^wh", "v"),
    (r"igh(?=t|$)", "I"),
    (r"gh(?=t)", ""),
    (r"sch", "sk"),
    (r"chr", "kr"),
    (r"(?<=..)age(?=[ds]?$)", "aj"),
    (r"dg(?=e)", "j"),
    (r"(?<=[oyti])gen$", "jEn"),
    (r"(?<=[rolui])gy$", "jY"),
    (r"(?<=l)ege(?=s?$)", "Ej"),
    (r"^chol(?=e)", "kUl"),
    (r"(?<=[ae])nge(?=r|d$)", "njE"),
    (r"^(ve|di|en|emer|a)g(?=e|i)", r"\1j"),
    (r"^reg(?=ist[er]|ion)", "rEj"),
    (r"que$", "k"),
    (r"^gen(?=e)", "jEn"),
    (r"rigin", "rIjIn"),
    (r"uary$", "vrI"),
    (r"qu(?=[aeio])", "kv"),
    (r"rge(?=[ds]?$)", "rj"),
    # Indian letters that English has not: ழ, ज्ञ, স
    (r"zh", "l"),
    (r"^x", "s"),
    (r"^jn|dny", "gY"),
    # consonants
    (r"singh", "sinh"),
    (r"garh", "gad"),
    (r"c*chh?|tch", "C"),
    (r"cc(?=[eiy])|x", "ks"),
    (r"sc(?=[eiy])", "s"),
    (r"c(?=[eiy])", "s"),
    (r"ph|f", "f"),
    (r"([bcdgjkptsw])h", r"\1"),
    (r"z", "j"),
    (r"[cq]k?", "k"),
    (r"C", "c"),
    # vowels
    (r"ow(?![aeiou])", "U"),
    (r"aw(?![aeiouy])", "A"),
    (r"w", "v"),
    (r"(?<=..)ai$", "I"),
    (r"a[iy](?![aeiou])", "A"),
    (r"oo+|o[ua]|au|ue?$|eu|[uo]", "U"),
    (r"ee+|e[aiy]|ie|i", "I"),
    (r"e", "E"),
    (r"y", "Y"),
    (r"a+", "A"),
)
"""Tried in this order."""

_RULES = tuple((re.compile(habit), sound) for habit, sound in _HABITS)
_NO_VOWEL = re.compile("[bcdfgjklmnpqrstvwxz][bcdfghjklmnpqrstvwxyz]{0,2}[bcdfghjklmnpqrstvwxz]")
_TYPED_SHORT = (
    "kr pr br hr fr dr mr kb jb sb km hm tm nm hn bn mn tk rk sk lk mt bt rt jt st kt kch kl bs ks "
    "vs ms ds js jn jnm tmhr hmr mje tmhe bhr ghr khr phr phl bcs nhn rhn krn lgt"
)
_SHORTENED = frozenset(_TYPED_SHORT.split())
"""Words typed without their vowels, which are no initials."""


def latin(word: str) -> str:
    """`word`: lower case; marks on letters are dropped."""
    plain = unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode()
    for habit, sound in _RULES:
        plain = habit.sub(sound, plain)
    return plain


def is_initials(word: str) -> bool:
    """Letters said one by one (tb, gst, kyc), not a word typed without its vowels (kr, ghr)."""
    return bool(_NO_VOWEL.fullmatch(word)) and word not in _SHORTENED
