"""Short forms as people type them, written out for the search."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.text import shorthand
from nakshatra.text.emoji import without_emoji
from nakshatra.text.normalise import normalise
from nakshatra.text.shorthand import expand
from nakshatra.types import Lang

CODES = sorted(path.parent.name for path in (home() / "languages").glob("*/shorthand.tsv"))


@pytest.mark.parametrize(
    ("tag", "typed", "meant"),
    [
        (
            "en-Latn",
            "plz tell me hw 2 pay 2day, u r gud",
            "please tell me how 2 pay today, you are good",
        ),
        ("en-Latn", "PLZ msg me", "please message me"),
        ("en-Latn", "vitamin N, N P K, n p k", "vitamin N, N P K, n p k"),
        ("en-Latn", "www.plz.in plz@x.in /msg #msg", "www.plz.in plz@x.in /msg #msg"),
        ("hi-Latn", "plz btao paisa kb aayega", "please batao paisa kab aayega"),
        ("hi-Latn", "kisan k liye urea n khad", "kisan ke liye urea n khad"),
        ("hi-Deva", "plz बताओ, u", "please बताओ, u"),
        ("te-Latn", "naku dabulu epudu vasthundi", "naaku dabbulu eppudu vastundi"),
        ("ta-Latn", "epdi apply panrathu", "eppadi apply panrathu"),
        ("ne-Latn", "k garne hunxa", "ke garne hunchha"),
        ("gu-Latn", "paisa kyare mlse 6e", "paisa kyare malshe chhe"),
        ("pa-Latn", "mnu pese nhi mile", "mainu paise nahi mile"),
        ("ks-Arab", "plz", "please"),
    ],
)
def test_short_forms(tag: str, typed: str, meant: str) -> None:
    assert expand(typed, Lang.parse(tag)) == meant


def test_a_stretched_short_form_is_known() -> None:
    assert expand(normalise("plzzzz plss"), Lang("hi", "Latn")) == "please please"


@given(
    st.sampled_from(CODES),
    st.lists(st.sampled_from([*"uknh5N", "plz", "kb", "2day", "msg", "😀", "है"]), max_size=12),
)
@settings(max_examples=200, deadline=None)
def test_twice_is_once(code: str, words: list[str]) -> None:
    once = expand(" ".join(words), Lang(code, "Latn"))
    assert expand(once, Lang(code, "Latn")) == once


@given(st.sampled_from([*CODES, "brx"]), st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text(code: str, text: str) -> None:
    once = expand(text, Lang(code, "Latn"))
    assert expand(once, Lang(code, "Latn")) == once


@pytest.mark.parametrize("code", CODES)
def test_the_data_is_clean(code: str) -> None:
    """Typed in small ASCII letters, meant in words; nothing meant is itself a short form."""
    rows = shorthand._rows(code)
    assert len(rows) >= 25
    assert len({typed for typed, *_ in rows}) == len(rows)
    for typed, meant, *scope in rows:
        assert typed.isascii()
        assert typed == typed.lower()
        assert expand(meant, Lang(code, "Latn")) == meant
        assert scope in ([], ["everywhere"])
        assert unicodedata.is_normalized("NFC", meant)


def test_a_row_without_its_meaning_is_named(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "languages" / "xx"  # type: ignore[operator]
    folder.mkdir(parents=True)
    (folder / "shorthand.tsv").write_text("# head\nplz please\n", "utf-8")
    monkeypatch.setattr(shorthand, "home", lambda: tmp_path)
    with pytest.raises(CatalogueError, match=r"xx.shorthand.tsv: 'plz please' needs a tab"):
        shorthand._rows("xx")


def test_a_long_row_of_letters_is_linear() -> None:
    assert len(expand("k " * 100_000, Lang("hi", "Latn"))) == 200_000


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("नमस्ते 🙏🏽 जी", "नमस्ते जी"),
        ("👨‍👩‍👧‍👦", ""),
        ("🇮🇳 👍", ""),
        ("1️⃣ बीज ©", "1 बीज ©"),
        ("#5 * 3 ✅", "#5 * 3"),
        ("plain  text", "plain  text"),
        ("❤️ दिल", "दिल"),
    ],
)
def test_emoji_go(text: str, bare: str) -> None:
    assert without_emoji(text) == bare
