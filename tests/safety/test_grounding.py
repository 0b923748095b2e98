from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.safety.grounding import Evidence
from nakshatra.types import Citation

PMKISAN = Citation(
    id="agriculture/pmkisan",
    title="PM-KISAN portal",
    url="https://pmkisan.gov.in",
    asof="2026-03-13",
    evidence="6,000\n2,000\n155261\nhttps://pmkisan.gov.in",
)
SEES = Evidence([PMKISAN], "mere paas 2 bigha hai")


def test_a_grounded_text_is_left_as_it_is() -> None:
    text = "A family gets 6000 a year, ₹2,000 each time.\n\n- Call 155261 or see pmkisan.gov.in."
    assert SEES.keep(text) == text


def test_a_sentence_with_an_unknown_number_is_dropped() -> None:
    assert SEES.keep("You get 6,000 a year. You get 9,000 a year.") == "You get 6,000 a year."


def test_an_unknown_helpline_or_address_is_dropped() -> None:
    assert SEES.keep("See pmkisan.gov.in. See pm-kisan-loan.com. Call 1800-11-5526.") == (
        "See pmkisan.gov.in."
    )


def test_numbers_of_the_question_may_be_said_again() -> None:
    assert SEES.keep("With 2 bigha you can apply.") == "With 2 bigha you can apply."


def test_digits_of_another_script_are_the_same_numbers() -> None:
    assert SEES.keep("साल में ६,००० रुपये।") == "साल में ६,००० रुपये।"
    assert SEES.keep("साल में ७,००० रुपये।") == ""


def test_the_numbers_of_a_list_are_no_facts() -> None:
    text = "1. Open the portal.\n2. Pay 500.\n3. Call 155261."
    assert SEES.keep(text) == "1. Open the portal.\n3. Call 155261."


def test_nothing_left_is_nothing() -> None:
    assert SEES.keep("Spray 30 ml.\nThen 40 ml.") == ""


@settings(max_examples=100)
@given(st.text(max_size=100))
def test_what_is_kept_always_holds(text: str) -> None:
    kept = SEES.keep(text)
    assert SEES.keep(kept) == kept


@settings(max_examples=60)
@given(st.integers(10, 10**9))
def test_no_number_from_nowhere_survives(number: int) -> None:
    kept = SEES.keep(f"Good news. You will get {number} rupees. Go to the office.")
    assert (str(number) in kept) == SEES.holds(str(number))
