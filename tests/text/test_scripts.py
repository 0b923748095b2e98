"""The script of a text."""

from __future__ import annotations

import pytest

from nakshatra.text.scripts import counts, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("मुझे help चाहिए", "Deva"),
        ("kya haal hai", "Latn"),
        ("আমি", "Beng"),
        ("ਮੈਂ", "Guru"),
        ("હું", "Gujr"),
        ("ମୁଁ", "Orya"),
        ("நான்", "Taml"),
        ("నేను", "Telu"),
        ("ನಾನು", "Knda"),
        ("ഞാൻ", "Mlym"),
        ("میں", "Arab"),
        ("ᱤᱧ", "Olck"),
        ("ꯑꯩ", "Mtei"),
        ("१२३ 123 ।?", "Zyyy"),
        ("", "Zyyy"),
        ("привет", "Cyrl"),
    ],
)
def test_script(text: str, script: str) -> None:
    assert script_of(text) == script


def test_counts_letters_only() -> None:
    assert counts("क ab 12 ।") == {"Deva": 1, "Latn": 2}
