"""Several answers become one reply: nothing twice, and both sources where they differ."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fakes import answer
from nakshatra.pipeline.settle import joined, settle
from nakshatra.types import Answer, Fact, Kind

DIFFER = "They differ: {values}"


def with_fact(told: Answer, name: str, value: str) -> Answer:
    cited = tuple(replace(c, common=(Fact(name, value),)) for c in told.citations)
    return replace(told, citations=cited)


RBI = with_fact(answer("The rate is 7 percent.", "finance", sure=0.9), "kcc_rate", "7")
BANK = with_fact(answer("Pay 9 percent.", "agriculture", sure=0.6), "kcc_rate", "9")


def test_another_value_of_the_same_fact_is_shown_with_both_sources() -> None:
    both = settle([RBI, BANK], differ=DIFFER)
    assert both is not None
    assert both.text == (
        "The rate is 7 percent.\n\nPay 9 percent.\n\nThey differ: 7 (finance), 9 (agriculture)"
    )
    assert [citation.id for citation in both.citations] == ["finance/unit", "agriculture/unit"]


def test_the_same_value_is_no_conflict_and_the_less_sure_is_left_out() -> None:
    assert settle([RBI, with_fact(BANK, "kcc_rate", "7")], differ=DIFFER) == RBI


def test_facts_of_other_names_never_conflict() -> None:
    assert settle([RBI, with_fact(BANK, "kcc_limit", "9")], differ=DIFFER) == RBI


def test_a_line_that_both_say_is_said_once() -> None:
    one = answer("Take Aadhaar.\nGo to the bank.", "finance")
    other = answer("Take Aadhaar.\nGo to the CSC.", "governance")
    both = settle([one, other])
    assert both is not None
    assert both.text == "Take Aadhaar.\nGo to the bank.\n\nGo to the CSC."


def test_a_question_back_stands_alone_and_never_beside_an_answer() -> None:
    asks = replace(answer("Which crop?", "agriculture", sure=0.3), kind=Kind.QUESTION)
    assert settle([asks, answer("rest", sure=0.29)]) == asks
    sure = answer("rest", sure=0.31)
    assert settle([asks, sure]) == sure


def test_of_two_nearly_certain_answers_the_less_certain_is_left_out() -> None:
    certain = answer("Wheat has rust.", "agriculture", sure=0.97)
    less = answer("Yellow eyes are jaundice.", "health", sure=0.9)
    assert settle([certain, less]) == certain


@given(st.lists(st.text(max_size=40), min_size=2, max_size=3))
def test_no_line_is_said_twice_and_none_is_lost(texts: list[str]) -> None:
    both = joined([answer(text, f"e{n}") for n, text in enumerate(texts)], DIFFER)
    lines = [line.strip() for line in both.text.split("\n") if line.strip()]
    wanted = {line.strip() for text in texts for line in text.split("\n") if line.strip()}
    assert len(lines) == len(set(lines))
    assert set(lines) == wanted
