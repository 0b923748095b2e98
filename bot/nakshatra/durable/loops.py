"""What a person's messages look like in time -> whether a machine writes them.

Two bots that answer each other would go on for ever. Four signs: our own words come back; the same
words come again and again; the messages keep time like a clock; each follows our answer faster than
anybody reads. It reads and makes trails and keeps none: trails.py does.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from itertools import pairwise

from nakshatra.trail import Said, Trail

CLOSED_S = 600.0
"""How long who keeps time, or is faster than reading, is not answered."""

_OURS = 6
"""Replies of ours that are remembered of each."""

_SHORTEST = 20
"""Letters of a reply that a person would not write by chance."""

_REPEATS, _URGENT_REPEATS = 6, 20
"""The same words so often within `CLOSED_S` are answered; an emergency far longer."""

_BEATS, _BEAT_S, _EVEN = 9, 1.0, 0.03
"""So many messages in a row, a second apart or more, whose pauses differ by less than this share of
the longest: nobody types so. Faster ones are for the rate to stop."""

_QUICK, _QUICK_S = 10, 2.0
"""So many in a row, each within this time after an answer: nobody reads so fast."""


def said(trail: Trail, text: str, now: float, *, goes_on: bool = False) -> Trail:
    """We sent this; `goes_on`: the next part of a long answer, which has an end. Who asked for it
    with the same word as before does not go round in a circle."""
    long_enough = len(text) >= _SHORTEST
    ours = (*trail.ours, _digest(text))[-_OURS:] if long_enough else trail.ours
    words = trail.words[:-1] if goes_on else trail.words
    return replace(trail, ours=ours, words=words, answered_at=now)


def turned_in(trail: Trail, text: str, now: float, *, urgent: bool) -> tuple[Trail, bool]:
    """The trail with this message, and whether it goes round in a circle; "" is one without words.
    A command or a pressed button never does."""
    if text.startswith("/"):
        return trail, False
    words = _digest(text) if text else b""
    trail = _noted(trail, words, now)
    often = sum(one.digest == words and now - one.at < CLOSED_S for one in trail.words)
    if text and (words in trail.ours or often > (_URGENT_REPEATS if urgent else _REPEATS)):
        return trail, True
    if _keeps_time(trail.times) or trail.quick >= _QUICK:
        trail = replace(trail, closed_until=now + CLOSED_S, times=(), quick=0)
    return trail, now < trail.closed_until and not urgent


def _noted(trail: Trail, words: bytes, now: float) -> Trail:
    """Several that were under way at once answer nothing: between two of them we said nothing."""
    at = trail.answered_at
    return replace(
        trail,
        times=(*trail.times, now)[-_BEATS:],
        words=(*trail.words, Said(now, words))[-_URGENT_REPEATS - 1 :] if words else trail.words,
        answered_at=None,
        quick=trail.quick + 1 if at is not None and now - at <= _QUICK_S else 0,
    )


def _keeps_time(times: tuple[float, ...]) -> bool:
    if len(times) < _BEATS:
        return False
    pauses = [after - before for before, after in pairwise(times)]
    return min(pauses) >= _BEAT_S and max(pauses) - min(pauses) <= _EVEN * max(pauses)


def _digest(text: str) -> bytes:
    words = " ".join(text.split()).casefold().encode("utf-8", "surrogatepass")
    return blake2b(words, digest_size=8).digest()
