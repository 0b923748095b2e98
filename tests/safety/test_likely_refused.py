"""What only sounds likely to be refused, or to be a danger: said where nobody knows an answer; of
what is refused, it undoes doubt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fakes import ENGLISH, query
from nakshatra.catalogue import Catalogue
from nakshatra.registry import Spec
from nakshatra.safety.alarms import Ears, Limits
from nakshatra.safety.guard import RuleGuard, build
from nakshatra.settings import Settings
from nakshatra.types import Answer, Kind

_NEVER, _LIKELY, _DOUBTS = Limits(60, 60, -60), Limits(60, -60, -60), Limits(60, 60, 50)

ELEPHANT = query("it feels like an elephant is sitting on my chest since an hour", ENGLISH)
LICENCE = query("what is the last date to renew a driving licence online", ENGLISH)
ROAD = query("the road in our village is broken since months", ENGLISH)
SWALLOWED = query("she swallowed pesticide", ENGLISH)


@pytest.fixture
def ours(cards: Catalogue, tmp_path: Path) -> RuleGuard:
    return build(Spec(settings=Settings(data_dir=tmp_path), catalogue=cards))


def hearing(guard: RuleGuard, **limits: Limits) -> RuleGuard:
    """The ears of these experts alone, with these limits."""
    guard.listening.forget()
    guard.listening.ears = Ears(
        {id: replace(guard.listening.ears.of[id], limits=limit) for id, limit in limits.items()}
    )
    return guard


def answer(kind: Kind) -> Answer:
    return Answer(expert="governance", text="Ask there.", lang=ENGLISH, confidence=1.0, kind=kind)


def test_where_nobody_knows_what_is_likely_refused_is_refused(ours: RuleGuard) -> None:
    guard = hearing(ours, governance=_LIKELY)
    assert guard.before(ROAD) is None
    assert guard.after(ROAD, answer(Kind.UNKNOWN)).kind is Kind.REFUSAL


@pytest.mark.parametrize("kind", [Kind.ANSWER, Kind.QUESTION])
def test_what_is_known_is_said(ours: RuleGuard, kind: Kind) -> None:
    assert hearing(ours, governance=_LIKELY).after(ROAD, answer(kind)).kind is kind


def test_what_is_unlikely_stays_unknown(ours: RuleGuard) -> None:
    said = hearing(ours, governance=_NEVER).after(ROAD, answer(Kind.UNKNOWN))
    assert said.kind is Kind.UNKNOWN


def test_beside_a_likely_refusal_nobody_is_denied_first_aid(ours: RuleGuard) -> None:
    assert hearing(ours, emergency=_DOUBTS, health=_NEVER).before(SWALLOWED) is None
    aid = hearing(ours, emergency=_DOUBTS, health=_LIKELY).before(SWALLOWED)
    assert aid is not None
    assert aid.kind is Kind.EMERGENCY


def test_where_nobody_knows_what_rather_is_a_danger_is_met_with_first_aid(ours: RuleGuard) -> None:
    guard = hearing(ours, emergency=_LIKELY)
    assert guard.before(ELEPHANT) is None
    assert guard.after(ELEPHANT, answer(Kind.UNKNOWN)).kind is Kind.EMERGENCY


@pytest.mark.parametrize("kind", [Kind.ANSWER, Kind.QUESTION, Kind.NOTICE])
def test_what_is_known_is_said_beside_a_danger_that_is_hardly_heard(
    ours: RuleGuard, kind: Kind
) -> None:
    said = hearing(ours, emergency=_LIKELY).after(LICENCE, answer(kind))
    assert (said.kind, said.text) == (kind, "Ask there.")


def test_what_rather_is_to_be_refused_is_refused_beside_a_danger_less_likely(
    ours: RuleGuard,
) -> None:
    guard = hearing(ours, emergency=_LIKELY, education=_LIKELY)
    forged = query("someone please get me a marksheet of class ten without the exam", ENGLISH)
    assert guard.after(forged, answer(Kind.UNKNOWN)).kind is Kind.REFUSAL


def test_in_a_few_words_the_ear_alone_makes_no_danger_of_what_nobody_knows(
    ours: RuleGuard,
) -> None:
    brief = query("an elephant on my chest", ENGLISH)
    guard = hearing(ours, emergency=_LIKELY)
    assert guard.after(brief, answer(Kind.UNKNOWN)).kind is Kind.UNKNOWN
