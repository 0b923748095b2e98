"""The crash test of `nakshatra bench` counts what it should, and its bot survives."""

from __future__ import annotations

from pathlib import Path

from nakshatra.measure.bench import percentile
from nakshatra.measure.killed import Toll, counted, toll
from nakshatra.measure.samples import questions


def test_a_real_bot_killed_once_loses_nothing(tmp_path: Path) -> None:
    assert toll(tmp_path, 12, 1) == Toll(lost=0, doubled=0, disordered=0)


def test_loss_doubles_and_disorder_are_each_seen() -> None:
    assert counted(["0", "1", "1"], 3) == Toll(lost=1, doubled=1, disordered=0)
    assert counted(["10", "0"], 1) == Toll(lost=0, doubled=0, disordered=1)


def test_an_emergency_may_overtake() -> None:
    assert counted(["10!", "0"], 1).disordered == 0


def test_questions_are_spread_over_the_packs() -> None:
    assert len(set(questions(50))) == 50


def test_percentiles() -> None:
    assert [percentile([3.0, 1.0, 2.0], p) for p in (0, 50, 95)] == [1.0, 2.0, 3.0]
