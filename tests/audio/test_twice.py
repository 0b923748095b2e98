"""Agreement of two hearings stands for a confidence that the recogniser does not tell."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.audio.twice import agreement, disturbed
from nakshatra.heard import SURENESS

SAID = "गेहूँ का एमएसपी कितना है"


def test_the_same_twice_is_not_read_back_unless_a_name_is_in_it() -> None:
    assert SURENESS.readback < exp(agreement(SAID, SAID)) < SURENESS.names


def test_something_else_is_read_back() -> None:
    assert exp(agreement(SAID, "देहों का मसपी जितना था")) < SURENESS.readback
    assert exp(agreement(SAID, "")) < SURENESS.floor


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_have_a_mean_log_probability(first: str, second: str) -> None:
    assert -10 < agreement(first, second) < 0


@pytest.mark.parametrize("size", [0, 1600])
def test_the_noise_is_the_same_each_time_and_faint(size: int) -> None:
    sound = np.sin(np.arange(size, dtype=np.float32))
    again = disturbed(sound)
    assert np.array_equal(again, disturbed(sound))
    assert not size or 0 < float(np.std(again - sound)) < 0.11 * float(np.std(sound))
