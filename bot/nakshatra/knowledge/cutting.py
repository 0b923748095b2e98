"""A message in which no word or comma parts two questions -> where one ends and the other begins.

That is where the arbiter is surest of two different units, one on each side; the message as a whole
must hint at both (docs/decisions/0039-where-two-questions-meet.md).
"""

from __future__ import annotations

from itertools import accumulate, chain
from math import inf

from nakshatra.knowledge.arbiter import Arbiter
from nakshatra.knowledge.encoder import PLACES
from nakshatra.knowledge.features import Weights, words
from nakshatra.knowledge.odds import odds

_LEAST = 3
"""Words on each side."""

_CUTS = 5
"""Cuts that are tried, as far from each other as can be."""

_SURELY = 2.0
"""Log-odds of each side's unit, by the arbiter."""

_HINTED = 0.001
"""Probability of each of the two in the message as a whole; what it does not hint at at all is torn
out of a story."""


def cut(text: str, arbiter: Arbiter) -> tuple[str, str] | None:
    """Both sides, as written; None where it is one question, or too long to be read at once."""
    written = text.split()
    each = [words(word) for word in written]
    said = tuple(chain.from_iterable(each))
    ends = [0, *accumulate(map(len, each))]
    cuts = range(_LEAST, len(written) - _LEAST + 1, max(-(-len(written) // _CUTS), 1))
    tried = [at for at in cuts if _LEAST <= ends[at] <= len(said) - _LEAST]
    if not tried or len(said) > PLACES:
        return None
    (whole,) = arbiter.asked_in(said, [(0, len(said))])
    if (whole >= _HINTED).sum() < 2:
        return None
    left = arbiter.asked_in(said, [(0, ends[at]) for at in tried])
    right = arbiter.asked_in(said, [(ends[at], len(said)) for at in tried])
    sides = zip(left, right, tried, strict=True)
    sure, at = max((_sure(one, other, whole), at) for one, other, at in sides)
    return (" ".join(written[:at]), " ".join(written[at:])) if sure >= _SURELY else None


def _sure(left: Weights, right: Weights, whole: Weights) -> float:
    """Log-odds of the less sure side; none where both are the same, or one is not hinted at."""
    one, other = int(left.argmax()), int(right.argmax())
    if one == other or min(whole[one], whole[other]) < _HINTED:
        return -inf
    return odds(min(float(left[one]), float(right[other])))
