"""Telephone numbers in a text -> digit by digit in words; other numbers stay in digits.

The groups they are written in are kept as pauses, long ones are parted. Dialled are numbers shaped
like telephone numbers, the helplines of languages/speech.toml, and short numbers beside a word of
calling; never what is counted ("108 kg"), a price, or a year.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from nakshatra.text.aloud.counting import digits
from nakshatra.text.aloud.pieces import EDGE, TAIL, any_of, spaced, starting, with_tail
from nakshatra.text.aloud.speech import Speech, shared

_NUMBER = regex.compile(
    rf"""
    (?<![0-9.,]|[0-9][-/:]) (?P<number>
        \+[0-9]{{1,3}}[ -]?[0-9]{{5}}[ -]?[0-9]{{5}}
      | 1[89][06]0[ -]?[0-9]{{2,5}}[ -]?[0-9]{{3,6}} | 1800-[0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}
      | 0[0-9]{{2,4}}(?: [ -][0-9]{{6,8}} | (?:-[0-9]{{3,4}}){{2}} ) | [0-9]{{5}}[ -]?[0-9]{{5}}
      | [0-9]{{4}}-[0-9]{{3}}-[0-9]{{3,4}} | [0-9]{{3}}-[0-9]{{3}}-[0-9]{{4}} | [0-9]{{3,6}}
    ) (?! [0-9] | [-/.,:x×][0-9] | \s?[%٪°½] | \s?/- ) {TAIL}
    """,
    regex.VERBOSE,
)
_SENTENCE_END = regex.compile(r"[.!?;।॥۔؟\n](?=\s|$)")
_SLASHED = regex.compile(r"(?<![0-9.,/])[0-9]{3,6}(?:/[0-9]{3,6})+(?![0-9/]|[.,][0-9])")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_SHORT = 6
"""Digits: a longer run is a telephone number by its shape."""

_NEAR, _NEARER = 4, 2
"""Words on either side among which a word of calling is looked for: numbers that are helplines and
amounts ("100"), and any other short number."""

_PIECES = {7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 10: (5, 5), 11: (4, 3, 4), 12: (2, 5, 5)}
"""Digits of a run -> how it is told."""

_LOOKED_AT = 60
"""Characters on either side."""


class Dialling:
    def __init__(self, words: Speech, *, twice: bool = False) -> None:
        """`twice`: each number is told, and told again, for someone in a hurry."""
        self._words, self._twice = words, twice
        self._shared = shared()
        whole = [f"^{word}" for word in (*words.sizes, *words.money)]
        units = [f"^{way}" for ways in self._shared.units.values() for way in ways]
        self._counted = starting([*words.counted, *whole, *units])
        self._calls = starting(words.call)
        self._price = regex.compile(rf"{EDGE}{any_of([*self._shared.money, *words.money])}\s?$")

    def tell(self, text: str) -> str:
        return _NUMBER.sub(self._told, text)

    def _told(self, found: regex.Match[str]) -> str:
        number = found["number"]
        if not self._is_dialled(number, found):
            return found.group()
        told = ", ".join(digits(group, self._words) for group in _groups(number))
        if number.startswith("+"):
            told = f"{self._words.plus} {told}"
        again = f"{told}, " if self._twice else ""
        return spaced(found, again + with_tail(told, found["tail"], self._words))

    def _is_dialled(self, number: str, found: regex.Match[str]) -> bool:
        before, after = _around(found)
        if after and self._counted.match(after[0]):
            return False
        if self._price.search(found.string[: found.start()][-_LOOKED_AT:]):
            return False
        if len(number) > _SHORT:
            return True
        if number in self._shared.helplines:
            return not self._is_year(number, before, after)
        if number in self._shared.helplines_called:
            beside = [*before[-_NEAR:], *after[:_NEAR]]
            if {*beside} & {*self._shared.helplines}:
                return True
        else:
            beside = [*before[-_NEARER:], *after[:_NEARER]]
        return not number.startswith("20") and any(map(self._calls.match, beside))

    def _is_year(self, number: str, before: list[str], after: list[str]) -> bool:
        return number.startswith("19") and bool(
            {*before[-1:]} & {*self._words.year_before} or {*after[:1]} & {*self._words.year_after}
        )


def apart(text: str, *, twice: bool = False) -> str:
    """For a language whose words we lack: digits of what is surely dialled, one by one ("1 0 8"),
    for a voice to say each in its own words."""

    def told(found: regex.Match[str]) -> str:
        number = found["number"]
        if len(number) <= _SHORT and number not in shared().helplines:
            return found.group()
        said = ", ".join(" ".join(group) for group in _groups(number))
        again = f"{said}, " if twice else ""
        return spaced(found, again + said) + (found["tail"] or "")

    return _NUMBER.sub(told, text)


def helplines_apart(text: str) -> str:
    """ "100/112" -> "100, 112": two numbers to call, no fraction."""

    def told(found: regex.Match[str]) -> str:
        numbers, surely = {*found[0].split("/")}, {*shared().helplines}
        known = surely | {*shared().helplines_called}
        return found[0].replace("/", ", ") if numbers <= known and numbers & surely else found[0]

    return _SLASHED.sub(told, text)


def _groups(number: str) -> Iterator[str]:
    """As it is written apart; a longer run in pieces that can be kept in mind."""
    for group in regex.split("[ -]", number.lstrip("+")):
        at = 0
        for size in _PIECES.get(len(group), (len(group),)):
            yield group[at : at + size]
            at += size


def _around(found: regex.Match[str]) -> tuple[list[str], list[str]]:
    """A few words of the same sentence before and after; what is written onto it comes first."""
    start, end = found.start(), found.end("number")
    before = _SENTENCE_END.split(found.string[max(0, start - _LOOKED_AT) : start])[-1]
    after = _SENTENCE_END.split(found.string[end : end + _LOOKED_AT])[0]
    return _WORD.findall(before.casefold()), _WORD.findall(after.casefold())
