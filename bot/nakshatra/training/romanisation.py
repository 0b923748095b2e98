"""A word in a Brahmic script -> Latin spellings that people might type, drawn at random.

For training only, where no romanised text exists or too little of it. The spellings vary as people
vary (aa or a, ee or i, v or w, a schwa said or not); none claims to be the right one.
"""

from __future__ import annotations

from random import Random

Choices = tuple[str, ...]
"""Alternatives; one that is more usual is listed more than once."""

_CONSONANTS: dict[int, Choices] = {
    0x15: ("k",), 0x16: ("kh",), 0x17: ("g",), 0x18: ("gh",), 0x19: ("n", "ng"),
    0x1A: ("ch", "ch", "c"), 0x1B: ("chh", "ch"), 0x1C: ("j",), 0x1D: ("jh",), 0x1E: ("n", "ny"),
    0x1F: ("t",), 0x20: ("th",), 0x21: ("d",), 0x22: ("dh",), 0x23: ("n",),
    0x24: ("t",), 0x25: ("th",), 0x26: ("d",), 0x27: ("dh",), 0x28: ("n",), 0x29: ("n",),
    0x2A: ("p",), 0x2B: ("f", "ph"), 0x2C: ("b",), 0x2D: ("bh",), 0x2E: ("m",), 0x2F: ("y",),
    0x30: ("r",), 0x31: ("r",), 0x32: ("l",), 0x33: ("l",), 0x34: ("zh", "l"),
    0x35: ("v", "v", "w"), 0x36: ("sh", "sh", "s"), 0x37: ("sh",), 0x38: ("s",), 0x39: ("h",),
    0x5C: ("d", "r"), 0x5D: ("dh", "rh"), 0x5F: ("y",), 0x58: ("q", "k"), 0x59: ("kh",),
    0x5A: ("g",), 0x5B: ("z", "j"), 0x5E: ("f",), 0x70: ("r",), 0x71: ("w", "b"),
}  # fmt: skip
"""Place within the block -> spellings; all Brahmic blocks are laid out alike."""

_VOWELS: dict[int, Choices] = {
    0x05: ("a",), 0x06: ("aa", "a", "a"), 0x07: ("i",), 0x08: ("i", "ee", "i"), 0x09: ("u",),
    0x0A: ("u", "oo", "u"), 0x0B: ("ri", "ru"), 0x0D: ("e",), 0x0E: ("e",), 0x0F: ("e",),
    0x10: ("ai",), 0x11: ("o",), 0x12: ("o",), 0x13: ("o",), 0x14: ("au", "ou"), 0x72: ("a", "e"),
}  # fmt: skip
_SIGNS: dict[int, Choices] = {
    0x3E: ("a", "a", "a", "aa"), 0x3F: ("i",), 0x40: ("i", "i", "ee"), 0x41: ("u",),
    0x42: ("u", "oo"), 0x43: ("ri", "ru"), 0x45: ("e", "a"), 0x46: ("e",), 0x47: ("e",),
    0x48: ("ai",), 0x49: ("o",), 0x4A: ("o",), 0x4B: ("o",), 0x4C: ("au", "ou"), 0x57: ("au",),
}  # fmt: skip
_VIRAMA, _NUKTA = 0x4D, 0x3C

_OWN: dict[str, dict[int, Choices]] = {
    "bn": {0x2F: ("j",), 0x5F: ("y", "e"), 0x36: ("sh",), 0x38: ("s", "sh"), 0x48: ("oi", "ai"),
           0x4C: ("ou",), 0x05: ("o",), 0x41: ("u",), 0x4B: ("o",), 0x2D: ("bh", "v")},
    "as": {0x2F: ("j",), 0x5F: ("y", "i"), 0x36: ("x", "s", "sh"), 0x37: ("x", "s", "sh"),
           0x38: ("x", "s", "h"), 0x1A: ("s", "ch", "c"), 0x1B: ("s", "ch"), 0x48: ("oi", "ai"),
           0x4C: ("ou",), 0x05: ("o", "a"), 0x24: ("t",), 0x70: ("r",), 0x71: ("w", "b")},
    "or": {0x35: ("b", "w"), 0x71: ("w",), 0x2F: ("j",), 0x5F: ("y",), 0x43: ("ru", "ri")},
    "ta": {0x24: ("th", "th", "t", "dh"), 0x15: ("k", "k", "g"), 0x1F: ("t", "d"),
           0x1A: ("s", "ch"), 0x2A: ("p", "p", "b"), 0x34: ("zh", "zh", "l"), 0x47: ("e", "ae")},
    "ml": {0x24: ("th", "th", "t"), 0x26: ("d", "dh"), 0x28: ("n",), 0x34: ("zh",),
           0x1F: ("t", "d"), 0x1E: ("nj",), 0x7B: ("n",)},
    "te": {0x24: ("t", "th"), 0x26: ("d", "dh"), 0x1A: ("ch",), 0x42: ("u", "oo", "oo")},
    "kn": {0x24: ("t", "th"), 0x26: ("d", "dh"), 0x1A: ("ch",)},
    "mr": {
        0x1C: ("j", "j", "z"),
        0x1D: ("jh", "zh", "z"),
        0x33: ("l",),
        0x35: ("v", "v", "w"),
        0x1B: ("ch", "chh"),
    },
    "ne": {0x1B: ("chh", "ch", "cha"), 0x35: ("v", "w", "b"), 0x36: ("sh", "s")},
    "mai": {0x1B: ("chh", "ch"), 0x35: ("v", "w", "b"), 0x23: ("n",)},
    "brx": {0x16: ("kh",), 0x25: ("th",), 0x2B: ("ph", "f"), 0x4C: ("wi", "ou")},
}  # fmt: skip
_EXTRA: dict[str, Choices] = {
    "ൺ": ("n",), "ൻ": ("n",), "ർ": ("r",), "ൽ": ("l",), "ൾ": ("l",), "ൿ": ("k",), "ৎ": ("t",),
    "ੱ": ("",), "ੰ": ("n",),
}  # fmt: skip

_SCHWA: dict[str, Choices] = {
    "bn": ("o", "o", "a"),
    "as": ("o", "a"),
    "brx": ("o", "a"),
}
_KEEPS_LAST = frozenset(("or", "sa", "te", "kn", "ta", "ml"))
"""Languages whose last schwa is said."""

_DROPS_INNER = frozenset(("hi", "mr", "gu", "pa", "mai", "doi", "kok", "ne", "ks", "sd"))
"""Languages whose inner schwa may be silent."""


def romanise(word: str, lang: str, rng: Random) -> str:
    """One spelling; characters of no Brahmic script are left as they are."""
    parts: list[str] = []
    pending = False
    for at, char in enumerate(word):
        place = ord(char) & 0x7F if 0x900 <= ord(char) < 0xD80 else -1
        sound = _sound(char, place, lang, rng)
        if place in _CONSONANTS:
            if pending and not _silent(word, at, lang, rng):
                parts.append(rng.choice(_SCHWA.get(lang, ("a",))))
            parts.append(sound)
            pending = True
        elif place == _NUKTA:
            continue
        else:
            if pending and place not in _SIGNS and place != _VIRAMA:
                parts.append(rng.choice(_SCHWA.get(lang, ("a",))))
            parts.append(sound)
            pending = False
    if pending and lang in _KEEPS_LAST:
        parts.append("a")
    return "".join(parts)


def _sound(char: str, place: int, lang: str, rng: Random) -> str:
    if char in _EXTRA:
        return rng.choice(_EXTRA[char])
    if place in (0x01, 0x02):
        return rng.choice(("n", "n", "n", "m")) if place != 0x01 else rng.choice(("n", "n", ""))
    if place < 0:
        return char
    own = _OWN.get(lang, {})
    found = own.get(place) or _CONSONANTS.get(place) or _VOWELS.get(place) or _SIGNS.get(place)
    return rng.choice(found) if found else ""


def _silent(word: str, at: int, lang: str, rng: Random) -> bool:
    """An inner schwa between two syllables, said or not as the writer likes."""
    if lang not in _DROPS_INNER or at < 3 or at + 1 >= len(word):
        return False
    followed = (ord(word[at + 1]) & 0x7F) in _SIGNS
    return followed and rng.random() < 0.7
