"""Who may come in: rates, old messages, machines that talk to us. Clocks are told, nobody waits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from durable.harness import message
from nakshatra.durable.door import Door
from nakshatra.durable.loops import CLOSED_S
from nakshatra.durable.rate import PEOPLE, Rate
from nakshatra.errors import CatalogueError
from nakshatra.settings import Settings
from nakshatra.stores.ledger import Accepted
from nakshatra.types import ENGLISH, Kind, Reply

TODAY = datetime(2026, 11, 26, 12, tzinfo=UTC)


@dataclass
class Place:
    """A door, its clock, and people who write one message after another."""

    settings: Settings = field(default_factory=Settings)
    at: float = 0.0
    count: int = 0

    def __post_init__(self) -> None:
        self.door = Door(self.settings, None, lambda: self.at, lambda: TODAY)

    def write(
        self,
        text: str,
        user: str = "asha",
        *,
        after: float = 0.0,
        urgent: bool = False,
        old: float = 0.0,
    ) -> Accepted | None:
        """`old`: hours since it was written."""
        self.at += after
        self.count += 1
        sent = message(text, str(self.count), user, sent_at=TODAY - timedelta(hours=old))
        return asyncio.run(self.door.turned_away(sent, urgent=urgent))

    def answer(self, text: str, user: str = "asha", kind: Kind = Kind.ANSWER) -> None:
        address = message("x", user=user).address
        reply = Reply(address=address, to="1", text=text, lang=ENGLISH, kind=kind)
        asyncio.run(self.door.said(reply))


def test_a_minute_s_worth_may_come_at_once_and_then_a_minute_is_waited() -> None:
    here = Place(Settings(user_per_minute=5))
    assert [here.write(f"question {n}") for n in range(7)] == [None] * 5 + [Accepted.LIMITED] * 2
    assert here.write("still", after=59) is Accepted.LIMITED
    assert here.write("now", after=2) is None
    assert here.write("another person", "ravi") is None


def test_who_writes_slowly_is_never_stopped() -> None:
    here = Place(Settings(user_per_minute=5))
    pauses = (11.0, 14.0, 19.0)
    assert not any(here.write(f"question {n}", after=pauses[n % 3]) for n in range(50))


def test_an_emergency_is_never_one_too_many_nor_too_old() -> None:
    here = Place(Settings(user_per_minute=1, channel_per_minute=1))
    here.write("one")
    assert here.write("two") is Accepted.LIMITED
    assert not any(here.write(f"snake bite {n}", urgent=True) for n in range(50))
    assert here.write("snake bite", urgent=True, old=999) is None


def test_a_channel_has_its_own_limit_and_says_that_it_is_busy() -> None:
    here = Place(Settings(channel_per_minute=3))
    got = [here.write("question", f"user{n}") for n in range(4)]
    assert got == [None, None, None, Accepted.BUSY]


def test_a_second_delivery_is_not_counted() -> None:
    here = Place(Settings(user_per_minute=1))
    assert here.write("question") is None
    again = message("question", "1", sent_at=TODAY)
    assert all(asyncio.run(here.door.turned_away(again, urgent=False)) is None for _ in range(5))


def test_what_was_written_days_ago_is_late_and_a_day_s_outage_is_not() -> None:
    here = Place()
    assert here.write("old", old=49) is Accepted.LATE
    assert here.write("from the night we were down", old=24) is None
    assert Place(Settings(late_hours=0)).write("old", old=9999) is None


def test_our_own_words_that_come_back_are_not_answered_even_as_an_emergency() -> None:
    here = Place()
    here.answer("Snake bite: call 108 now, keep the limb still.")
    assert here.write("snake bite:  call 108 now, keep the limb still.", urgent=True) is not None
    assert here.write("he was bitten just now", urgent=True) is None
    here.answer("Yes.")
    assert here.write("yes.") is None, "a short word is anybody's"


def test_the_same_words_again_and_again_are_answered_six_times() -> None:
    here = Place()
    got = [here.write("we are out of office", after=7 + n) for n in range(8)]
    assert got == [None] * 6 + [Accepted.LOOP] * 2
    assert here.write("when do I sow wheat?", after=5) is None
    assert here.write("we are out of office", after=CLOSED_S) is None


def test_a_long_answer_is_read_to_its_end_with_the_same_word() -> None:
    here = Place()
    for n in range(9):
        assert here.write("MORE", after=7.0 + n) is None
        here.answer(f"part {n} of a long answer about fever", kind=Kind.MORE)
    here.answer("that was all there is to say about fever")
    asked_on = [here.write("MORE", after=7.0 + n) for n in range(9)]
    assert asked_on[-1] is Accepted.LOOP, "an answer that is over goes on for nobody"


def test_an_auto_reply_that_sounds_like_an_emergency_ends_too() -> None:
    here = Place()
    said = "If this is an emergency call 911. We will be back."
    got = [here.write(said, after=3.0 + n, urgent=True) for n in range(21)]
    assert got == [None] * 20 + [Accepted.LOOP]


def test_messages_that_keep_time_like_a_clock_are_a_machine_s() -> None:
    here = Place()
    got = [here.write(f"tick {n}", after=60 + (n % 2) / 10) for n in range(12)]
    assert Accepted.LOOP in got
    assert here.write("and on", after=17) is Accepted.LOOP
    assert here.write("help", urgent=True) is None
    assert here.write("a person now", after=CLOSED_S) is None


def test_ten_answers_in_a_row_faster_than_reading_are_a_machine_s() -> None:
    here = Place()
    got = []
    for n in range(12):
        got.append(here.write(f"reply {n} to yours", after=0.2 + n / 9))
        here.answer(f"our answer number {n}, in a few words")
    assert got[:9] == [None] * 9
    assert Accepted.LOOP in got


def test_a_phone_that_was_offline_sends_many_at_once_and_is_heard() -> None:
    here = Place()
    assert not any(here.write(f"kept question {n}", after=0.001) for n in range(25))


def test_pressed_buttons_are_no_loop() -> None:
    here = Place()
    assert not any(here.write("/voice slow", after=1.5) for _ in range(25))


def test_the_loop_checks_can_be_switched_off() -> None:
    here = Place(Settings(stop_loops=False))
    assert not any(here.write("the same", after=30) for _ in range(25))


@settings(deadline=None)
@given(pauses=st.lists(st.floats(3, 200), min_size=20, max_size=60, unique=True))
def test_a_person_s_uneven_pauses_are_no_clock(pauses: list[float]) -> None:
    here = Place()
    uneven = [pause * (1 + (n % 4) / 5) for n, pause in enumerate(pauses)]
    assert not any(here.write(f"question {n}", after=pause) for n, pause in enumerate(uneven))


def test_who_wrote_least_recently_is_forgotten_first() -> None:
    rate = Rate(1, lambda: 0.0)
    assert rate.allows("first")
    assert not rate.allows("first")
    for n in range(PEOPLE):
        rate.allows(f"user{n}")
    assert rate.allows("first"), "memory stays bounded"


def test_a_limit_below_nothing_is_refused() -> None:
    with pytest.raises(CatalogueError, match="user_per_minute"):
        Settings(user_per_minute=-1)
