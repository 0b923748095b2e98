"""What a person's messages look like in time -> whether a machine writes them.

Two bots that answer each other would go on for ever. Four signs: our own words come back; the same
words come again and again; the messages keep time like a clock; each follows our answer faster than
anybody reads. It keeps digests and times, no word of anyone, and forgets the least recent.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from time import monotonic

CLOSED_S = 600.0
"""How long who keeps time, or is faster than reading, is not answered."""

PEOPLE = 20_000
"""Remembered at once, about 20 MB when all of them write much."""

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


@dataclass(slots=True)
class _Trail:
    ours: deque[bytes] = field(default_factory=lambda: deque(maxlen=_OURS))
    times: deque[float] = field(default_factory=lambda: deque(maxlen=_BEATS))
    words: deque[tuple[float, bytes]] = field(
        default_factory=lambda: deque(maxlen=_URGENT_REPEATS + 1)
    )
    answered_at: float | None = None
    """When we last said something, if nothing came since."""

    quick: int = 0
    closed_until: float = 0.0


class Loops:
    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._trails: OrderedDict[str, _Trail] = OrderedDict()

    def said(self, owner: str, text: str) -> None:
        """We sent this."""
        trail = self._trail(owner)
        trail.answered_at = self._now()
        if len(text) >= _SHORTEST:
            trail.ours.append(_digest(text))

    def turns_in(self, owner: str, text: str, *, urgent: bool) -> bool:
        """Whether this message goes round in a circle; "" is one without words. A command or a
        pressed button never does."""
        if text.startswith("/"):
            return False
        trail, now, words = self._trail(owner), self._now(), _digest(text) if text else b""
        often = self._often(trail, words, now) if text else 0
        beats, quick = _keeps_time(trail, now), _is_quick(trail, now)
        if words in trail.ours or often > (_URGENT_REPEATS if urgent else _REPEATS):
            return True
        if beats or quick:
            trail.closed_until = now + CLOSED_S
            trail.times.clear()
            trail.quick = 0
        return now < trail.closed_until and not urgent

    def _often(self, trail: _Trail, words: bytes, now: float) -> int:
        """How often it has come of late, with this time."""
        trail.words.append((now, words))
        return sum(said == words and now - at < CLOSED_S for at, said in trail.words)

    def _trail(self, owner: str) -> _Trail:
        trail = self._trails.setdefault(owner, _Trail())
        self._trails.move_to_end(owner)
        if len(self._trails) > PEOPLE:
            self._trails.popitem(last=False)
        return trail


def _keeps_time(trail: _Trail, now: float) -> bool:
    trail.times.append(now)
    if len(trail.times) < _BEATS:
        return False
    times = list(trail.times)
    pauses = [after - before for before, after in pairwise(times)]
    return min(pauses) >= _BEAT_S and max(pauses) - min(pauses) <= _EVEN * max(pauses)


def _is_quick(trail: _Trail, now: float) -> bool:
    """Several that were under way at once answer nothing: between two of them we said nothing."""
    at, trail.answered_at = trail.answered_at, None
    trail.quick = trail.quick + 1 if at is not None and now - at <= _QUICK_S else 0
    return trail.quick >= _QUICK


def _digest(text: str) -> bytes:
    words = " ".join(text.split()).casefold().encode("utf-8", "surrogatepass")
    return blake2b(words, digest_size=8).digest()
