"""Hindi between Devanagari and Latin letters."""

from __future__ import annotations

import gzip
import json
import os
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.text.devanagarise import bare_key
from nakshatra.text.normalise import normalise
from nakshatra.text.romanise import romanised
from nakshatra.text.spelling import costs, lexicon
from nakshatra.text.transliterate import to_native, to_script
from nakshatra.types import Lang

HINGLISH, HINDI, TAMIL = Lang("hi", "Latn"), Lang("hi", "Deva"), Lang("ta", "Latn")
SHARED = Path(os.environ.get("NAKSHATRA_SHARED", Path(__file__).parents[3] / "shared"))


@pytest.mark.parametrize(
    ("typed", "native"),
    [
        ("gehu me kaun si khad dalu", "गेहूँ में कौन सी खाद डालूँ"),
        ("mujhe saanp ne kaat liya", "मुझे साँप ने काट लिया"),
        ("seene me dard ho raha hai", "सीने में दर्द हो रहा है"),
        ("nhi ho rha h", "नहीं हो रहा है"),
        ("kisan credit card kaise milega", "किसान credit card कैसे मिलेगा"),
        ("PM kisan ki kist 2000", "PM किसान की किस्त 2000"),
        ("yuriya kitna https://a.in/b dale", "यूरिया कितना https://a.in/b डालें"),
    ],
)
def test_what_people_type_is_read(typed: str, native: str) -> None:
    assert to_native(typed, HINGLISH) == normalise(native)


@pytest.mark.parametrize(
    ("native", "typed"),
    [
        ("क्या आपको बुखार है?", "kya aapko bukhar hai?"),
        ("नहीं, मैं खेत में हूँ।", "nahin, main khet mein hoon."),
        ("108 पर कॉल करें।", "108 par call karein."),
        ("१२ दिन", "12 din"),
        ("pmkisan.gov.in देखिए", "pmkisan.gov.in dekhiye"),
        ("डॉक्टर से पूछिए", "doctor se poochhiye"),
    ],
)
def test_answers_are_written_as_people_type(native: str, typed: str) -> None:
    assert to_script(native, HINGLISH) == typed


@pytest.mark.parametrize("lang", [HINDI, TAMIL])
def test_other_text_stays(lang: Lang) -> None:
    assert to_native("kya hai", lang) == "kya hai"
    assert to_script("क्या है", lang) == "क्या है"


@given(st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_text_goes_both_ways(text: str) -> None:
    to_native(text, HINGLISH).encode("utf-8", "surrogatepass")
    to_script(text, HINGLISH).encode("utf-8", "surrogatepass")


@given(st.text(alphabet="कखगनमरसहािीुे्ंँअआइ", min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_no_devanagari_is_left(word: str) -> None:
    assert to_script(word, HINGLISH).isascii()


def test_the_lexicon_is_keyed_as_the_code_keys() -> None:
    """A change of the phonetic key needs `nakshatra languages train` again."""
    words = [(key, known.word) for key, found in lexicon().items() for known in found]
    assert len(words) > 5_000
    assert [word for key, word in words if bare_key(word) != key] == []
    assert costs()["s", "ा", "f"]["a"] < costs()["s", "ा", "f"]["aa"]


def test_against_the_ways_people_romanise() -> None:
    file = SHARED / "eval" / "xlit_words_hi.jsonl.gz"
    if not file.is_file():
        pytest.skip(f"{file} is not here")
    typed: dict[str, set[str]] = defaultdict(set)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            typed[row["text"]].add(row["native"].lower())
    right = sum(romanised(normalise(word)) in ways for word, ways in typed.items())
    assert right / len(typed) > 0.70
