"""Answers -> Answer: the lead, and what another expert adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nakshatra.types import Answer, Kind

FOLLOW = 0.92
"""A further answer is kept when it is at least this sure, compared with the best. Packs are sure of
themselves one by one, so less would join answers to questions that nobody asked."""

FOLLOW_TWO = 0.75
"""The same where the message holds two questions: each answers its own, and need not rival."""

MOST = 2
"""Answers in one reply: who asked two things gets both; more is not read."""


def settle(answers: Sequence[Answer], *, two: bool = False) -> Answer | None:
    """The surest answer leads and those nearly as sure follow; None when there is none.

    `two`: the message holds two questions. When no expert knows, the first one asked says whom to
    turn to.
    """
    known = [answer for answer in answers if answer.kind is not Kind.UNKNOWN]
    if not known:
        return next(iter(answers), None)
    best, *others = sorted(known, key=lambda answer: answer.confidence, reverse=True)
    least = best.confidence * (FOLLOW_TWO if two else FOLLOW)
    kept = [best]
    for answer in others[: MOST - 1]:
        if answer.confidence >= least and answer.text != best.text:
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
