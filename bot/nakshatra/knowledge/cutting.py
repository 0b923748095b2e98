"""A message in which no word or comma parts two questions -> where one ends and the other begins.

That is where the arbiter is surest of two different units, one on each side; the message as a whole
must hint at both (docs/decisions/0039-where-two-questions-meet.md).
"""

from __future__ import annotations

from itertools import accumulate, chain

from nakshatra.knowledge.arbiter import Arbiter
from nakshatra.knowledge.encoder import PLACES
from nakshatra.knowledge.features import Weights, folded, words

_LEAST = 3
"""Words on each side."""

_CUTS = 5
"""Cuts that are tried, as far from each other as can be."""

_SURELY = 0.88
"""Probability of each side's unit, by the arbiter."""

_HINTED = 0.001
"""Probability of each of the two in the message as a whole; what it does not hint at at all is torn
out of a story."""


def cut(text: str, arbiter: Arbiter) -> tuple[str, str] | None:
    """Both sides, as written; None where it is one question, or too long to be read at once."""
    written = text.split()
    if len(written) < 2 * _LEAST or len(words(text)) > PLACES:
        return None
    each = [folded(word) for word in written]
    said = tuple(chain.from_iterable(each))
    ends = [0, *accumulate(map(len, each))]
    tried = [at for at in _places(len(written)) if _LEAST <= ends[at] <= len(said) - _LEAST]
    if not tried or len(said) > PLACES:
        return None
    (whole,) = arbiter.asked_in(said, [(0, len(said))])
    if (whole >= _HINTED).sum() < 2:
        return None
    sides = [*((0, ends[at]) for at in tried), *((ends[at], len(said)) for at in tried)]
    read = arbiter.asked_in(said, sides)
    each_side = zip(read[: len(tried)], read[len(tried) :], tried, strict=True)
    sure, _, at = max(
        (_sure(left, right, whole), -abs(2 * at - len(written)), at)
        for left, right, at in each_side
    )
    return (" ".join(written[:at]), " ".join(written[at:])) if sure >= _SURELY else None


def _places(count: int) -> list[int]:
    """Of so many words, the first and the last place where a cut may be, and those between."""
    room = count - 2 * _LEAST
    return sorted({_LEAST + round(room * at / (_CUTS - 1)) for at in range(_CUTS)})


def _sure(left: Weights, right: Weights, whole: Weights) -> float:
    """Probability of the less sure side; 0 where both are the same, or one is not hinted at."""
    one, other = int(left.argmax()), int(right.argmax())
    if one == other or min(whole[one], whole[other]) < _HINTED:
        return 0.0
    return min(float(left[one]), float(right[other]))
