"""Numbers, prices, percentages, measures, ranges and ordinals in a text -> words; leaves no digit.

It comes after `dialling` and `dates`, which take the numbers that are theirs.
"""

from __future__ import annotations

import regex

from nakshatra.text.aloud.counting import amount, cardinal, year
from nakshatra.text.aloud.pieces import (
    EDGE,
    END,
    LETTER,
    any_of,
    is_latin,
    spaced,
    starting,
    with_tail,
)
from nakshatra.text.aloud.speech import Speech, ended, shared

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_NEXT_WORD = regex.compile(rf"\s({LETTER}+)")


class Amounts:
    def __init__(self, words: Speech) -> None:
        self._words = words
        alike = shared()
        self._money = alike.money
        self._units = {way: unit for unit, ways in alike.units.items() for way in ways}
        self._ways = {name: unit for unit, names in words.units.items() for name in names}
        self._ways |= self._units
        self._counted = starting([*words.counted, *(f"^{word}" for word in words.money)])
        self._own_money = regex.compile(rf"\s?{any_of(words.money)}{END}")
        self._amount = regex.compile(self._pattern(), regex.VERBOSE)

    def tell(self, text: str) -> str:
        return self._amount.sub(self._told, text)

    def _pattern(self) -> str:
        money = any_of([*self._money, *self._words.money])
        per = any_of(self._ways)
        return rf"""
        (?: (?P<price> {EDGE}{money} )\s? )?
        (?P<sign> (?<![\p{{L}}\p{{M}}\p{{N}}).]) [-+−] )?
        (?P<a>{_NUMBER})
        (?: (?:[-–—]|\s[-–—]\s) (?P<b>{_NUMBER}) (?![0-9]|[-/][0-9])
          | /(?P<under>[0-9]+)(?![0-9/]) )?
        (?P<dash>\s?/[-=])?
        (?: \s?(?P<size>{any_of(self._words.sizes)}){END} )?
        (?: \s?(?P<percent>[%٪％])
          | \s?(?P<unit>{any_of(self._units)}|{per}(?=\s?/)){END} (?:\s?/\s?(?P<per>{per}){END})?
          | \s?(?P<cash>{money}){END}
          | (?P<tail>[-'’]?{LETTER}+) )?
        """

    def _told(self, found: regex.Match[str]) -> str:
        told = self._number(found)
        if found["percent"]:
            told = self._words.percent.format(n=told)
        elif found["unit"]:
            told = self._measured(told, found)
        if found["price"] or found["cash"] or found["dash"]:
            told = self._priced(told, found)
        return spaced(found, with_tail(told, found["tail"], self._words))

    def _number(self, found: regex.Match[str]) -> str:
        told = self._first(found)
        if found["b"]:
            second = amount(found["b"], self._words)
            rises = _value(found["a"]) < _value(found["b"])
            told = f"{ended(told, self._words.range) if rises else told} {second}"
        if found["sign"]:
            told = f"{self._words.plus if found['sign'] == '+' else self._words.minus} {told}"
        if found["size"] or self._is_counted(found):
            told = ended(told, self._words.before_noun)
        return f"{told} {found['size']}" if found["size"] else told

    def _first(self, found: regex.Match[str]) -> str:
        first = found["a"]
        if found["under"]:
            under = amount(found["under"], self._words)
            return self._words.fraction.format(a=amount(first, self._words), b=under)
        if len(first) == 4 and first.startswith("19") and first.isdigit() and self._bare(found):
            return year(int(first), self._words)
        return amount(first, self._words)

    def _bare(self, found: regex.Match[str]) -> bool:
        """Neither priced nor measured, and no word that is counted follows."""
        if any(found.group("price", "size", "percent", "unit", "cash")):
            return False
        follows = _NEXT_WORD.match(found.string, found.end())
        return not (follows and self._counted.match(follows[1].casefold()))

    def _is_counted(self, found: regex.Match[str]) -> bool:
        """Whether what is counted follows: a unit, rupees, or any word of the language."""
        if any(found.group("price", "dash", "unit", "cash")):
            return True
        follows = _NEXT_WORD.match(found.string, found.end())
        return follows is not None and not found["tail"] and not is_latin(follows[1])

    def _measured(self, told: str, found: regex.Match[str]) -> str:
        names = self._words.units[self._ways[found["unit"]]]
        told = f"{told} {names[0 if _is_one(found) else -1]}"
        if not found["per"]:
            return told
        unit = self._ways[found["per"]]
        name = self._words.per_units.get(unit, self._words.units[unit][0])
        return self._words.per.format(a=told, b=name)

    def _priced(self, told: str, found: regex.Match[str]) -> str:
        if self._own_money.match(found.string, found.end()):
            return told
        if found["cash"] and found["cash"] in self._spelled_out():
            return f"{told} {found['cash']}"
        whole, _, part = found["a"].partition(".")
        if len(part) == 2 and not found["size"] and not found["b"]:
            return self._with_paise(whole, part)
        return f"{told} {self._words.rupees[not _is_one(found)]}"

    def _spelled_out(self) -> list[str]:
        """The rupee's own words, as they are inflected; not its abbreviations."""
        shortest = min(map(len, self._words.rupees))
        return [w for w in self._words.money if len(w) >= shortest and not w.endswith(".")]

    def _with_paise(self, whole: str, part: str) -> str:
        told = f"{amount(whole, self._words)} {self._words.rupees[whole != '1']}"
        if part == "00":
            return told
        return f"{told} {cardinal(int(part), self._words)} {self._words.paise[part != '01']}"


def _is_one(found: regex.Match[str]) -> bool:
    return found["a"] == "1" and not found["b"] and not found["size"]


def _value(number: str) -> float:
    return float(number.replace(",", ""))
