"""An address in a message is no word of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.text.links import without_links


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("https://bit.ly/3xYz free recharge", "free recharge"),
        ("देखो HTTPS://x.co/a?b=c#d सच है?", "देखो सच है?"),
        ("www.example.com", ""),
        ("https://pmkisan.gov.in/Status nahi khulta", "pmkisan.gov.in nahi khulta"),
        ("https://gov.in.thief.com/otp", ""),
        ("pmkisan.gov.in nahi khulta", "pmkisan.gov.in nahi khulta"),
    ],
)
def test_only_the_name_of_an_office_is_left(text: str, left: str) -> None:
    assert without_links(text) == left


@given(st.text())
def test_it_never_adds_a_letter_and_never_fails(text: str) -> None:
    assert len(without_links(text)) <= len(text)
