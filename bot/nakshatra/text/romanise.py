"""A Hindi word in Devanagari -> Latin letters as people type it: no diacritics, silent schwas gone.

खाता is khata, नहीं is nahin, डॉक्टर is doctor. One spelling of the several that people use; it
cannot be turned back without loss. Hindi's rules of the silent schwa, no other language's.
"""

from __future__ import annotations

from functools import lru_cache

from nakshatra.text.spelling import usual

_CONSONANT_TABLE = (
    "क=k ख=kh ग=g घ=gh ङ=n च=ch छ=chh ज=j झ=jh ञ=n ट=t ठ=th ड=d ढ=dh ण=n त=t थ=th द=d ध=dh "
    "न=n प=p फ=f ब=b भ=bh म=m य=y र=r ल=l ळ=l व=v श=sh ष=sh स=s ह=h"
)
_VOWEL_TABLE = "अ=a आ=aa इ=i ई=ee उ=u ऊ=oo ऋ=ri ए=e ऐ=ai ओ=o औ=au ऑ=o ॲ=a ऍ=e"
_SIGN_TABLE = "ा=a ि=i ी=i ु=u ू=u ृ=ri े=e ै=ai ो=o ौ=au ॉ=o ॅ=e"
_CONSONANTS = dict(pair.split("=") for pair in _CONSONANT_TABLE.split())
_VOWELS = dict(pair.split("=") for pair in _VOWEL_TABLE.split())
_SIGNS = dict(pair.split("=") for pair in _SIGN_TABLE.split())
_NUKTA = {"क": "q", "ख": "kh", "ग": "g", "ज": "z", "ड": "d", "ढ": "dh", "फ": "f", "झ": "zh"}
_VIRAMA, _SCHWA = "्", "a"
_HEARD_AT_END = frozenset(("y", "r", "v", "n", "m"))
"""After another consonant these keep their final schwa: rajya, mitra, tatva, prashna."""


@lru_cache(maxsize=50_000)
def romanised(word: str) -> str:
    """One word of Devanagari letters and marks, in normal form."""
    if word in usual():
        return usual()[word]
    syllables = _syllables(word)
    _silence(syllables)
    return _joined(syllables)


Syllable = list[str]
"""[consonants, vowel, nasal]; the vowel is "*" for a schwa that may be silent."""


def _syllables(word: str) -> list[Syllable]:
    found: list[Syllable] = []
    open_cluster = False
    for at, char in enumerate(word):
        if char in _CONSONANTS:
            nukta = word[at + 1 : at + 2] == "़"
            sound = _NUKTA.get(char, _CONSONANTS[char]) if nukta else _CONSONANTS[char]
            if open_cluster:
                found[-1][0] += " " + sound
                found[-1][1] = "*"
            else:
                found.append([sound, "*", ""])
            open_cluster = False
        elif char == _VIRAMA and found:
            found[-1][1], open_cluster = "", True
        elif char in _SIGNS and found:
            found[-1][1] = _SIGNS[char]
        elif char in _VOWELS:
            glide = "y" if char == "ए" and found and found[-1][1] in ("a", "i") else ""
            found.append([glide, _independent(char, first=not found), ""])
        elif char in "ंँ" and found:
            found[-1][2] = "n"
    return found


def _independent(char: str, *, first: bool) -> str:
    """आ at the start of a word is typed "a" before two syllables or more, ई at the end is "i"."""
    sound = _VOWELS[char]
    return sound if first else {"aa": "a", "ee": "i", "oo": "u"}.get(sound, sound)


def _silence(syllables: list[Syllable]) -> None:
    """The last schwa, and a schwa between two syllables that are heard, are silent (Ohala)."""
    if len(syllables) > 1 and syllables[-1][1] == "*" and not syllables[-1][2]:
        cluster = syllables[-1][0].split()
        heard = len(cluster) > 1 and cluster[-1] in _HEARD_AT_END
        syllables[-1][1] = _SCHWA if heard else ""
    for at in range(len(syllables) - 2, 0, -1):
        before, here, after = syllables[at - 1 : at + 2]
        if (
            here[1] == "*"
            and not here[2]
            and " " not in here[0]
            and here[0]
            and before[1]
            and after[1]
            and " " not in after[0]
            and after[0]
            and not before[2]
        ):
            here[1] = ""
    for syllable in syllables:
        syllable[1] = _SCHWA if syllable[1] == "*" else syllable[1]


def _joined(syllables: list[Syllable]) -> str:
    parts: list[str] = []
    for at, (consonants, vowel, nasal) in enumerate(syllables):
        following = syllables[at + 1][0] if at + 1 < len(syllables) else ""
        parts.append(_cluster(consonants) + vowel)
        parts.append("m" if nasal and following[:1] in ("p", "b") else nasal)
    return "".join(parts)


def _cluster(consonants: str) -> str:
    """ज्ञ is heard gy; क्ष and doubled aspirates are typed short: ksh, chchh -> chchh, tth."""
    sounds = consonants.split()
    if sounds[-2:] == ["j", "n"]:
        sounds[-2:] = ["g", "y"]
    for at in range(len(sounds) - 1):
        if sounds[at + 1].startswith(sounds[at]) and len(sounds[at]) > 1:
            sounds[at] = sounds[at][0]
    return "".join(sounds)
