"""A message + compiled rules -> what is caught in it, most urgent first, and how surely.

Softly caught means: the words are there, but in "not", "last year", "if" or "what is"; then the
answer goes its ordinary way and only gets one line more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product
from math import inf

from nakshatra.knowledge.encoder import Line
from nakshatra.safety.alarms import Ears, Sensed
from nakshatra.safety.phrasebook import ENGLISH, Phrasebook, Span
from nakshatra.safety.rules import Catch, Rules
from nakshatra.safety.sounds import Heard
from nakshatra.safety.told import Found, Told
from nakshatra.types import Kind

_BESIDE = 2
"""Particles ("to", "any", "bilkul") that may stand between a negation and what it negates."""

_COMBINATIONS = 500
"""Tried for one catch: enough for every message of a person, a limit for one of a machine."""

_SAID_SOMETHING = {Kind.EMERGENCY: 3, Kind.REFUSAL: 2}
"""Words with letters: from here on the second ear alone may speak. What is shorter ("lol", "2+2",
"grapes", "no car") holds too little of anything, and what is left is how the ear leans."""

_BRIEF, _SURER = 6, {Kind.EMERGENCY: 1.25, Kind.REFUSAL: 0.7}
"""In a message of so many words or fewer the second ear alone must be surer by so much log-odds: of
282 emergencies told so briefly in our cases it alone (before there was an arbiter) heard ten, all
beyond that; "how much urea for maize" is not to be refused (set where a test failed)."""

_DEAF = Ears({})


@dataclass(frozen=True, slots=True)
class Caught:
    catch: Catch
    soft: bool
    likeliest: bool = False
    """The second ear would name it too."""

    doubted: bool = False
    """Soft only because the second ear hears nothing of it."""

    log_odds: float = inf
    """As second ear and arbiter heard it, where no rule did; what a rule hears is beyond that."""

    brief: bool = False
    """In a few words, of which the ear alone is less to be believed."""

    beside: float = inf
    """What ear and arbiter make of a message in which a rule heard it, or of its worst piece where
    the whole sounds harmless, in log-odds of any danger; without an ear nothing speaks against the
    rule."""

    @property
    def by_ear(self) -> bool:
        return self.log_odds < inf

    @property
    def sounds(self) -> float:
        """Log-odds by ear and arbiter, whoever heard it first; infinite without an ear."""
        return min(self.log_odds, self.beside)


def caught(
    text: str, book: Phrasebook, rules: Iterable[Rules], ears: Ears = _DEAF
) -> tuple[Caught, ...]:
    """Every catch once: sure before soft, emergencies before refusals, of these what a rule heard
    before what the second ear did and what is likely before what is not, then as in their file."""
    told, rules = Told.of(text, book), list(rules)
    return caught_in(told, rules, ears, sensed_in(told, rules, ears))


def sensed_in(told: Told, rules: Iterable[Rules], ears: Ears) -> Mapping[str, Sensed]:
    """What the ears of these experts make of it."""
    return ears.sense({r.expert: told.lines(r) for r in rules if r.expert in ears.of})


def caught_in(
    told: Told,
    rules: Iterable[Rules],
    ears: Ears,
    sensed: Mapping[str, Sensed],
    before: str = "",
) -> tuple[Caught, ...]:
    """`sensed`: by the ears of the same rules; `before`: the question that it leans on."""
    return by_urgency(
        one for each in rules for one in _by(each, told, before, ears, sensed.get(each.expert))
    )


def by_urgency(found: Iterable[Caught]) -> tuple[Caught, ...]:
    """Of what is caught twice, the more urgent."""
    first: dict[tuple[str, str], Caught] = {}
    for one in sorted(found, key=_urgency):
        first.setdefault((one.catch.expert, one.catch.id), one)
    return tuple(first.values())


def heard_in(text: str, book: Phrasebook, rules: Rules) -> list[Line]:
    """What the second ear hears, and learns from."""
    return Told.of(text, book).lines(rules)


def _urgency(one: Caught) -> tuple[bool, bool, bool, bool, int]:
    refusal = one.catch.kind is not Kind.EMERGENCY
    unlikely = refusal and one.sounds < 0
    return one.soft, refusal, refusal and one.by_ear, unlikely, one.catch.rank


def _by(
    rules: Rules, message: Told, before: str, ears: Ears, sensed: Sensed | None
) -> Iterable[Caught]:
    soft = _Softeners(message.found, rules.expert, message.heard)
    found = [*_by_rules(rules, message, soft)]
    return _weighed(found, rules, message, before, ears, sensed) if sensed else found


def _by_rules(rules: Rules, message: Told, soft: _Softeners) -> Iterator[Caught]:
    found = message.found
    for catch in rules.catches:
        if not all(group in found for group in catch.all):
            continue
        softs = [
            not catch.firm and soft.on(spans, tongue)
            for spans, tongue in _together(catch, message)
            if not any(_said(found.get(group, ()), tongue) for group in catch.unless)
        ]
        if softs:
            yield Caught(catch, all(softs))


def _weighed(
    found: Sequence[Caught],
    rules: Rules,
    message: Told,
    before: str,
    ears: Ears,
    sensed: Sensed,
) -> Sequence[Caught]:
    """With what the second ear hears: an alarm that no rule has, or doubt about one that a rule
    has, be it one that no "if" softens: what is left then is the line with the number."""
    ear, ruled = ears.of[rules.expert], any(not one.soft for one in found)
    sensed = ears.judged(sensed, rules, message.text, before, ruled=ruled)
    if ruled:
        if sensed.score >= ear.limits.unlikely:
            return [
                replace(one, likeliest=one.catch.id == sensed.unit, beside=sensed.score)
                for one in found
            ]
        near = ear.sense(message.lines(rules, close=True))
        close = ears.judged(near, rules, message.text, before, ruled=True)
        if close.score < ear.limits.unlikely:
            return [_doubt(one, close.score) for one in found]
        return [replace(one, beside=close.score) for one in found]
    if sensed.score < ear.limits.likely or message.worded < _SAID_SOMETHING[rules.kind]:
        return found
    brief = message.worded <= _BRIEF
    sure = ear.limits.sure + (_SURER[rules.kind] if brief else 0.0)
    catch, score = _catch(rules, sensed.unit), sensed.score
    heard = Caught(catch, score < sure, log_odds=score, brief=brief)
    return [*found, heard]


def _doubt(one: Caught, score: float) -> Caught:
    return one if one.soft else replace(one, soft=True, doubted=True, beside=score)


def _catch(rules: Rules, unit: str) -> Catch:
    """The first of this unit."""
    return next(catch for catch in rules.catches if catch.id == unit)


def _together(catch: Catch, message: Told) -> Iterator[tuple[tuple[Span, ...], str]]:
    """One span of every group, none upon another, all within the window, all of one language (with
    English mixed in); and that language."""
    choices = product(*(message.found[group] for group in catch.all))
    for spans in islice(choices, _COMBINATIONS):
        first, last = min(s.first for s in spans), max(s.last for s in spans)
        if last - first >= catch.within or not _apart(spans) or _alike(spans, message.heard):
            continue
        if own := message.tongues.intersection(_tongues(spans, message.shares)):
            yield spans, message.tongue(own)


def _tongues(spans: Sequence[Span], shares: Mapping[str, int]) -> Iterable[str]:
    """The languages in which all of it may be said; any of the message when it is English."""
    own = [span.codes for span in spans if ENGLISH not in span.codes]
    return frozenset.intersection(*own) if own else shares


def _said(spans: Iterable[Span], tongue: str) -> bool:
    """Whether any is in this language, or in English."""
    return any(tongue in span.codes or ENGLISH in span.codes for span in spans)


def _apart(spans: Sequence[Span]) -> bool:
    ordered = sorted(span.at for span in spans)
    return all(a[1] < b[0] for a, b in pairwise(ordered))


def _alike(spans: Sequence[Span], heard: Heard) -> bool:
    """Whether two of them have the same consonants and one is heard with a slip: then it may be the
    other's word ("khata se kat gaya": of an account, neither dog nor bite)."""
    sounds = Counter(heard.consonants[span.at[0] : span.at[1] + 1] for span in spans)
    return any(
        not span.exact and sounds[heard.consonants[span.at[0] : span.at[1] + 1]] > 1
        for span in spans
    )


class _Softeners:
    """The groups negation, particle, past, condition, asking, now and mine of one expert; those of
    another language than the alarm's are not heard: its words sound alike by chance."""

    def __init__(self, found: Found, expert: str, heard: Heard) -> None:
        self._found = {
            name: found.get(f"{expert}/{name}", ())
            for name in ("negation", "particle", "past", "condition", "asking", "now", "mine")
        }
        self._particles = {span.first for span in self._found["particle"]}
        self._clause = heard.clause

    def on(self, spans: Sequence[Span], tongue: str) -> bool:
        """Whether what stands at `spans` is hardly happening now."""
        return self.not_now(tongue) or any(
            self._negates(one, spans) for one in self._found["negation"] if _said((one,), tongue)
        )

    def not_now(self, tongue: str) -> bool:
        past, condition, asking, now, mine = (
            _said(self._found[name], tongue)
            for name in ("past", "condition", "asking", "now", "mine")
        )
        return not now and (past or condition or (asking and not mine))

    def _negates(self, negation: Span, spans: Sequence[Span]) -> bool:
        """It stands beside what was caught or right before its last part, with only particles
        between, in the same clause, and is no part of it."""
        if any(span.first <= negation.first <= span.last for span in spans):
            return False
        first, final = min(spans, key=lambda s: s.first), max(spans, key=lambda s: s.last)
        before, after = negation.last + 1, range(final.last + 1, negation.first)
        return (
            self._joined(range(before, first.first), negation, first.first)
            or self._joined(range(before, final.first), negation, final.first)
            or self._joined(after, negation, final.last)
        )

    def _joined(self, between: range, negation: Span, near: int) -> bool:
        return (
            between.start <= between.stop
            and len(between) <= _BESIDE
            and self._particles.issuperset(between)
            and self._clause[negation.first] == self._clause[near]
        )
