"""What goes into a row comes out of it, whatever people write."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.stores.codec import dump, load
from nakshatra.types import (
    Address,
    Answer,
    Button,
    Citation,
    Kind,
    Lang,
    Media,
    Message,
    Profile,
    Reply,
    Utterance,
    Voice,
)

ANY = st.text(st.characters(), max_size=20)
"""Any character: lone surrogates and NUL too."""

LANGS = st.builds(Lang, ANY, ANY)
TIMES = st.datetimes(timezones=st.just(UTC))
CITATIONS = st.tuples(st.builds(Citation, ANY, ANY, ANY, ANY, ANY))
MESSAGES = st.builds(
    Message,
    id=ANY,
    address=st.builds(Address, ANY, ANY),
    sent_at=TIMES,
    text=ANY.map(lambda text: text + "x"),
    media=st.none() | st.builds(Media, ANY, ANY, st.floats(0, 1000), st.integers(0, 10**9)),
    lang=st.none() | LANGS,
)
REPLIES = st.builds(
    Reply,
    address=st.builds(Address, ANY, ANY),
    to=ANY,
    text=ANY,
    lang=LANGS,
    kind=st.sampled_from(Kind),
    voice=st.none() | st.builds(Voice, st.binary(max_size=20), ANY),
    experts=st.tuples(ANY, ANY),
    citations=CITATIONS,
    buttons=st.tuples(st.builds(Button, ANY, ANY)),
)
ANSWERS = st.builds(Answer, expert=ANY, text=ANY, lang=LANGS, confidence=st.floats(0, 1))


@settings(max_examples=60)
@given(MESSAGES | REPLIES | ANSWERS | st.builds(Utterance, ANY, LANGS) | st.builds(Profile))
def test_there_and_back(value: object) -> None:
    assert load(type(value), dump(value)) == value


def test_an_answer_keeps_the_words_it_falls_back_to() -> None:
    plain = Answer(expert="health", text="पानी", lang=Lang("hi", "Deva"), confidence=1)
    written = replace(plain, text="पानी पिएँ", fallback=plain)
    assert load(Answer, dump(written)) == written


def test_a_row_of_an_older_version_takes_defaults() -> None:
    assert load(Profile, b'{"greeted": true}') == Profile(greeted=True)


def test_a_field_we_no_longer_have_is_passed_over() -> None:
    assert load(Profile, b'{"greeted": true, "moustache": 1}') == Profile(greeted=True)


def test_a_wrong_type_is_an_error() -> None:
    with pytest.raises(TypeError, match="expected bool"):
        load(Profile, b'{"greeted": "yes"}')


def test_a_type_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        dump({1})


def test_a_time_keeps_its_zone() -> None:
    message = Message(id="1", address=Address("a", "b"), sent_at=datetime.now(UTC), text="x")
    assert load(Message, dump(message)).sent_at.tzinfo is not None
