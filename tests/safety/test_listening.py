"""A message is listened to once while it is under way, and weighed after the question before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from fakes import ENGLISH, HINDI, query
from nakshatra import forgetful
from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.arbiter import Arbiter
from nakshatra.knowledge.encoder import Line
from nakshatra.registry import Spec
from nakshatra.safety.alarms import Ears, Sensed
from nakshatra.safety.guard import RuleGuard, build
from nakshatra.settings import Settings
from nakshatra.types import Thread


class Noting(Arbiter):
    """Notes after which question what is read, and hears nothing of anything."""

    def __init__(self) -> None:
        super().__init__((), (), ())
        self.read: list[str] = []

    def hears(self, labels: object) -> bool:
        return True

    def caught(
        self, labels: object, text: str, *, close: bool = False, previous: str = ""
    ) -> float:
        self.read.append(previous)
        return -9.0


@pytest.fixture
def arbiter() -> Noting:
    return Noting()


@pytest.fixture
def ours(cards: Catalogue, tmp_path: Path, arbiter: Noting) -> RuleGuard:
    guard = build(Spec(settings=Settings(data_dir=tmp_path), catalogue=cards))
    guard.listening.ears = Ears(guard.listening.ears.of, arbiter)
    return guard


TOLD = query("they are six sisters still, both on the same day?", ENGLISH)
LOAN = "how much loan does a self-help group get"


@pytest.mark.parametrize(
    ("thread", "before"),
    [
        (None, ""),
        (Thread(question=LOAN, units=("finance/shg_loans",)), LOAN),
        (Thread(question="he has taken poison", units=("emergency/poison",)), ""),
        (Thread(question="how many tablets of it", units=()), ""),
        (Thread(question=TOLD.text[:9], units=("finance/shg_loans",)), ""),
    ],
)
def test_it_is_weighed_after_the_question_that_it_may_lean_on(
    ours: RuleGuard, arbiter: Noting, thread: Thread | None, before: str
) -> None:
    ours.before(replace(TOLD, thread=thread))
    assert set(arbiter.read) == {before}


def test_after_another_question_it_is_weighed_anew(ours: RuleGuard, arbiter: Noting) -> None:
    for question in (LOAN, LOAN, "is operation of the eye free"):
        ours.before(replace(TOLD, thread=Thread(question=question, units=("x/y",))))
    assert len(arbiter.read) == 2 * arbiter.read.count(LOAN)


def test_phrases_and_ears_are_heard_once(ours: RuleGuard, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    sense = ours.listening.ears.sense

    def counted(lines: Mapping[str, Sequence[Line]]) -> Mapping[str, Sensed]:
        heard.append(1)
        return sense(lines)

    monkeypatch.setattr(ours.listening.ears, "sense", counted)
    for thread in (None, Thread(question=LOAN, units=("finance/shg_loans",))):
        ours.before(replace(TOLD, thread=thread))
    assert len(heard) == 2  # of what warns, and of what refuses
    ours.before(replace(TOLD, lang=HINDI))
    assert len(heard) == 3


def test_what_it_heard_is_forgotten(ours: RuleGuard, arbiter: Noting) -> None:
    ours.before(TOLD)
    count = len(arbiter.read)
    ours.before(TOLD)
    assert len(arbiter.read) == count
    forgetful.empty()
    ours.before(TOLD)
    assert len(arbiter.read) == 2 * count
