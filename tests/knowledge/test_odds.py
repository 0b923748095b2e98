"""An answer is believed as far as its question is believed to be in the field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.knowledge.odds import chance, in_field, odds

PROBABILITY = st.floats(0, 1)
INNER = st.floats(0.05, 0.95)


def test_surely_in_the_field_nothing_is_lost() -> None:
    assert in_field(0.6, 1.0) == pytest.approx(0.6)


@given(INNER, INNER, INNER)
def test_the_likelier_the_field_the_surer_the_answer(p: float, less: float, more: float) -> None:
    less, more = min(less, more), max(less, more)
    assert in_field(p, less) <= in_field(p, more) <= p + 1e-9


@given(PROBABILITY, PROBABILITY)
def test_it_stays_a_probability(p: float, field: float) -> None:
    assert 0 < in_field(p, field) < 1


@given(INNER)
def test_odds_and_chance_undo_each_other(p: float) -> None:
    assert chance(odds(p)) == pytest.approx(p)
