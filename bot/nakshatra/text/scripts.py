"""Text -> the scripts it is written in (ISO 15924); knows letters, not languages."""

from __future__ import annotations

from collections import Counter

_BLOCKS = (
    (0x0041, 0x024F, "Latn"),
    (0x0300, 0x036F, "Latn"),
    (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"),
    (0x0600, 0x06FF, "Arab"),
    (0x0750, 0x077F, "Arab"),
    (0x08A0, 0x08FF, "Arab"),
    (0x0900, 0x097F, "Deva"),
    (0x0980, 0x09FF, "Beng"),
    (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"),
    (0x0B00, 0x0B7F, "Orya"),
    (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"),
    (0x0C80, 0x0CFF, "Knda"),
    (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"),
    (0x1C50, 0x1C7F, "Olck"),
    (0x1CD0, 0x1CFF, "Deva"),
    (0x1E00, 0x1EFF, "Latn"),
    (0xA8E0, 0xA8FF, "Deva"),
    (0xAAE0, 0xAAFF, "Mtei"),
    (0xABC0, 0xABFF, "Mtei"),
    (0xFB50, 0xFDFF, "Arab"),
    (0xFE70, 0xFEFC, "Arab"),
)
_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0x1C50)
_OTHER = frozenset("।॥؟،؛۔×÷") | {chr(zero + digit) for zero in _ZEROS for digit in range(10)}
"""Signs that several scripts share, and digits: they say nothing about the script of a text."""

_LIMIT = 2000
"""Characters looked at: more of a text does not change what it is written in."""

_script: dict[str, str] = {}


def script_of_char(char: str) -> str:
    """ISO 15924 of a letter or mark; "" for what has none (digits, signs, spaces, emoji)."""
    if char not in _script:
        if len(_script) > 100_000:
            _script.clear()
        _script[char] = _look_up(char)
    return _script[char]


def counts(text: str) -> dict[str, int]:
    """Script -> how many of its letters and marks stand in the first 2,000 characters."""
    found = Counter(map(script_of_char, text[:_LIMIT]))
    del found[""]
    return dict(found)


def script_of(text: str) -> str:
    """The script most letters are in; "Zyyy" when there are no letters."""
    found = counts(text)
    return max(found, key=found.__getitem__) if found else "Zyyy"


def _look_up(char: str) -> str:
    code = ord(char)
    if char in _OTHER or (code < 0x80 and not char.isalpha()):
        return ""
    for first, last, script in _BLOCKS:
        if first <= code <= last:
            return script
    return ""
