"""A telephone number as a provider writes it <-> E.164. Knows no numbering plan but lengths."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\s().-]")
_LONGEST = 15
"""Digits (ITU-T E.164)."""

_NATIONAL = 10
"""Digits of a mobile number of India, and of most countries that dial so."""


def e164(text: str, country: str) -> str:
    """ "+919876543210"; "" for what nobody can be answered at: a name, a short code."""
    bare = _SEPARATORS.sub("", text)
    plus = bare.startswith(("+", "00"))
    digits = bare.lstrip("+")
    if not (digits.isascii() and digits.isdecimal()):
        return ""
    digits = digits.lstrip("0")
    if not plus and len(digits) == _NATIONAL:
        digits = country + digits
    international = plus or digits.startswith(country)
    if not international or not _NATIONAL <= len(digits) <= _LONGEST:
        return ""
    return f"+{digits}"


def national(number: str, country: str) -> str:
    """Without the calling code; another country's number keeps its own."""
    return number.lstrip("+").removeprefix(country)
