"""A reply in one SMS, and the first notice beside it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nakshatra.channels.sms.channel import ABILITIES
from nakshatra.pipeline.carried import carried, is_noted
from nakshatra.shape import Words
from nakshatra.text.segments import count
from nakshatra.types import ENGLISH, Address, Kind, Reply

NOTICE = "Automatic. May be wrong. Privacy: send PRIVACY"
WORDS = Words(more="Rest: MORE")


def reply(text: str, kind: Kind = Kind.ANSWER, short: str = "") -> Reply:
    address = Address("sms", "+919876543210")
    return Reply(address=address, to="1", text=text, short=short, lang=ENGLISH, kind=kind)


@given(st.text(st.sampled_from("ab .क"), max_size=400), st.sampled_from(Kind))
def test_a_notice_takes_no_room_from_the_words(text: str, kind: Kind) -> None:
    given = reply(f"x{text}x", kind)
    plain, noted = (carried(given, ABILITIES, WORDS, line=line) for line in ("", NOTICE))
    assert count(noted.text).segments <= (1 if kind is Kind.EMERGENCY else 2)
    if kind in (Kind.EMERGENCY, Kind.NOTICE, Kind.PROGRESS):
        assert noted == plain
    elif kind is not Kind.MORE:
        assert noted.text.replace(f"\n{NOTICE}", "") == plain.text
        assert noted.thread == plain.thread


def test_an_answer_of_one_segment_has_room_and_one_that_fills_two_has_none() -> None:
    for letters, noted in ((100, True), (300, False)):
        made = carried(reply("a" * letters), ABILITIES, WORDS, line=NOTICE)
        assert is_noted(made, NOTICE) is noted


def test_the_word_that_gets_the_rest_stays_last() -> None:
    made = carried(reply("a " * 300, short="a short answer"), ABILITIES, WORDS, line=NOTICE)
    assert made.text == f"a short answer\n{NOTICE}\nRest: MORE"


def test_more_makes_room_for_it_and_loses_no_word() -> None:
    told = " ".join(f"word{n}" for n in range(100))
    made = carried(reply(told, Kind.MORE), ABILITIES, WORDS, line=NOTICE)
    assert made.text.endswith(f"\n{NOTICE}\nRest: MORE")
    assert made.thread is not None
    assert f"{made.text.splitlines()[0]} {made.thread.rest}" == told
