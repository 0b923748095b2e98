"""A number in digits -> its words in a language, as the Indian system counts; reads no sentence."""

from __future__ import annotations

from nakshatra.text.aloud.speech import Size, Speech, ended

_LONGEST = 12
"""Digits of the largest number that is said as one; longer ones are told digit by digit."""


def cardinal(number: int, speech: Speech) -> str:
    """0 to 999,999,999,999 in thousands, lakhs and crores."""
    for value, size in _sizes(speech):
        if number >= value:
            return _sized(number, value, size, speech)
    if number >= 100:
        hundred, rest = divmod(number, 100)
        words = (speech.hundreds_joined if rest else speech.hundreds)[hundred - 1]
        return f"{words} {speech.numbers[rest]}" if rest else words
    return speech.numbers[number]


def digits(number: str, speech: Speech) -> str:
    """Digit by digit, as a telephone number is told; what is no digit is passed over."""
    return " ".join(speech.digits[int(digit)] for digit in number if digit.isdecimal())


def amount(number: str, speech: Speech) -> str:
    """ "6,000" or "2.50", which is 2.5, in words; what is too long for words, or is like 0120, as
    digits."""
    whole, _, part = number.replace(",", "").partition(".")
    if len(whole) > _LONGEST or (len(whole) > 2 and whole[0] == "0"):
        return digits(number, speech)
    words, part = cardinal(int(whole), speech), part.rstrip("0")
    return f"{words} {speech.point} {digits(part, speech)}" if part else words


def year(number: int, speech: Speech) -> str:
    """1962 as "nineteen sixty-two" where the language has such a way; else as a number."""
    century, rest = divmod(number, 100)
    if not speech.century or not 11 <= century <= 19 or 0 < rest < 10:
        return cardinal(number, speech)
    words = ended(speech.numbers[century], speech.century)
    return f"{words} {speech.numbers[rest]}" if rest else cardinal(number, speech)


def _sizes(speech: Speech) -> tuple[tuple[int, Size], ...]:
    return ((10_000_000, speech.crore), (100_000, speech.lakh), (1_000, speech.thousand))


def _sized(number: int, value: int, size: Size, speech: Speech) -> str:
    count, rest = divmod(number, value)
    words = size.exact.get(str(count)) or ended(cardinal(count, speech), size.ends)
    return f"{ended(words, size.joined)} {cardinal(rest, speech)}" if rest else words
