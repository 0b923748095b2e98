"""Text in one Indian script -> the same in a sister script, letter by letter.

Unicode gives nine scripts of one family blocks of one plan, so that a letter keeps its place from
block to block. Good enough for a recogniser that wrote Gujarati in Devanagari; Tamil, which has
fewer letters, is only written from, never into. Arabic letters are of another plan.
"""

from __future__ import annotations

_FIRST = {
    **{"Deva": 0x0900, "Beng": 0x0980, "Guru": 0x0A00, "Gujr": 0x0A80, "Orya": 0x0B00},
    **{"Taml": 0x0B80, "Telu": 0x0C00, "Knda": 0x0C80, "Mlym": 0x0D00},
}
_BLOCK = 0x80
_STANDS_FOR = {
    "Beng": {0x35: 0x2C, 0x33: 0x32, 0x31: 0x30},
    "Guru": {0x37: 0x36, 0x01: 0x02},
    "Orya": {0x31: 0x30},
}
"""Script -> place of a letter that it lacks: va, lla, rra; ssa, half moon -> the one it has."""

_SHARED = "।॥"
"""The danda stands in Devanagari's block for all of them."""


def sister(text: str, script: str, wanted: str) -> str | None:
    """None when the two are no sisters, or a letter of it has no place in the other script."""
    if script not in _FIRST or wanted not in _FIRST or wanted == "Taml":
        return None
    made = "".join(_moved(letter, _FIRST[script], wanted) for letter in text)
    return made if all(map(exists, made)) else None


def _moved(letter: str, first: int, wanted: str) -> str:
    place = ord(letter) - first
    if not 0 <= place < _BLOCK or letter in _SHARED:
        return letter
    return chr(_FIRST[wanted] + _STANDS_FOR.get(wanted, {}).get(place, place))


def exists(letter: str) -> bool:
    """Whether there is such a letter: a block has places that are empty."""
    return letter.isprintable() or letter.isspace() or letter in "\u200c\u200d"
