"""Answers -> Answer: the lead, and what another expert adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nakshatra.types import Answer, Kind

FOLLOW = 0.92
"""A further answer is kept when it is at least this sure, compared with the best. Packs are sure of
themselves one by one, so less would join answers to questions that nobody asked."""

MOST = 2
"""Answers in one reply: who asked two things gets both; more is not read."""


def settle(answers: Sequence[Answer]) -> Answer | None:
    """The surest answer leads and those nearly as sure follow; None when there is none.

    When no expert knows, the first one asked says whom to turn to.
    """
    known = [answer for answer in answers if answer.kind is not Kind.UNKNOWN]
    if not known:
        return next(iter(answers), None)
    best, *others = sorted(known, key=lambda answer: answer.confidence, reverse=True)
    kept = [best]
    for answer in others[: MOST - 1]:
        if answer.confidence >= best.confidence * FOLLOW and answer.text not in {
            a.text for a in kept
        }:
            kept.append(answer)
    if len(kept) == 1:
        return best
    return replace(
        best,
        expert="+".join(answer.expert for answer in kept),
        text="\n\n".join(answer.text for answer in kept),
        short=" ".join(answer.short or answer.text for answer in kept),
        citations=tuple(dict.fromkeys(c for answer in kept for c in answer.citations)),
        fallback=None,
    )
