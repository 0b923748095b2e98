"""A crowd before the whole bot: everybody once, in order, an emergency first; disorder is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nakshatra.measure.crowd import AHEAD, EACH, _message, _out_of_order, measured
from nakshatra.types import ENGLISH, Kind, Reply


@pytest.mark.slow
async def test_twenty_people_at_once_are_answered_once_in_order_and_an_emergency_first() -> None:
    row = await measured(20)
    assert (row.people, row.messages) == (20, 20 * EACH + 1)
    assert (row.unanswered, row.doubled, row.out_of_order) == (0, 0, 0)
    assert row.ahead <= AHEAD
    assert row.held
    assert 0 < row.first_s <= row.all_s


def test_a_second_answer_before_the_first_is_disorder_and_first_aid_is_none() -> None:
    def reply(person: int, turn: int) -> Reply:
        came = _message(person, turn, "x")
        return Reply(address=came.address, to=came.id, text="x", lang=ENGLISH)

    assert _out_of_order([reply(1, 0), reply(2, 0), reply(1, 1), reply(2, 1)]) == 0
    assert _out_of_order([reply(1, 1), reply(2, 0), reply(1, 0), reply(2, 1)]) == 1
    urgent = replace(reply(1, 1), kind=Kind.EMERGENCY)
    assert _out_of_order([urgent, reply(1, 0)]) == 0
