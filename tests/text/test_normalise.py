"""Any string comes out clean, once and for all."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nakshatra.text.normalise import ascii_digits, fold, normalise

NASTY = st.text(
    alphabet=st.sampled_from(
        "अआािोकखनर्ािँंः़्"
        "\u200c\u200d\u200b\ud800\udfff\ufeffোত্ൻന്ണ്ഒാൗاهيىكکہںڻـ\u0654ﷺﺍaA é\u0301\u0327𝐀０ \n\x00ੲਿ"
    ),
    max_size=30,
)


@given(st.one_of(NASTY, st.text(st.characters(), max_size=40)))
@settings(max_examples=300, deadline=None)
@example("\ud800")
@example("अााे")
def test_twice_is_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


@given(st.one_of(NASTY, st.text(st.characters(), max_size=40)))
@settings(max_examples=200, deadline=None)
def test_fold_never_fails_and_is_stable_on_ascii(text: str) -> None:
    fold(text).encode("utf-8")


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  क्या \u200b है\n", "क्या है"),
        ("क\u093cलम", "क़लम"),
        ("\u0958लम", "क\u093cलम"),  # one form of the nukta, composed or not
        ("अाप", "आप"),
        ("एेसा", "ऐसा"),
        ("অামি", "আমি"),
        ("ന്‍", "ൻ"),
        ("त्\u200dय", "त्\u200dय"),  # a joiner that is seen stays
        ("ab\u200dc", "abc"),
        ("يہ كيا ہے", "یہ کیا ہے"),
        ("ڪيئن آهي", "ڪيئن آهي"),  # Sindhi keeps its own yeh
        ("𝐇𝐞𝐥𝐥𝐨", "Hello"),
        ("५ किलो", "५ किलो"),
        ("don’t", "don't"),
        ("\ud83d", ""),
        ("", ""),
    ],
)
def test_examples(typed: str, clean: str) -> None:
    assert normalise(typed) == unicodedata.normalize("NFC", clean)


def test_digits_of_every_script() -> None:
    assert ascii_digits("१२ ১২ ௧௨ ൧൨ ۱۲ １２ 12") == "12 12 12 12 12 12 12"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("plzzzz", "PLZ"),
        ("haaan", "han"),
        ("हाँ", "हां"),
        ("ज़मीन", "जमिन"),
        ("हिन्दी", "हिंदी"),
        ("আমি ৰ", "আমি র"),
    ],
)
def test_fold_joins_spellings(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_megabyte_of_marks_is_linear() -> None:
    """Stacked marks of two classes make plain NFC quadratic: it would not end."""
    assert len(normalise("e" + "\u0301\u0327" * 500_000)) < 20
    assert len(normalise("नमस्ते " * 150_000)) > 1_000_000
