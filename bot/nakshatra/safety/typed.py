"""A word in an Indian script -> the ways people type it in Latin letters, as sounds; the first is
how it is heard in its own script.

Where a script writes less than is said, or is said otherwise than its neighbours, the ear of the
rules must know each way: Tamil does not write voice, Bengali says ya as ja, Assamese s as x, Urdu
writes no short vowel. Languages without such habits have one way.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nakshatra.forgetful import forgetful
from nakshatra.text.script_sounds import TAMIL, Rules, written
from nakshatra.text.scripts import script_of_char

ANY, FAINT = "?", "."
"""A vowel that is not written: any short one; none, an a or, in Bengali, an o."""

_JA = (re.compile("(?<!\u09cd)\u09af(?!\u09bc)|\u0b2f"), {"\u09af": "জ", "\u0b2f": "ଜ"})
"""Bengali and Odia ya that is said ja."""

_BA_SILENT = re.compile("(?<=্)ব")
_MALAYALAM = (
    (re.compile("(?<=[\u0d15-\u0d4c])ട(?!്)"), "ഡ"),
    (re.compile("ഞ്ഞ"), "ഞ്ജ"),
    (re.compile("(?<=[ണൺ]്)ട"), "ഡ"),
    (re.compile("(?<=[നൻ]്)ത"), "ദ"),
    (re.compile("(?<=മ്)പ"), "ബ"),
    (re.compile("(?<=ഞ്)ച"), "ജ"),
    (re.compile("(?<=ങ്)ക"), "ഗ"),
)
"""Stops that are said with voice between vowels and after a nasal."""

_SOUTHERN = frozenset(("Telu", "Knda", "Mlym"))
_LEFT_OUT = re.compile("(?<=[kgcjTDtdnpfbvmrlshy])(?=[~kgcjTDtdnpfbvmrlsh])")
_MEDIAL = ((re.compile("(?<=[a-zTD])i"), "Y"), (re.compile("(?<=[a-zTD])u"), "W"))
"""In Arabic letters one sign is i, e and ai, one u, o and au."""

_GLIDE = re.compile(r"[.]y[.](?!$)")
_SILENT_END = re.compile("(?<![+].)[.]$")
_HIATUS = re.compile("[.](?=[AieuoEO])")


@forgetful
@lru_cache(maxsize=50_000)
def versions(word: str) -> tuple[str, ...]:
    """`word`: normalised; () when it is in Latin letters. Of one script always as many."""
    script = script_of_char(word[:1])
    if script in ("Beng", "Orya"):
        word = _JA[0].sub(lambda found: _JA[1][found.group()], word)
    first = written(word)
    if not first:
        return ()
    if script == "Arab":
        return _arabic(first)
    if script == "Beng":
        return _bengali(word)
    if script == "Orya":
        return (_plain(first) + FAINT * first.endswith(FAINT),)
    if script == "Taml":
        return _plain(first), _plain(written(word, TAMIL)), _plain(written(word, ()))
    if script == "Mlym":
        return _ending(first), _ending(written(_changed(word, _MALAYALAM)))
    return (_ending(first) if script in _SOUTHERN else _plain(first),)


def _changed(word: str, rules: Rules) -> str:
    for pattern, new in rules:
        word = pattern.sub(new, word)
    return word


def _plain(sounds: str) -> str:
    return _GLIDE.sub("aya", sounds).replace(FAINT, "")


def _ending(sounds: str) -> str:
    """Of the south: many type a u after a last consonant."""
    return _plain(sounds) + ANY * sounds.endswith("+")


def _bengali(word: str) -> tuple[str, ...]:
    sounds, lighter = (
        _SILENT_END.sub("", _HIATUS.sub("o", written(one)).replace("+y.", "e"))
        for one in (word, _BA_SILENT.sub("", word))
    )
    opened = "o" + lighter[1:] if word.startswith("অ") else lighter
    return sounds, opened.replace("gy", "g"), sounds.replace("s", "ks"), sounds.replace("c", "s")


def _arabic(sounds: str) -> tuple[str, ...]:
    sounds = _changed(_LEFT_OUT.sub(ANY, sounds), _MEDIAL)
    if sounds[:1] != "A" or sounds[1:2] in "iuAe":
        return sounds, sounds, sounds
    return sounds, f"i{sounds[1:]}", f"u{sounds[1:]}"
