"""Words that people stretch ("plzzzz", "haaan", "नहींईईई", "बहुुुत") -> as they are spelled.

Never digits, never a double that words have, never a word that is one letter ("www", "III") or a
Roman number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from nakshatra.text.lookalikes import Stage

_BLOCKS = (0x900, 0x980, 0xA00, 0xA80, 0xB00, 0xB80, 0xC00, 0xC80, 0xD00)
"""Devanagari to Malayalam: the same letter stands at the same place of each."""

_VOWELS = (0x06, 0x07, 0x08, 0x09, 0x0A, 0x0E, 0x0F, 0x10, 0x12, 0x13, 0x14)
_TO_SIGN = 0x38
"""A vowel's sign stands so far behind its letter."""

_LATIN_WORD = re.compile(r"(?<![A-Za-z0-9@_/.-])[A-Za-z]+(?![A-Za-z0-9@_/]|[.-][A-Za-z0-9])")
_LATIN_RUN = re.compile(r"([A-Za-z])\1\1+")
_KEPT = re.compile(r"(.)\1*|[ivxlcdm]+")
_DOUBLED = frozenset("aeioulsAEIOULS")
"""Letters that words have twice ("haan", "call", "pass"); of the others one is kept."""


def _own_vowels() -> Iterator[str]:
    for block in _BLOCKS:
        for vowel in _VOWELS:
            yield f"{chr(block + vowel + _TO_SIGN)}NASAL{chr(block + vowel)}{{2,}}"


_NASALS = "".join(chr(block + nasal) for block in _BLOCKS for nasal in (1, 2))
_OWN_VOWEL = re.compile("|".join(_own_vowels()).replace("NASAL", f"[{_NASALS}]?"))
_NATIVE_RUN = regex.compile(r"([\p{Lo}&&[\u0600-\u0dff\u1c50-\u1c7f\uabc0-\uabff]])\1\1+", regex.V1)
_MARK_RUN = regex.compile(r"([\p{M}&&[\u064b-\u0652\u0900-\u0dff]])\1\1+", regex.V1)
_MARK_TWICE = regex.compile(r"([\p{M}&&[\u064b-\u0652\u0900-\u0dff]])\1", regex.V1)

STAGES: tuple[Stage, ...] = (
    (_LATIN_WORD, lambda found: _shorter(found.group())),
    (_OWN_VOWEL, lambda found: found.group().rstrip(found.group()[-1])),
    (_NATIVE_RUN, lambda found: found[1]),
    (_MARK_RUN, lambda found: found[1]),
)
ONCE: Stage = (_MARK_TWICE, lambda found: found[1])
"""For what two equal marks are once `lookalikes` has seen whether they look like another one."""

_MARKS = "".join(
    f"{chr(block)}-{chr(block + 3)}{chr(block + 5)}-{chr(block + 0x14)}"
    f"{chr(block + 0x3C)}-{chr(block + 0x4D)}"
    for block in _BLOCKS
)
_SEEN = re.compile(rf"([^\W\d_])\1\1|([\u064b-\u0652{_MARKS}])\2")


def is_stretched(text: str) -> bool:
    """Whether the stages have anything to do; quick, and never wrongly False."""
    return _SEEN.search(text) is not None


def _shorter(word: str) -> str:
    if _KEPT.fullmatch(word.lower()):
        return word
    return _LATIN_RUN.sub(lambda run: run[1] * (2 if run[1] in _DOUBLED else 1), word)
