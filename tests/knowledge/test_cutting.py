"""Two questions with nothing between them; one question, however long, stays whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.arbiter import Arbiter, open_arbiter
from nakshatra.knowledge.cutting import cut
from nakshatra.knowledge.features import Weights

READ = open_arbiter(frozenset(Catalogue.load().folders))
assert READ is not None
ARBITER: Arbiter = READ

WHEAT_AND_JABS = "gehu ka samarthan mulya is saal kitna hai bacche ko teeka kab kab lagta hai"
RATION_AND_WHEAT = "राशन कार्ड में बहू का नाम जुड़वाना है गेहूं का सरकारी भाव इस साल कितना तय हुआ"


@dataclass
class Told(Arbiter):
    """Is as sure of two units as it is told, by where a side begins or ends."""

    sure: dict[int, tuple[float, float]]
    hinted: float = 0.1
    tried: list[int] = field(default_factory=list)

    def asked_in(self, said: tuple[str, ...], spans: Sequence[tuple[int, int]]) -> list[Weights]:
        return [self._side(first, end, len(said)) for first, end in spans]

    def _side(self, first: int, end: int, count: int) -> Weights:
        if (first, end) == (0, count):
            return np.array([0.5, self.hinted], np.float32)
        if first == 0:
            self.tried.append(end)
            return np.array([self.sure.get(end, (0.3, 0))[0], 0], np.float32)
        return np.array([0, self.sure.get(first, (0, 0.3))[1]], np.float32)


def said(count: int) -> str:
    return " ".join(f"word{at}" for at in range(count))


@pytest.mark.parametrize(
    ("count", "places"),
    [(6, [3]), (7, [3, 4]), (8, [3, 4, 5]), (11, [3, 4, 5, 7, 8]), (30, [3, 9, 15, 21, 27])],
)
def test_five_places_are_tried_the_first_and_the_last_among_them(
    count: int, places: list[int]
) -> None:
    arbiter = Told({})
    assert cut(said(count), arbiter) is None
    assert arbiter.tried == places


def test_it_is_cut_where_the_less_sure_side_is_surest() -> None:
    arbiter = Told({9: (0.999, 0.991), 15: (0.99, 0.999), 21: (0.999, 0.985)})
    sides = cut(said(30), arbiter)
    assert sides is not None
    assert len(sides[0].split()) == 9


def test_of_equal_places_the_one_nearest_the_middle_is_taken() -> None:
    sides = cut(said(30), Told(dict.fromkeys((9, 15, 21, 27), (0.99, 0.99))))
    assert sides is not None
    assert len(sides[0].split()) == 15


@pytest.mark.parametrize("hinted", [0.0, 0.0009])
def test_what_the_whole_does_not_hint_at_is_not_torn_out(hinted: float) -> None:
    assert cut(said(12), Told(dict.fromkeys(range(12), (0.99, 0.99)), hinted)) is None


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (WHEAT_AND_JABS, "mulya", "teeka"),
        (RATION_AND_WHEAT, "राशन", "भाव"),
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
        f"{WHEAT_AND_JABS} " * 4,
    ],
)
def test_one_question_stays_whole_and_so_does_what_is_too_long(text: str) -> None:
    assert cut(text, ARBITER) is None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([*WHEAT_AND_JABS.split(), *RATION_AND_WHEAT.split(), "…", "😀"])))
def test_nothing_is_lost_of_any_words(words: list[str]) -> None:
    text = " ".join(words)
    sides = cut(text, ARBITER)
    assert sides is None or " ".join(sides) == text
