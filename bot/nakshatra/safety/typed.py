"""A word in an Indian script -> the ways people type it in Latin letters, as sounds; the first is how
it is heard in its own script.

Where a script writes less than is said, or is said otherwise than its neighbours, the ear of the
rules must know each way: Tamil does not write voice, Bengali says ya as ja, Assamese s as x, Urdu
writes no short vowel. Languages without such habits have one way.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nakshatra.text.script_sounds import DENTAL, TAMIL, written
from nakshatra.text.scripts import script_of_char

ANY, FAINT = "?", "."
"""A vowel that is not written: any short one; a or none, in the east an o, at an end a u."""

_JA = re.compile("(?<!\u09cd)\u09af(?!\u09bc)")
"""Bengali ya that is said ja."""

_TA_BETWEEN = re.compile("(?<=[\u0d15-\u0d4c])ട(?!്)")
_SOUTHERN = frozenset(("Telu", "Knda", "Mlym"))
_LEFT_OUT = re.compile("(?<=[kgcjTDtdnpfbvmrlshy])(?=[~kgcjTDtdnpfbvmrlsh])")
_MEDIAL = ((re.compile("(?<=[a-zTD])i"), "Y"), (re.compile("(?<=[a-zTD])u"), "W"))
"""In Arabic letters one sign is i, e and ai, one u, o and au."""

_HIATUS = re.compile("[.](?=[AieuoEO])")


@lru_cache(maxsize=50_000)
def versions(word: str) -> tuple[str, ...]:
    """`word`: normalised; () when it is in Latin letters."""
    first = written(word)
    if not first:
        return ()
    script = script_of_char(word[0])
    if script == "Arab":
        return _arabic(first)
    if script == "Beng":
        return _bengali(_JA.sub("জ", word))
    if script == "Orya":
        return (_HIATUS.sub("o", first),)
    if script == "Taml":
        return _distinct(_plain(first), _plain(written(word, TAMIL)), _plain(written(word, ())))
    if script in _SOUTHERN:
        other = written(_TA_BETWEEN.sub("ഡ", word))
        return _distinct(*(_ending(sounds) for sounds in (first, other)))
    return (_plain(first),)


def _plain(sounds: str) -> str:
    return sounds.replace(FAINT, "")


def _ending(sounds: str) -> str:
    """Of the south: many type a u after a last consonant."""
    return _plain(sounds) + FAINT * sounds.endswith("+")


def _bengali(word: str) -> tuple[str, ...]:
    sounds = _HIATUS.sub("o", written(word))
    opened = "o" + sounds[1:] if word.startswith("অ") else sounds
    return _distinct(sounds, opened, sounds.replace("s", "ks"), sounds.replace("c", "s"))


def _arabic(sounds: str) -> tuple[str, ...]:
    sounds = _LEFT_OUT.sub(ANY, sounds)
    for pattern, new in _MEDIAL:
        sounds = pattern.sub(new, sounds)
    if sounds[:1] != "A" or sounds[1:2] in "iuAe":
        return (sounds,)
    return _distinct(sounds, "i" + sounds[1:], "u" + sounds[1:])


def _distinct(*found: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
