"""A message + compiled rules -> what is caught in it, most urgent first, and how surely.

Softly caught means: the words are there, but in "not", "last year", "if" or "what is"; then the
answer goes its ordinary way and only gets one line more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product

from nakshatra.safety.phrasebook import Span
from nakshatra.safety.rules import Catch, Rules
from nakshatra.safety.sounds import Heard, hear
from nakshatra.types import Kind

_BESIDE = 2
"""Particles ("to", "any", "bilkul") that may stand between a negation and what it negates."""

_COMBINATIONS = 500
"""Tried for one catch: enough for every message of a person, a limit for one of a machine."""

_Found = Mapping[str, Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Caught:
    catch: Catch
    soft: bool


def caught(text: str, rules: Sequence[Rules]) -> tuple[Caught, ...]:
    """Every catch once: sure before soft, emergencies before refusals, then as in their file."""
    heard = hear(text)
    found = (one for each in rules for one in _by(each, heard))
    return tuple(sorted(found, key=_urgency))


def _urgency(one: Caught) -> tuple[bool, bool, int]:
    return one.soft, one.catch.kind is not Kind.EMERGENCY, one.catch.rank


def _by(rules: Rules, heard: Sequence[Heard]) -> Iterator[Caught]:
    found = rules.book.find(heard)
    for catch in rules.catches:
        if not all(group in found for group in catch.all):
            continue
        if any(group in found for group in catch.unless):
            continue
        softs = [_softened(catch, spans, found, heard[0]) for spans in _together(catch, found)]
        if softs:
            yield Caught(catch, all(softs))


def _together(catch: Catch, found: _Found) -> Iterator[tuple[Span, ...]]:
    """One span of every group, none upon another, all within the window."""
    choices = product(*(found[group] for group in catch.all))
    for spans in islice(choices, _COMBINATIONS):
        first, last = min(s.first for s in spans), max(s.last for s in spans)
        if last - first < catch.within and _apart(spans):
            yield spans


def _apart(spans: Sequence[Span]) -> bool:
    ordered = sorted(span.at for span in spans)
    return all(a[1] < b[0] for a, b in pairwise(ordered))


def _softened(catch: Catch, spans: Sequence[Span], found: _Found, heard: Heard) -> bool:
    if catch.firm:
        return False
    now = found.get("now", ())
    if found.get("past") and not now:
        return True
    if found.get("condition") and not now:
        return True
    if found.get("asking") and not now and not found.get("mine"):
        return True
    return any(_negates(span, spans, found, heard) for span in found.get("negation", ()))


def _negates(negation: Span, spans: Sequence[Span], found: _Found, heard: Heard) -> bool:
    """It stands beside what was caught or right before its last part, with only particles between,
    in the same clause, and is no part of it."""
    if any(span.first <= negation.first <= span.last for span in spans):
        return False
    first, final = min(spans, key=lambda s: s.first), max(spans, key=lambda s: s.last)
    particles = {span.first for span in found.get("particle", ())}
    return any(
        len(between) <= _BESIDE
        and all(word in particles for word in between)
        and heard.clause[negation.first] == heard.clause[near]
        for between, near in (
            (range(negation.last + 1, first.first), first.first),
            (range(negation.last + 1, final.first), final.first),
            (range(final.last + 1, negation.first), final.last),
        )
        if between.start <= between.stop
    )
