"""Text -> how many SMS segments it takes (3GPP TS 23.038 and 23.040).

One letter outside the GSM alphabet makes the whole message UCS-2, which is true of every Indian
script.
"""

from __future__ import annotations

from collections.abc import Callable

from nakshatra.text.sentences import units

_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Each takes two places."""

_GSM, _GSM_SERIES = 160, 153
_UCS2, _UCS2_SERIES = 70, 67
"""Places of a message alone, and of each in a series."""


def is_gsm(text: str) -> bool:
    return _ALPHABET.union(_EXTENDED).issuperset(text)


def places(text: str) -> int:
    """Of a text in the GSM alphabet."""
    return len(text) + sum(char in _EXTENDED for char in text)


def segments(text: str) -> int:
    """0 for no text."""
    size, room = measure(text, 1)
    if size(text) <= room:
        return bool(text)
    series = _GSM_SERIES if is_gsm(text) else _UCS2_SERIES
    return -(-size(text) // series)


def measure(text: str, most: int) -> tuple[Callable[[str], int], int]:
    """How pieces of this text are counted, and how much fits in `most` segments."""
    size, one, series = (
        (places, _GSM, _GSM_SERIES) if is_gsm(text) else (units, _UCS2, _UCS2_SERIES)
    )
    return size, one if most == 1 else most * series
