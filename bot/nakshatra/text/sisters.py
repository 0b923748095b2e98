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
_SHARED = "।॥"
"""The danda stands in Devanagari's block for all of them."""


def sister(text: str, script: str, wanted: str) -> str | None:
    """None when the two are no sisters, or a letter of it has no place in the other script."""
    if script not in _FIRST or wanted not in _FIRST or wanted == "Taml":
        return None
    shift = _FIRST[wanted] - _FIRST[script]
    made = "".join(_moved(letter, _FIRST[script], shift) for letter in text)
    return made if all(map(_exists, made)) else None


def _moved(letter: str, first: int, shift: int) -> str:
    place = ord(letter) - first
    return chr(ord(letter) + shift) if 0 <= place < _BLOCK and letter not in _SHARED else letter


def _exists(letter: str) -> bool:
    return letter.isprintable() or letter.isspace() or letter in "\u200c\u200d"
