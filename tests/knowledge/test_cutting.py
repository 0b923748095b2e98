"""Two questions with nothing between them; one question, however long, stays whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.arbiter import Arbiter, open_arbiter
from nakshatra.knowledge.cutting import cut

READ = open_arbiter(frozenset(Catalogue.load().folders))
assert READ is not None
ARBITER: Arbiter = READ


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (
            "gehu ka samarthan mulya is saal kitna hai bacche ko teeka kab kab lagta hai",
            "mulya",
            "teeka",
        ),
        (
            "राशन कार्ड में बहू का नाम जुड़वाना है गेहूं का सरकारी भाव इस साल कितना तय हुआ",
            "राशन",
            "भाव",
        ),
        (
            "ரேஷன் கார்டில் மருமகள் பெயர் சேர்க்க என்ன வேணும் கோதுமை ஆதரவு விலை எவ்வளவு",
            "ரேஷன்",
            "விலை",
        ),
        ("ration card e boumar naam kibhabe tulbo dhaner sorkari dor ebar koto", "naam", "dor"),
    ],
)
def test_two_questions_are_cut_between_them(text: str, first: str, second: str) -> None:
    sides = cut(text, ARBITER)
    assert sides is not None
    assert " ".join(sides) == text
    assert first in sides[0]
    assert second in sides[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ration card",
        "what is the wheat support price this year and how do I get it",
        "mera naam Ramesh hai main Sikar se hun aur mere do bachche hain gehu ka samarthan mulya "
        "is saal kitna hai bata do bhaiya",
        "— — — — — — — — — —",
        "gehu ka samarthan mulya kitna hai bacche ko teeka kab lagta hai " * 8,
    ],
)
def test_one_question_stays_whole_and_so_does_what_is_too_long(text: str) -> None:
    assert cut(text, ARBITER) is None


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_nothing_is_lost_of_anything(text: str) -> None:
    sides = cut(text, ARBITER)
    assert sides is None or " ".join(sides) == " ".join(text.split())
