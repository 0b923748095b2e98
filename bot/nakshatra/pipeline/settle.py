"""Answers -> Answer: the lead, what another expert adds to it, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nakshatra.knowledge.odds import chance, odds
from nakshatra.types import Answer, Kind

FOLLOW = 0.92
"""A further answer is kept when it is at least this sure, compared with the best. Packs are sure of
themselves one by one, so less would join answers to questions that nobody asked."""

BEHIND = 0.6
"""Log-odds by which a further answer to one question may be less sure: near certainty the quotient
says little."""

MOST = 2
"""Answers in one reply: who asked two things gets both; more is not read."""


def settle(
    answers: Sequence[Answer], *, most: int = MOST, differ: str = "{values}"
) -> Answer | None:
    """The surest answer leads and those nearly as sure follow; None when there is none.

    `most`: answers that are joined. `differ`: how to say that sources give other values of the same
    fact; an answer that differs so from the best one is never dropped. When no expert knows, the
    first one asked says whom to turn to.
    """
    known = [answer for answer in answers if answer.kind is not Kind.UNKNOWN]
    if not known:
        return next(iter(answers), None)
    best, *others = sorted(known, key=lambda answer: answer.confidence, reverse=True)
    if best.kind is Kind.QUESTION:
        return best
    least = _rivalling(best.confidence)
    kept = [best]
    for answer in _differing_first(best, others)[: most - 1]:
        near = answer.confidence >= least or any(_differences(best, answer))
        if near and answer.kind is best.kind and answer.text != best.text:
            kept.append(answer)
    return best if len(kept) == 1 else joined(kept, differ)


def _rivalling(best: float) -> float:
    """What is as good as the best answer to one question."""
    return max(best * FOLLOW, chance(odds(best) - BEHIND))


def _differing_first(best: Answer, others: Sequence[Answer]) -> list[Answer]:
    return sorted(others, key=lambda other: not any(_differences(best, other)))


def joined(kept: Sequence[Answer], differ: str) -> Answer:
    """One after the other, nothing said twice, both sources under what they tell differently."""
    best = kept[0]
    values = [line for other in kept[1:] for line in _differences(best, other)]
    note = [differ.replace("{values}", "; ".join(values))] if values else []
    return replace(
        best,
        expert="+".join(dict.fromkeys(answer.expert for answer in kept)),
        text="\n\n".join([*_without_repeats([answer.text for answer in kept]), *note]),
        short=" ".join([*(answer.short or answer.text for answer in kept), *note]),
        confidence=min(answer.confidence for answer in kept),
        citations=tuple(dict.fromkeys(c for answer in kept for c in answer.citations)),
        fallback=None,
    )


def _without_repeats(texts: Sequence[str]) -> Iterator[str]:
    """Each text without the lines that stood in one before it."""
    said: set[str] = set()
    for text in texts:
        lines = [line for line in text.split("\n") if line.strip() not in said]
        said.update(line.strip() for line in lines if line.strip())
        if any(line.strip() for line in lines):
            yield "\n".join(lines).strip()


def _differences(one: Answer, other: Answer) -> Iterator[str]:
    """Each fact that both name with different values, as both have it: "7 (RBI), 9 (NABARD)"."""
    theirs = {fact.name: (fact.value, c.title) for c in other.citations for fact in c.common}
    seen: set[str] = set()
    for citation in one.citations:
        for fact in citation.common:
            value, title = theirs.get(fact.name, (fact.value, ""))
            if value != fact.value and fact.name not in seen:
                seen.add(fact.name)
                yield f"{fact.value} ({citation.title}), {value} ({title})"
