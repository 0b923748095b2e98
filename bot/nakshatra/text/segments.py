"""Text -> what an SMS of it costs: its alphabet, its units, its segments; and cuts that fit.

Rules of 3GPP TS 23.038 (alphabets) and 23.040 (messages in several segments): 160 septets, or 153
in each of several; if one letter is not in the GSM alphabet, 70 UTF-16 units, or 67. No pair that
makes one letter is spread over two segments, so a text of several may take more than its units
divided. The 7-bit tables for languages of India are not used: networks and phones seldom know them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import regex

from nakshatra.text.aksharas import aksharas
from nakshatra.text.sentences import pieces

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Two septets each."""

_PLAIN = {
    **{"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "`": "'"},
    **{"–": "-", "—": "-", "‑": "-", "−": "-", "•": "-", "·": "-", "…": "...", "।": ".", "॥": "."},
    **{"₹": "Rs ", "×": "x", "½": "1/2", "¼": "1/4", "¾": "3/4", "°": " ", "\t": " ", "|": "/"},
    **{"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "", "\ufeff": "", "⚠": "!"},
}
"""Signs that a typist would write otherwise on a phone of keys."""

_PLAINER = str.maketrans(_PLAIN)
_LEANS = regex.compile(r"[\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}]")
_WORD = regex.compile(r"\S+\s*|\s+")


class Alphabet(StrEnum):
    GSM = "GSM-7"
    UCS2 = "UCS-2"


_ROOM = {Alphabet.GSM: (160, 153), Alphabet.UCS2: (70, 67)}
"""Units of a message of one segment, and of each segment of a longer one."""


@dataclass(frozen=True, slots=True)
class Count:
    """What a network counts of one text."""

    alphabet: Alphabet
    units: int
    """Septets, or UTF-16 units."""

    segments: int
    """At least 1: an empty message is one too."""


def count(text: str) -> Count:
    alphabet = alphabet_of(text)
    sizes = [_size(char, alphabet) for char in text]
    alone, each = _ROOM[alphabet]
    total = sum(sizes)
    return Count(alphabet, total, 1 if total <= alone else _packed(sizes, each))


def alphabet_of(text: str) -> Alphabet:
    seen = set(text)
    return Alphabet.GSM if seen <= _BASIC or seen <= _BASIC | _EXTENDED else Alphabet.UCS2


def thrifty(text: str) -> str:
    """The text with its typographic signs written plainly, where that makes it a GSM-7 text; as it
    was where another letter needs UCS-2 anyway, or the plain signs are more than they save."""
    plain = text.translate(_PLAINER)
    helps = alphabet_of(plain) is Alphabet.GSM and count(plain).segments <= count(text).segments
    return plain if helps else text


def cut(text: str, segments: int, tail: str = "") -> tuple[str, str]:
    """The beginning that fits, with `tail` after it, and the rest: cut after a sentence, else a
    word, else an akshara, and inside one only when it alone is longer. `tail` only follows when
    something is left. The text is kept but for white space at the cut.

    Raise `ValueError` when not even the tail fits with one letter.
    """
    text = text.strip()
    if count(text).segments <= segments:
        return text, ""
    whole = (_unparted(split(text)) for split in (pieces, _WORD.findall, aksharas))
    for parts in (*whole, text):
        taken = _taken(parts, segments, tail)
        if taken.strip():
            return taken.rstrip(), text[len(taken) :].lstrip()
    raise ValueError(f"no letter fits into {segments} segments with {tail!r} after it")


def cuts(text: str, segments: int, tail: str) -> Iterator[str]:
    """All of a text as messages; each but the last with `tail`."""
    rest = text
    while rest:
        first, rest = cut(rest, segments, tail)
        yield f"{first}{tail}" if rest else first


def _unparted(parts: Iterable[str]) -> Iterator[str]:
    """A sign that belongs to the letter before it begins no part, not even after a stop."""
    held = ""
    for part in parts:
        if held and not _LEANS.match(part):
            yield held
            held = ""
        held += part
    if held:
        yield held


def _taken(parts: Iterable[str], segments: int, tail: str) -> str:
    taken = ""
    for part in parts:
        if count(f"{(taken + part).rstrip()}{tail}").segments > segments:
            break
        taken += part
    return taken


def _size(char: str, alphabet: Alphabet) -> int:
    if alphabet is Alphabet.UCS2:
        return 2 if char > "\uffff" else 1
    return 2 if char in _EXTENDED else 1


def _packed(sizes: Iterable[int], each: int) -> int:
    """Segments when no letter is spread over two."""
    segments, left = 1, each
    for size in sizes:
        if size > left:
            segments, left = segments + 1, each
        left -= size
    return segments
