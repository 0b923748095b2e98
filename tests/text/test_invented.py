"""What a recogniser invents is not believed; what a person may have said is never taken away."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.heard import Piece
from nakshatra.home import home
from nakshatra.text.invented import believed, hurried, packed


def piece(text: str, logprob: float | None = -0.2, no_speech: float = 0.1) -> Piece:
    return Piece(text, 2.0, logprob, no_speech)


@pytest.mark.parametrize(
    "invented",
    [
        piece(""),
        piece("धन्यवाद", logprob=-1.2, no_speech=0.9),
        piece("कुछ भी", logprob=-2.0),
        piece("ha " * 12),
        piece("Thanks for watching!"),
        piece("कृपया चैनल को सब्सक्राइब करें।"),
        piece("Subtitles by the Amara.org community", logprob=None),
        piece("thank you.", no_speech=0.5),
    ],
)
def test_invented_words_are_left_out(invented: Piece) -> None:
    assert believed(invented) == ""


@pytest.mark.parametrize(
    "text", ["बहुत बहुत बहुत दर्द है", "no no no", "धीरे धीरे", "1 1 2", "धन्यवाद", "नौ नौ नौ नौ नौ आठ"]
)
def test_people_say_such_words_too(text: str) -> None:
    assert believed(piece(text)) == text


def test_a_call_for_help_is_not_taken_for_a_loop() -> None:
    assert believed(piece("bachao bachao bachao bachao bachao")) == "bachao"
    assert believed(piece("बचाओ " * 5 + "साँप ने काटा")) == "बचाओ साँप ने काटा"
    assert believed(Piece("बचाओ " * 20, 14.0, -0.2)) == "बचाओ"


@pytest.mark.parametrize("times", [2, 3, 4, 5])
@pytest.mark.parametrize(
    "sentence",
    [
        "मेरे बच्चे को साँप ने काट लिया है जल्दी बताइए क्या करूँ",
        "my child is not breathing please help me what should I do now quickly",
    ],
)
def test_who_is_afraid_says_it_again_and_again(sentence: str, times: int) -> None:
    said = Piece(" ".join([sentence] * times), 5.0 * times, -0.2)
    assert believed(said).startswith(sentence)


def test_a_word_that_stutters_through_the_whole_window_is_invented() -> None:
    assert believed(piece("ha" * 100)) == ""


def test_true_words_before_a_loop_stay() -> None:
    assert believed(piece("गेहूँ का भाव " + "क्या है " * 20)) == "गेहूँ का भाव"


def _sayings() -> Iterator[str]:
    """Every ask of every unit, in every language we have."""
    for path in sorted((home() / "languages").glob("*/cases.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield " ".join(str(row.get("text") or row.get("question") or "").split())


def test_no_saying_of_our_cases_is_taken_for_invented() -> None:
    lost = [text for text in _sayings() if text and believed(piece(text)) != text]
    assert lost == []


WORDS = sorted({word for text in _sayings() for word in text.split() if word.isalpha()})[::7]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40, unique=True))
def test_words_that_differ_are_never_deleted(words: list[str]) -> None:
    said = " ".join(words)
    if len(words) > 3:  # one or two may be a word of courtesy
        assert believed(piece(said)) == said
    assert packed(said) < 2.4


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6, unique=True),
    st.integers(2, 30),
)
def test_a_loop_never_takes_a_word_that_is_said_once(words: list[str], turns: int) -> None:
    said = " ".join([*words, *["बाबा"] * turns])
    kept = believed(piece(said)).split()
    assert kept[: len(words)] == words or "बाबा" in words


def test_more_words_than_anybody_says_in_that_time_are_doubted_and_stay() -> None:
    five = "डेंगू के लक्षण क्या हैं?"
    assert hurried(Piece(five, 0.5, -0.1, 0.1))
    assert believed(Piece(five, 0.5, -0.1, 0.1)) == five
    assert not hurried(Piece(five, 1.3, -0.1, 0.1))
    assert not hurried(Piece("हाँ", 0.1, -0.1, 0.1))
