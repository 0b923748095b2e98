"""Text -> the numbers that stand in it, for comparing; `reading` says them aloud.

A canonical number is ASCII digits with at most one decimal point: "6,000", "६०००" and "6000" are
"6000"; "1,25,000" is "125000"; "2.50" is "2.5"; "05" is "5" but "0120", an area code, stays.
A date gives its parts and itself: "14-03-2026" is "14", "3", "2026", "2026-03-14". A phone number
is one run of digits: "1800-180-1551" is "18001801551". A range "10-15" is "10", "15"; "24x7" is
"24", "7". A word of size gives the number and its value: "5 lakh" is "5", "500000".
Number words ("six thousand") are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nakshatra.text.normalise import ascii_digits, normalise

_SIZES = {
    1_000: "thousand hazar hazaar hajar hajaar हजार हज़ार হাজার હજાર ਹਜ਼ਾਰ ହଜାର వేలు వేల ஆயிரம் "
    "ಸಾವಿರ ആയിരം ہزار",
    100_000: "lakhs lakh lacs lac लाख লাখ লক্ষ લાખ ਲੱਖ ଲକ୍ଷ లక్షలు లక్షల లక్ష லட்சம் ಲಕ್ಷ ലക്ഷം لاکھ",
    1_000_000: "million",
    10_000_000: "crores crore karod करोड़ करोड कोटी কোটি કરોડ ਕਰੋੜ କୋଟି కోట్లు కోటి கோடி ಕೋಟಿ കോടി کروڑ",
    1_000_000_000: "billion",
}
_SIZE = {normalise(word): size for size, words in _SIZES.items() for word in words.split()}

_NUMBER = re.compile(
    r"""
    (?<![\d./-]) (?:
        (?P<day>\d{1,2}) (?P<dot>[-./]) (?P<month>\d{1,2}) (?P=dot) (?P<year>\d{4}|\d{2})
      | (?P<iso>\d{4}-\d{2}-\d{2})
    ) (?!\d|[-./]\d)
  | (?<![\d.,]) (?P<phone>
        \+\d{1,3}[ -]?\d{5}[ -]?\d{5}
      | 1800[ -]?(?:\d{2,4}[ -]?\d{4}|\d{3}[ -]?\d{3}|\d{3}-\d{2}-\d{2})
      | 1[89]60[ -]?\d{3}[ -]?\d{3,4}
      | 0\d{2,4}-\d{6,8}
      | \d{5}[ -]\d{5}
      | \d{4}-\d{3}-\d{3,4}
      | \d{3}-\d{3}-\d{4}
    ) (?!\d|,\d)
  | (?P<plain> \d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d+)? | \d+(?:\.\d+)? )
    (?: \s*-?\s* (?P<size>SIZES) (?!\w) )?
    """.replace("SIZES", "|".join(sorted(_SIZE, key=len, reverse=True))),
    re.VERBOSE | re.IGNORECASE,
)

_DIGIT = re.compile(r"\d")


def numbers(text: str) -> tuple[str, ...]:
    """Every number of the text in canonical form, in order; see the head of this file."""
    if not _DIGIT.search(text):
        return ()
    found = _NUMBER.finditer(ascii_digits(normalise(text)))
    return tuple(number for match in found for number in _canonical(match))


def _canonical(found: re.Match[str]) -> Iterator[str]:
    part = found.groupdict()
    if part["iso"]:
        yield from _date(*part["iso"].split("-"))
    elif part["day"]:
        yield from _date(part["year"], part["month"], part["day"])
    elif part["phone"]:
        yield re.sub(r"\D", "", part["phone"])
    else:
        number = _plain(part["plain"].replace(",", ""))
        yield number
        if part["size"]:
            yield _plain(format(Decimal(number) * _SIZE[part["size"].casefold()], "f"))


def _date(year: str, month: str, day: str) -> Iterator[str]:
    """Day, month, year, and the whole when it is one: 31-13 is only its parts."""
    yield from (_plain(day), _plain(month), year)
    if len(year) == 4 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
        yield f"{year}-{int(month):02}-{int(day):02}"


def _plain(number: str) -> str:
    whole, _, part = number.partition(".")
    part = part.rstrip("0")
    if len(whole) <= 2:
        whole = whole.lstrip("0") or "0"
    return f"{whole}.{part}" if part else whole
