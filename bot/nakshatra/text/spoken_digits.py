"""Numbers told digit by digit -> digits: "one zero eight" and "1 0 8" are "108".

Only what is surely a number to dial: a helpline of languages/speech.toml, or ten to twelve digits
in a row ("1800 one eight zero ..." too). "one two three" stays: people count and guess so. Reads no
amounts: "एक सौ आठ" stays as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from nakshatra.text.aloud.speech import shared, speech
from nakshatra.text.hearing_words import codes_with_digits, digit_words
from nakshatra.text.normalise import ascii_digits, fold

_PHONE = 10
"""Digits in a row that are a telephone number, whatever it is."""

_TIMES = {"double": 2, "triple": 3}
_MARKS = ".,;:!?।॥؟،-\"'()"
_TOKEN = re.compile(r"\S+")
_JOINED = re.compile(r"(?<!\S)\d(?:-\d)+(?=[.,;:!?।॥؟،]*(?!\S))")
"""1-0-8, as some recognisers write what is told so."""


def digits_joined(text: str, code: str) -> str:
    """In the digits of our own phrases, 0-9; every other word as it was."""
    text = _JOINED.sub(_closed, text)
    made, end = [], 0
    for start, stop, number in _runs(text, code):
        made += [text[end:start], number]
        end = stop
    return "".join([*made, text[end:]])


def is_digit(word: str) -> bool:
    """Whether it is one digit, in any script, or a language's word for one."""
    bare = ascii_digits(word.strip(_MARKS))
    return (bare.isascii() and bare.isdigit()) or fold(bare) in _everywhere()


def _closed(found: re.Match[str]) -> str:
    """ "1-2" is one to two, or any number of things."""
    number = ascii_digits(found[0].replace("-", ""))
    return number if _is_dialled(number) else found[0]


def _runs(text: str, code: str) -> Iterator[tuple[int, int, str]]:
    """Where a number to dial stands, and its digits."""
    words = [(found.start(), found.end(), found[0]) for found in _TOKEN.finditer(text)]
    at = 0
    while at < len(words):
        told, after = _told((word for _, _, word in islice(words, at, None)), code)
        if after > 1 and _is_dialled(told):
            (start, _, first), (_, end, last) = words[at], words[at + after - 1]
            opening = first[: len(first) - len(first.lstrip(_MARKS))]
            yield start, end, opening + told + last[len(last.rstrip(_MARKS)) :]
        at += max(after, 1)


def _told(words: Iterable[str], code: str) -> tuple[str, int]:
    """The digits at the beginning of `words`, and how many words tell them."""
    names, told, at, times = _names(code), "", 0, 1
    for word in words:
        bare = word.strip(_MARKS)
        number = names.get(fold(bare)) or ascii_digits(bare)
        if number in _TIMES and times == 1:
            times = _TIMES[number]
        elif number.isascii() and number.isdigit() and (len(number) == 1 or not told):
            told, times = told + number * times, 1
        else:
            break
        at += 1
        if word[-1] in ".?!।॥؟":
            break
    return told, at if times == 1 else at - 1


def _is_dialled(number: str) -> bool:
    known = {*shared().helplines, *shared().helplines_called}
    return number in known or _PHONE <= len(number) <= 12


@cache
def _names(code: str) -> dict[str, str]:
    """Folded word -> its digit, or "double", "triple": English words too."""
    own = speech(code)
    found: dict[str, str] = {}
    for one in dict.fromkeys(("en", code)):
        for name, ways in digit_words(one).items():
            found |= {fold(way): name for way in ways}
    if own is not None:
        found |= {fold(word): str(digit) for digit, word in enumerate(own.digits)}
    return found


@cache
def _everywhere() -> frozenset[str]:
    return frozenset(
        word
        for code in codes_with_digits()
        for word, digit in _names(code).items()
        if digit.isdigit()
    )
