"""What becomes of a reply on channels that can carry more, or less."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from nakshatra.abilities import Abilities, Choices
from nakshatra.shape import Words, shape
from nakshatra.text.segments import is_gsm, segments
from nakshatra.text.sentences import units
from nakshatra.types import ENGLISH, Address, Button, Citation, Kind, Reply, Voice

WORDS = Words(sources="Sources", choose="Choose", more="MORE")
SMS = Abilities(
    segments=2, most=1, short=True, sources=False, choices=Choices.NUMBERED, window_hours=0
)
CARDS = Abilities(
    units=4096, voice=True, buttons=3, button_units=1024, label=20, rows=10, row_label=24
)
REPLY = Reply(
    address=Address("fake", "asha"),
    to="1",
    text="Sow wheat in November. Use 100 kg of seed.",
    lang=ENGLISH,
    short="Sow wheat in November.",
    citations=(Citation("agriculture/wheat", "Wheat", "https://icar.org.in", "2026-10-01"),),
    buttons=(Button("Helpful", "/feedback good 1"), Button("Not helpful", "/feedback bad 1")),
)
CLIP = Voice(b"OggS", "audio/ogg")


def made(abilities: Abilities, **more: object) -> tuple[str, ...]:
    reply = replace(REPLY, **more)  # type: ignore[arg-type]
    return tuple(part.text for part in shape(reply, abilities, WORDS))


def test_a_small_channel_gets_the_short_form_alone() -> None:
    assert made(SMS) == ("Sow wheat in November.",)
    assert made(SMS, short="") == (REPLY.text,)


def test_what_does_not_fit_is_cut_at_a_sentence_and_ends_with_how_to_go_on() -> None:
    [text] = made(SMS, short="गेहूँ नवंबर में बोइए। " * 20)
    assert text.endswith("बोइए। MORE")
    assert segments(text) == 2


@given(st.text(min_size=1, max_size=600), st.integers(1, 3))
def test_no_message_takes_more_segments_than_it_may(text: str, most: int) -> None:
    can = Abilities(segments=2, most=most)
    parts = made(can, text=text)
    assert len(parts) <= most
    assert all(segments(part) <= 2 or len(part) == 1 for part in parts)


@given(st.text(max_size=400))
def test_segments_are_counted_as_the_standard_does(text: str) -> None:
    alone = 160 if is_gsm(text) else 70
    if units(text) * 2 <= alone:
        assert segments(text) == bool(text)
    assert segments(text * 2) >= segments(text)


def test_segments_at_their_edges() -> None:
    edges = {"a" * 160: 1, "a" * 161: 2, "क" * 70: 1, "क" * 71: 2, "क" * 134: 2, "क" * 135: 3}
    assert {text: segments(text) for text in edges} == edges
    assert segments("€" * 80) == 1
    assert segments("€" * 81) == 2


def test_a_question_s_choices_are_numbered_where_there_are_no_buttons() -> None:
    choices = (Button("Paddy", "/about paddy"), Button("Wheat", "/about wheat"))
    reply = Reply(
        address=REPLY.address,
        to="1",
        text="Which crop?",
        lang=ENGLISH,
        kind=Kind.QUESTION,
        buttons=choices,
    )
    [part] = shape(reply, SMS, WORDS)
    assert part.text == "Which crop?\n1. Paddy\n2. Wheat"
    assert part.numbered == choices


def test_more_choices_than_buttons_are_lists_and_none_is_lost() -> None:
    many = tuple(Button(f"language {n}", f"/language {n}") for n in range(23))
    reply = Reply(address=REPLY.address, to="1", text="Which?", lang=ENGLISH, buttons=many)
    parts = shape(reply, CARDS, WORDS)
    assert [len(part.rows) for part in parts] == [10, 10, 3]
    assert [part.text for part in parts] == ["Which?", "Choose", "Choose"]
    assert not any(part.buttons for part in parts)


def test_labels_are_cut_at_whole_letters() -> None:
    reply = Reply(
        address=REPLY.address,
        to="1",
        text="?",
        lang=ENGLISH,
        buttons=(Button("क्षत्रिय" * 9, "/help"),),
    )
    [part] = shape(reply, CARDS, WORDS)
    label = part.buttons[0].label
    assert units(label) <= 20
    assert label.endswith("…")
    assert not label.endswith("्…")


def test_words_above_buttons_are_short_enough_for_them() -> None:
    parts = shape(
        Reply(
            address=REPLY.address,
            to="1",
            text="One sentence of the answer. " * 60,
            lang=ENGLISH,
            buttons=REPLY.buttons,
        ),
        CARDS,
        WORDS,
    )
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert all(units(part.text) <= 1024 for part in parts)


def test_who_wants_the_voice_alone_is_not_left_without_a_choice() -> None:
    asks = Reply(
        address=REPLY.address,
        to="1",
        text="Which crop?",
        lang=ENGLISH,
        kind=Kind.QUESTION,
        buttons=REPLY.buttons,
        voice=CLIP,
        heard=True,
    )
    assert [part.spare for part in shape(asks, CARDS, WORDS)] == [False, False]
    hangs = Abilities(voice=True, voice_buttons=True, buttons=9)
    assert [part.spare for part in shape(asks, hangs, WORDS)] == [False, True]


def test_a_channel_without_sound_gets_the_words() -> None:
    assert made(Abilities(), voice=CLIP, heard=True)[0].startswith(REPLY.text)


def test_no_sign_in_a_text_is_taken_for_emphasis() -> None:
    can = Abilities(emphasis="*_~`")
    [text] = made(can, text="*a* and 3*4, a_b, https://x.in/_c", citations=())
    assert text == "*\u200ba* and 3*4, a_b, https://x.in/_c"
