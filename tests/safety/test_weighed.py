"""What the second ear alone hears, and not beyond doubt, gives way to an answer that is surer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ears import hearing
from fakes import ENGLISH, query
from nakshatra.catalogue import Catalogue
from nakshatra.registry import Spec
from nakshatra.safety.guard import RuleGuard, build
from nakshatra.settings import Settings
from nakshatra.types import Answer, Citation, Kind

ROAD = query("the road in our village is broken since months", ENGLISH)
BITTEN = query("a snake bit my son on the road", ENGLISH)


@pytest.fixture
def ours(cards: Catalogue, tmp_path: Path) -> RuleGuard:
    return build(Spec(settings=Settings(data_dir=tmp_path), catalogue=cards))


def met(guard: RuleGuard, known: float) -> Kind | None:
    """What the message about the road is met with, where somebody knows an answer so surely."""
    answer = guard.before(ROAD, lambda: known)
    return answer.kind if answer else None


def told(sure: float, kind: Kind = Kind.ANSWER) -> Answer:
    return Answer(
        expert="governance",
        text="Ask there, and there.",
        short="Ask there.",
        lang=ENGLISH,
        confidence=sure,
        kind=kind,
    )


@pytest.mark.parametrize(
    ("expert", "unit", "kind"),
    [
        ("emergency", "road_accident", Kind.EMERGENCY),
        ("governance", "bribe", Kind.REFUSAL),
    ],
)
def test_a_doubtful_alarm_gives_way_to_a_sure_answer_alone(
    ours: RuleGuard, expert: str, unit: str, kind: Kind
) -> None:
    doubtful = hearing(ours, expert, unit, 2.2)
    assert met(doubtful, 0.95) is None
    assert met(doubtful, 0.3) is kind
    assert doubtful.before(ROAD) is not None
    assert met(hearing(ours, expert, unit, 4.5), 0.98) is kind


def test_its_number_follows_the_answer(ours: RuleGuard) -> None:
    said = hearing(ours, "emergency", "road_accident", 2.2).after(ROAD, told(0.95))
    assert said.text.startswith("Ask there, and there.")
    assert "108" in said.text
    assert "108" in said.short.split("Ask there.")[0]


def test_what_the_bot_says_of_itself_ends_with_no_number(ours: RuleGuard) -> None:
    said = hearing(ours, "emergency", "road_accident", 2.2).after(ROAD, told(1.0, Kind.NOTICE))
    assert "108" not in said.text


def test_beside_a_refusal_first_aid_gives_way_to_nothing(ours: RuleGuard) -> None:
    asked = query("my neighbour wants to know which share should I buy today", ENGLISH)
    answer = hearing(ours, "emergency", "road_accident", 2.2).before(asked, lambda: 0.98)
    assert answer is not None
    assert answer.kind is Kind.EMERGENCY


def test_a_surer_refusal_gives_way_to_no_less_than_a_likely_one(ours: RuleGuard) -> None:
    surely = hearing(ours, "governance", "bribe", 2.5)
    assert surely.before(ROAD, lambda: 0.98) is None
    assert surely.after(ROAD, told(0.98)).kind is Kind.ANSWER
    assert surely.after(ROAD, told(0.3)).kind is Kind.REFUSAL
    assert surely.after(ROAD, told(0.0, Kind.UNKNOWN)).kind is Kind.REFUSAL


BURNT = query("my brother burned his hand in the fire", ENGLISH)


def test_a_rule_that_the_ear_hardly_follows_gives_way_to_a_sure_answer(ours: RuleGuard) -> None:
    hardly = hearing(ours, "emergency", "burns", -0.5)
    assert hardly.before(BURNT, lambda: 0.97) is None
    said = hardly.after(BURNT, told(0.97))
    assert said.kind is Kind.ANSWER
    assert "108" in said.short.split("Ask there.")[0]


@pytest.mark.parametrize(("log_odds", "known"), [(-0.5, 0.8), (2.5, 1.0)])
def test_it_does_not_to_one_less_sure_nor_where_the_ear_hears_danger(
    ours: RuleGuard, log_odds: float, known: float
) -> None:
    answer = hearing(ours, "emergency", "burns", log_odds).before(BURNT, lambda: known)
    assert answer is not None
    assert answer.kind is Kind.EMERGENCY


@pytest.mark.parametrize(("known", "kind"), [(0.97, None), (0.9, Kind.EMERGENCY)])
def test_so_it_does_where_only_a_piece_of_it_sounds_of_danger(
    ours: RuleGuard, known: float, kind: Kind | None
) -> None:
    answer = hearing(ours, "emergency", "burns", -2.0, in_pieces=0.5).before(BURNT, lambda: known)
    assert (answer.kind if answer else None) is kind


@pytest.mark.parametrize(("known", "kind"), [(0.97, None), (0.8, Kind.REFUSAL)])
def test_a_refusal_that_the_ear_hardly_follows_gives_way_to_a_far_surer_answer(
    ours: RuleGuard, known: float, kind: Kind | None
) -> None:
    asked = query("how many ml of chlorpyrifos per litre of water", ENGLISH)
    answer = hearing(ours, "agriculture", "spray_dose", -0.5).before(asked, lambda: known)
    assert (answer.kind if answer else None) is kind


def test_a_refusal_that_the_ear_finds_likely_too_gives_way_to_nothing(ours: RuleGuard) -> None:
    asked = query("how many ml of chlorpyrifos per litre of water", ENGLISH)
    answer = hearing(ours, "agriculture", "spray_dose", 0.9).before(asked, lambda: 0.98)
    assert answer is not None
    assert answer.kind is Kind.REFUSAL


def test_words_that_are_never_softened_give_way_to_nothing(ours: RuleGuard) -> None:
    asked = query("I want to die", ENGLISH)
    answer = hearing(ours, "emergency", "suicide", -0.5).before(asked, lambda: 1.0)
    assert answer is not None
    assert answer.kind is Kind.EMERGENCY


def test_what_rule_and_ear_hear_gives_way_to_nothing(ours: RuleGuard) -> None:
    answer = hearing(ours, "emergency", "snake_bite", 2.2).before(BITTEN, lambda: 1.0)
    assert answer is not None
    assert answer.kind is Kind.EMERGENCY


def test_nobody_is_asked_where_there_is_no_doubt(ours: RuleGuard) -> None:
    def never() -> float:
        raise AssertionError("asked")

    assert ours.before(query("when is wheat sown", ENGLISH), never) is None
    assert ours.before(BITTEN, never) is not None


def test_an_answer_less_sure_than_a_likely_refusal_is_not_said(ours: RuleGuard) -> None:
    likely = hearing(ours, "governance", "bribe", 1.5)
    assert likely.before(ROAD) is None
    assert likely.after(ROAD, told(0.6)).kind is Kind.REFUSAL
    assert likely.after(ROAD, told(0.95)).kind is Kind.ANSWER


def test_an_expert_of_others_is_believed_beside_a_likely_refusal_and_no_sure_one(
    ours: RuleGuard, cards: Catalogue
) -> None:
    theirs = replace(cards.experts["governance"], kind="http")
    ours._catalogue = replace(cards, experts={**cards.experts, "governance": theirs})
    assert hearing(ours, "governance", "bribe", 1.5).after(ROAD, told(0.3)).kind is Kind.ANSWER
    surely = hearing(ours, "governance", "bribe", 2.5)
    assert surely.after(ROAD, told(1.0)).kind is Kind.REFUSAL


def test_the_less_sure_of_two_answers_does_not_take_the_other_away(ours: RuleGuard) -> None:
    cited = tuple(Citation(f"governance/{unit}", "", "", "2026-01-01") for unit in ("a", "b"))
    both = replace(told(0.6), citations=cited)
    assert hearing(ours, "governance", "bribe", 1.5).after(ROAD, both).kind is Kind.ANSWER
