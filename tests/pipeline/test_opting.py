"""STOP and START in all languages, and what is neither."""

from __future__ import annotations

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.pipeline.opting import START, STOP, opting

CATALOGUE = Catalogue.load()
SPEAKING = [code for code in CATALOGUE.languages if CATALOGUE.greets(code)]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "STOP",
            "stop.",
            "Unsubscribe",
            " बंद करो ",
            "ఆపండి",
            "நிறுத்து!",
            "🙏 stop",
            "StopAll",
            "END",
        ),
        *("Please stop!", "Don't message me", "Don’t message me.", "मैसेज मत भेजो", "msg mat bhejo"),
    ],
)
def test_stop(text: str) -> None:
    assert opting(text, CATALOGUE) == STOP


@pytest.mark.parametrize("text", ["START", "शुरू करो", "start 🙏"])
def test_start(text: str) -> None:
    assert opting(text, CATALOGUE) == START


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stop the pest on my wheat",
        "रुको",
        "बस",
        "bas",
        "ok",
        "crop stop",
        "please stop the bleeding",
        "how do I end it",
        "/stop",
        "chalu",
        "बंद गोभी कब लगाएँ",
        "x" * 5000,
    ],
)
def test_what_says_neither(text: str) -> None:
    assert opting(text, CATALOGUE) == ""


@pytest.mark.parametrize("code", SPEAKING)
def test_each_language_has_both_in_its_own_script_and_none_means_two_things(code: str) -> None:
    words = CATALOGUE.languages[code].words
    assert all(opting(word, CATALOGUE) == STOP for word in words["stop"])
    assert all(opting(word, CATALOGUE) == START for word in words["start"])
