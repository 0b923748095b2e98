"""What only sounds likely to be refused: said where nobody knows an answer, and it undoes doubt."""

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

ROAD = query("the road in our village is broken since months", ENGLISH)
SWALLOWED = query("she swallowed pesticide", ENGLISH)


@pytest.fixture
def ours(cards: Catalogue, tmp_path: Path) -> RuleGuard:
    return build(Spec(settings=Settings(data_dir=tmp_path), catalogue=cards))


def hearing(guard: RuleGuard, **limits: Limits) -> RuleGuard:
    """The ears of these experts alone, with these limits."""
    guard._ears = Ears(
        {id: replace(guard._ears.of[id], limits=limit) for id, limit in limits.items()}
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
