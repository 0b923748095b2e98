from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.safety.redact import redact, was_redacted


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("my aadhaar is 2345 6789 0124", "my aadhaar is [Aadhaar]"),
        ("234567890124 link kar do", "[Aadhaar] link kar do"),
        ("आधार २३४५ ६७८९ ०१२४ है", "आधार [Aadhaar] है"),
        ("card 4111 1111 1111 1111 blocked", "card [card] blocked"),
        ("OTP 482913 aaya hai", "OTP [code] aaya hai"),
        ("otp hai 4829", "otp hai [code]"),
        ("मेरा ओटीपी ४८२९१३ है", "मेरा ओटीपी [code] है"),
        ("482913 is my otp", "[code] is my otp"),
        ("upi pin 1234", "upi pin [code]"),
        ("cvv 1234 hai", "cvv [code] hai"),
        ("meri upi id ramesh.k@okaxis hai", "meri upi id [UPI] hai"),
        ("khata 123456789012345 SBIN0001234", "khata [account] SBIN0001234"),
        ("a/c no 50100123456780", "a/c no [account]"),
    ],
)
def test_a_secret_is_taken_out(text: str, left: str) -> None:
    assert redact(text) == left
    assert was_redacted(left)


@pytest.mark.parametrize(
    "text",
    [
        "call 1800-180-1551 or 108",
        "PM Kisan 6000 rupees in 2026-27",
        "MSP 2,425 per quintal for 2026-27 season",
        "PIN code 452001 Indore",
        "पिन कोड 452001",
        "my phone 9876543210",
        "1800-89-14416",
        "OTP nahi aa raha, helpline 1947 par call kiya",
        "otp fraud hua 1930 par call karu",
        "14447 par shikayat ki",
        "ramesh@gmail.com",
        "premium 436 se 20 rupaye tak",
        "123412341234",
        "date 23-11-2026 time 10:45",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


@settings(max_examples=200)
@given(st.text(max_size=120))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@settings(max_examples=100)
@given(st.integers(10**10, 10**11 - 1), st.sampled_from("०০੦૦୦௦౦೦൦۰0"))
def test_an_aadhaar_number_is_found_in_any_digits(body: int, zero: str) -> None:
    digits = f"2{str(body)[1:]}"
    for check in range(10):
        number = digits + str(check)
        shown = "".join(chr(ord(zero) + int(d)) for d in number)
        if redact(f"number {number}") != f"number {number}":
            assert redact(f"नंबर {shown} है") == "नंबर [Aadhaar] है"


@settings(max_examples=60)
@given(st.integers(10**10, 10**11 - 1))
def test_one_check_digit_in_ten_makes_an_aadhaar_number(body: int) -> None:
    marked = [c for c in range(10) if was_redacted(redact(f"{'2' + str(body)[1:]}{c}"))]
    assert len(marked) == 1
