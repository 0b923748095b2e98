"""Numbers as grounding compares them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.text.numbers import numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6,000 रुपये", ["6000"]),
        ("६,००० रुपये", ["6000"]),
        ("1,25,000 and 2.50", ["125000", "2.5"]),
        ("05 0120", ["5", "0120"]),
        ("14-03-2026", ["14", "3", "2026", "2026-03-14"]),
        ("2026-03-14", ["14", "3", "2026", "2026-03-14"]),
        ("14/3/26", ["14", "3", "26"]),
        ("1800-180-1551", ["18001801551"]),
        ("1800 180 1551.", ["18001801551"]),
        ("1800-11-4000", ["1800114000"]),
        ("1800-180-1551 10-15", ["18001801551", "10", "15"]),
        ("98765 43210", ["9876543210"]),
        ("10-15 days, 24x7", ["10", "15", "24", "7"]),
        ("2025-26", ["2025", "26"]),
        ("5 lakh", ["5", "500000"]),
        ("५ लाख", ["5", "500000"]),
        ("1.5 करोड़", ["1.5", "15000000"]),
        ("12%", ["12"]),
        ("2,5,10", ["2", "5", "10"]),
        ("108.", ["108"]),
        ("कोई नहीं", []),
    ],
)
def test_numbers(text: str, found: list[str]) -> None:
    assert list(numbers(text)) == found


@given(st.integers(min_value=0, max_value=10**9))
@settings(max_examples=100)
def test_any_way_of_writing_a_number_is_the_same(number: int) -> None:
    indian = "".join(chr(0x966 + int(digit)) for digit in str(number))
    assert numbers(f"{number:,}") == numbers(str(number)) == numbers(f"कुल {indian} है")


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    assert all(number.isascii() for number in numbers(text))
