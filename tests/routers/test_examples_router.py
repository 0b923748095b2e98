"""A question goes to the experts of its field, and small talk to none; each expert stands alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.home import home
from nakshatra.knowledge.arbiter import Arbiter
from nakshatra.registry import Spec
from nakshatra.routers.examples import ExamplesRouter, build
from nakshatra.settings import Settings
from nakshatra.types import ENGLISH, Query
from small_pack import write_pack


def router(*roots: Path) -> ExamplesRouter:
    return build(Spec(settings=Settings(), catalogue=Catalogue.load(*roots)))


@pytest.fixture(scope="module")
def ours() -> ExamplesRouter:
    return router(home())


def asked(text: str, previous: str = "") -> Query:
    return Query(text=text, native=text, lang=ENGLISH, previous=previous)


def fields(ours: ExamplesRouter, query: Query) -> list[str]:
    return [route.expert for route in ours.fields(query)]


@pytest.mark.parametrize(
    ("text", "expert"),
    [
        ("my child has fever and vomiting", "health"),
        ("बच्चे को दस्त लग गए हैं", "health"),
        ("tamatar me kide lag gaye", "agriculture"),
        ("pest management in paddy", "agriculture"),
        ("mera upi payment fail ho gaya", "finance"),
        ("छात्रवृत्ति का फॉर्म कब भरेगा", "education"),
        ("ration card me naam jodna hai", "governance"),
    ],
)
def test_a_question_is_in_its_field(ours: ExamplesRouter, text: str, expert: str) -> None:
    assert expert in fields(ours, asked(text))


@pytest.mark.parametrize(
    "text", ["who won the match", "एक गाना सुनाओ", "alarm laga do subah ka", "hi", "", "?!", "۔"]
)
def test_small_talk_is_nobodys(ours: ExamplesRouter, text: str) -> None:
    assert fields(ours, asked(text)) == []


class Hears(Arbiter):
    """One unit in everything, or nothing."""

    def __init__(self, unit: str, nothing: float) -> None:
        super().__init__((), (), ())
        self._unit, self._nothing = unit, nothing

    def unit(self, name: str, *texts: str, previous: str = "") -> float | None:
        return self._nothing

    def likeliest(self, *texts: str, previous: str = "") -> str:
        return self._unit


@pytest.mark.parametrize(
    ("unit", "nothing", "also"),
    [
        ("finance/pension_life_certificate", -3.0, ["finance"]),
        ("finance/pension_life_certificate", 3.0, []),
        ("beekeeping/queens", -3.0, []),
    ],
)
def test_the_expert_of_the_unit_that_the_arbiter_hears_is_asked_too(
    ours: ExamplesRouter, unit: str, nothing: float, also: list[str]
) -> None:
    fields = {id: field for id, field in ours._fields.items() if id in ("finance", "education")}
    told = asked("हर नवंबर दादाजी को कंधे पर ले जाते हैं कि साबित हो वो ज़िंदा हैं")
    alone = [route.expert for route in ExamplesRouter(fields).route(told)]
    assert "finance" not in alone
    named = ExamplesRouter(fields, Hears(unit, nothing)).route(told)
    assert sorted(route.expert for route in named) == sorted([*alone, *also])


def test_a_follow_up_stays_in_the_field(ours: ExamplesRouter) -> None:
    assert "agriculture" in fields(ours, asked("and for mustard?", "what is the msp of wheat"))


def test_routes_are_best_first_and_few(ours: ExamplesRouter) -> None:
    routes = ours.route(asked("tractor ke liye loan kaise milega"))
    scores = [route.score for route in routes]
    assert scores == sorted(scores, reverse=True)
    assert 1 <= len(routes) <= 8
    assert {"finance", "agriculture"} <= {route.expert for route in routes}


def test_a_new_expert_is_routed_to_and_changes_no_other(
    ours: ExamplesRouter, tmp_path: Path
) -> None:
    write_pack(tmp_path)
    wider = router(home(), tmp_path)
    kite, loan = asked("the string of my kite is torn"), asked("loan for a tractor")
    assert fields(wider, kite)[0] == "kites"
    before, after = ours.scores(loan), wider.scores(loan)
    assert {id: after[id] for id in before} == before
