"""Two questions in one breath come apart at the joints of their language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.parts import halves, parts

CARDS = Catalogue.load()


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("hi", "gehu ka msp aur ration card kaise", ("gehu ka msp", "ration card kaise")),
        ("hi", "दस्त हैं। लोन कैसे मिलेगा", ("दस्त हैं", "लोन कैसे मिलेगा")),
        ("en", "what is MSP? how to get a card", ("what is MSP", "how to get a card")),
        ("en", "fees for it, and also the date", ("fees for it", "the date")),
        ("ta", "ரேஷன் கார்டு எப்படி அப்புறம் லோன் எப்படி", ("ரேஷன் கார்டு எப்படி", "லோன் எப்படி")),
        ("te", "రేషన్ కార్డు ఎలా ఇంకా లోన్ ఎలా", ("రేషన్ కార్డు ఎలా", "లోన్ ఎలా")),
        ("bn", "গমের দাম কত আর সুদ কত", ("গমের দাম কত", "সুদ কত")),
        ("ur", "راشن کارڈ کیسے؟ لون کیسے ملے گا", ("راشن کارڈ کیسے", "لون کیسے ملے گا")),
        ("pa", "ਕਣਕ ਦਾ ਭਾਅ ਅਤੇ ਲੋਨ ਕਿਵੇਂ", ("ਕਣਕ ਦਾ ਭਾਅ", "ਲੋਨ ਕਿਵੇਂ")),
        ("hi", "दस्त हैं। और लोन कैसे मिलेगा", ("दस्त हैं", "लोन कैसे मिलेगा")),
        ("ml", "rekha evide? pinne loan engane", ("rekha evide", "loan engane")),
        ("hi", "gehu ka msp? aur sarson?", ("gehu ka msp", "aur sarson")),
        ("en", "salt and sugar", ()),
        ("en", "what is the msp?", ()),
        ("en", "", ()),
    ],
)
def test_two_questions_come_apart_and_one_stays_whole(
    code: str, text: str, found: tuple[str, ...]
) -> None:
    assert parts(text, CARDS.listens("joint", code)) == found


COMPLETE = [code for code in CARDS.languages if CARDS.greets(code)]


@pytest.mark.parametrize(
    ("code", "joint"),
    [(code, word) for code in COMPLETE for word in CARDS.languages[code].words["joint"]],
)
def test_a_message_turns_at_every_joint_of_its_language(code: str, joint: str) -> None:
    text = f"one question, {joint} another question"
    assert parts(text, CARDS.listens("joint", code)) == ("one question", "another question")


def test_where_only_commas_part_it_those_near_the_middle_come_first() -> None:
    text = "my hen died, the pond has no fish in it, how do I get a loan"
    assert halves(text) == (("my hen died, the pond has no fish in it", "how do I get a loan"),)
    assert halves("one two three four, five six seven eight") == (
        ("one two three four", "five six seven eight"),
    )


@pytest.mark.parametrize(
    "text", ["", ",", "salt, sugar, oil and rice", "a price of 2,150 rupees for it"]
)
def test_a_list_and_a_number_have_no_halves(text: str) -> None:
    assert halves(text) == ()


@given(st.text(max_size=200))
def test_no_part_holds_a_word_that_was_not_said(text: str) -> None:
    said = " ".join(text.split())
    assert all(part in said for part in parts(text, {"and", "और"}))
