"""Secrets a person typed (Aadhaar, card, account, UPI id, OTP, PIN) -> a mark in their place.

It runs before anything is stored, logged or shown to an expert. Helplines, amounts, years and
ten-digit phone numbers are left alone. It reads digits of every script and removes nothing else.
"""

from __future__ import annotations

import re

import regex

from nakshatra.text.normalise import ascii_digits

AADHAAR, CARD, ACCOUNT, UPI, CODE = "[Aadhaar]", "[card]", "[account]", "[UPI]", "[code]"
_MARKS = (AADHAAR, CARD, ACCOUNT, UPI, CODE)
_NOT_TO_BE_TOLD = (AADHAAR, CARD, CODE)
"""An account's number and a UPI id are told to be paid."""

_AADHAAR_LENGTHS = (12, 16)
"""The number, and the virtual id that stands for it."""

_SHORTEST_CARD = 13

_BESIDE = (
    r"o\.?t\.?p|one[ -]?time[ -]?password|m?pin|cvv2?|password|passcode|pass[ -]?word|upi[ -]?pin"
    r"|ओ\.?\s?टी\.?\s?पी|ओटिपी|पिन|पासवर्ड|सीवीवी|पासकोड"
)
_PIN_CODE = r"\s*[- ]?\s*(?:code|कोड)"
"""A PIN code is an address, not a secret."""

_DIGITS = r"\p{Nd}(?:[ -]?\p{Nd})"
_NEAR = r"[^\p{Nd}\n]{0,24}"
"""What may stand between the word and its digits: "OTP is", "ओटीपी है"."""

_HELPLINES = frozenset(
    {
        *("1033", "1077", "1091", "1097", "1098", "1551", "1906", "1912", "1915", "1930", "1933"),
        *("1947", "1950", "1962", "1967", "14416", "14433", "14434", "14445", "14446", "14447"),
        *("14448", "14470", "14555", "14566", "14567", "15100", "15400", "155255", "155261"),
    }
)
"""Numbers a person may speak of beside the word OTP; the help they name must not be hidden."""

_LONG = regex.compile(rf"(?<![\p{{Nd}}])(?:{_DIGITS}{{11,18}})(?![\p{{Nd}}])")
_AFTER_WORD = regex.compile(
    rf"(?i)(?<![\p{{L}}])(?:{_BESIDE})(?!{_PIN_CODE})(?![\p{{L}}]){_NEAR}?"
    rf"(?P<secret>(?<![\p{{Nd}},.-])\p{{Nd}}(?:[ -]?\p{{Nd}}){{3,7}})(?![\p{{Nd}},-])"
)
_BEFORE_WORD = regex.compile(
    rf"(?i)(?<![\p{{Nd}},.-])(?P<secret>\p{{Nd}}(?:[ -]?\p{{Nd}}){{3,7}})(?![\p{{Nd}},-])"
    rf"[^\p{{Nd}}\n]{{0,12}}?(?<![\p{{L}}])(?:{_BESIDE})(?!{_PIN_CODE})(?![\p{{L}}])"
)
_UPI_ID = regex.compile(
    r"(?i)(?<![\w.@-])[\w.-]{2,256}@(?:ok(?:axis|icici|hdfcbank|sbi)|ybl|ibl|axl|paytm|pt[a-z]{2,5}"
    r"|upi|apl|yapl|rapl|sbi|hdfcbank|icici|axisbank|kotak|barodampay|cnrb|pnb|unionbank|fbl|idfcbank"
    r"|indus|airtel|freecharge|jupiteraxis|waicici|wasbi|waaxis|wahdfcbank|axisb|yesbank|dbs|fam"
    r"|naviaxis|superyes|slice|tapicici|timecosmos|ikwik|mbk)(?![\w.-])"
)
_IFSC = regex.compile(r"(?i)(?<![\w])[a-z]{4}0[a-z0-9]{6}(?![\w])")
_ACCOUNT_NUMBER = regex.compile(r"(?<![\p{Nd}])\p{Nd}{9,18}(?![\p{Nd}])")
_ACCOUNT_WORD = regex.compile(
    r"(?i)(?<![\p{L}])(?:a/?c|account|acct|khata|khaata|खाता|खाते|अकाउंट|एकाउंट)(?![\p{L}])"
    r"[^\p{Nd}\n]{0,24}?(?P<secret>\p{Nd}{9,18})(?!\p{Nd})"
)


def redact(text: str) -> str:
    """The text without its secrets. Idempotent."""
    text = _LONG.sub(_card_or_aadhaar, text)
    text = _UPI_ID.sub(UPI, text)
    text = _ACCOUNT_WORD.sub(lambda found: _marked(found, ACCOUNT), text)
    if _IFSC.search(text):
        text = _ACCOUNT_NUMBER.sub(ACCOUNT, text)
    text = _AFTER_WORD.sub(lambda found: _marked(found, CODE), text)
    return _BEFORE_WORD.sub(lambda found: _marked(found, CODE), text)


def was_redacted(text: str) -> bool:
    """Whether `redact` left a mark in it."""
    return any(mark in text for mark in _MARKS)


def gave_secret(text: str) -> bool:
    """Whether something stood in it that is told to nobody."""
    return any(mark in text for mark in _NOT_TO_BE_TOLD)


def without_marks(text: str) -> str:
    """What the person wrote in letters: a mark is not in their language."""
    for mark in _MARKS:
        text = text.replace(mark, " ")
    return text


def _card_or_aadhaar(found: regex.Match[str]) -> str:
    digits = re.sub(r"\D", "", ascii_digits(found.group()))
    if len(digits) in _AADHAAR_LENGTHS and digits[0] not in "01" and _verhoeff(digits):
        return AADHAAR
    return CARD if len(digits) >= _SHORTEST_CARD and _luhn(digits) else found.group()


def _marked(found: regex.Match[str], mark: str) -> str:
    if re.sub(r"\D", "", ascii_digits(found["secret"])) in _HELPLINES:
        return found.group()
    start, end = found.span("secret")
    whole, offset = found.group(), found.start()
    return whole[: start - offset] + mark + whole[end - offset :]


def _luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1)."""
    doubled = (int(d) * (1 + at % 2) for at, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


_PRODUCT = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTED = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def _verhoeff(digits: str) -> bool:
    """The check digit of Aadhaar numbers (Verhoeff's scheme over the dihedral group D5)."""
    check = 0
    for at, digit in enumerate(reversed(digits)):
        check = int(_PRODUCT[check][int(_PERMUTED[at % 8][int(digit)])])
    return check == 0
