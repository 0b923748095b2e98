"""Dates, seasons ("2026-27") and times of day in a text -> words; other numbers stay in digits."""

from __future__ import annotations

import regex

from nakshatra.text.aloud.counting import amount, cardinal, year
from nakshatra.text.aloud.pieces import END, TAIL, any_of, spaced, with_tail
from nakshatra.text.aloud.speech import Speech, ended

_PARTS = regex.compile(r"[0-9]+")


class Dates:
    def __init__(self, words: Speech) -> None:
        self._words = words
        clock = rf"| \s?{any_of(words.clock_words)}{END}" if words.clock_words else ""
        hours = any_of(words.clock_words) if words.clock_words else r"(?!)"
        self._dotted = regex.compile(
            rf"(?<![0-9.,]|[0-9][-/:])([0-9]{{1,2}})\.([0-5][0-9])"
            rf"(?=\s?(?:[AaPp]\.?[Mm]\b|{hours}{END}))"
        )
        self._date = regex.compile(
            rf"""
            (?<![0-9.,]|[0-9][-/:]) (?:
                (?P<iso>[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})
              | (?P<dmy>[0-9]{{1,2}}(?P<dot>[-./])[0-9]{{1,2}}(?P=dot)(?:[0-9]{{4}}|[0-9]{{2}}))
              | (?P<season>(?:19|20)[0-9][0-9][-–/][0-9][0-9])
              | (?P<years>(?:19|20)[0-9][0-9][-–](?:19|20)[0-9][0-9])
              | (?P<my>[0-9]{{1,2}}[-/](?:19|20)[0-9][0-9])
              | (?P<time>[0-9]{{1,2}}:[0-9][0-9]) (?!:)
                (?: \s?(?P<half>[AaPp]\.?[Mm]\b\.?) {clock} )?
              | (?P<row>[0-9]+(?:[-:][0-9]+){{2,}})
            ) (?![0-9]|[-/:.,][0-9]) {TAIL}
            """,
            regex.VERBOSE,
        )

    def tell(self, text: str) -> str:
        return self._date.sub(self._told, self._dotted.sub(r"\1:\2", text))

    def _told(self, found: regex.Match[str]) -> str:
        told = self._time(found) if found["time"] else self._dated(found)
        if not told:
            return found.group()
        return spaced(found, with_tail(told, found["tail"], self._words))

    def _dated(self, found: regex.Match[str]) -> str:
        """ "" when it is none of these: 2026-34, 13/2026."""
        parts = [int(part) for part in _PARTS.findall(found.group())]
        if found["iso"]:
            return self._day(parts[2], parts[1], parts[0]) or self._row(found)
        if found["dmy"]:
            century = 2000 if parts[2] < 100 else 0
            return self._day(parts[0], parts[1], parts[2] + century) or self._row(found)
        if found["season"]:
            follows = (parts[0] + 1) % 100 == parts[1]
            return f"{self._year(parts[0])} {self._words.numbers[parts[1]]}" if follows else ""
        if found["years"]:
            return f"{ended(self._year(parts[0]), self._words.range)} {self._year(parts[1])}"
        if found["my"]:
            return self._day(1, parts[0], parts[1], self._words.month_year)
        return self._row(found)

    def _row(self, found: regex.Match[str]) -> str:
        """Numbers that stand for several things: NPK 12-32-16."""
        return ", ".join(amount(part, self._words) for part in _PARTS.findall(found.group()))

    def _day(self, day: int, month: int, of: int, shape: str = "") -> str:
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return ""
        return (shape or self._words.date).format(
            d=cardinal(day, self._words), month=self._words.months[month - 1], y=self._year(of)
        )

    def _year(self, number: int) -> str:
        return year(number, self._words)

    def _time(self, found: regex.Match[str]) -> str:
        """The part of the day is said where it is known: 6:30 may be either."""
        hour, minute = map(int, found["time"].split(":"))
        if hour > 24 or minute > 59:
            return ""
        half = (found["half"] or "")[:1].casefold()
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        part = [name for start, name in self._words.day_parts if start <= hour % 24][-1]
        told = (self._words.clock if minute else self._words.oclock).format(
            part=part if half or hour > 12 else "",
            h=cardinal((hour - 1) % 12 + 1, self._words),
            m=cardinal(minute, self._words),
        )
        return " ".join(told.split())
