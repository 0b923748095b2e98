"""A reply is judged by its kind, its units and its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fakes import ADDRESS, ENGLISH, HINDI
from nakshatra.measure.answers import RIGHT, Check, answers, fault, faults
from nakshatra.measure.page import page
from nakshatra.types import Citation, Kind, Reply


def reply(text: str = "It costs 5.", kind: Kind = Kind.ANSWER, *units: str) -> Reply:
    cited = tuple(Citation(unit, "", "", "") for unit in units)
    return Reply(address=ADDRESS, to="1", text=text, lang=ENGLISH, kind=kind, citations=cited)


def case(kind: str = "answer", **more: object) -> dict[str, object]:
    return {"id": "x-1", "text": "t", "lang": "en-Latn", "kind": kind, "units": ["x/a"]} | more


@pytest.mark.parametrize(
    ("asked", "replied", "wrong"),
    [
        (case(), reply("5", Kind.ANSWER, "x/a"), ""),
        (case(must=["5"]), reply("5", Kind.ANSWER, "x/a"), ""),
        (case(), reply("5", Kind.ANSWER, "x/b"), "none of"),
        (case("two", units=["x/a", "x/b"]), reply("5", Kind.ANSWER, "x/a"), "not all of"),
        (case(must=["6"]), reply("5", Kind.ANSWER, "x/a"), "does not say"),
        (case(must_not=["5"]), reply("5", Kind.ANSWER, "x/a"), "says"),
        (case("unknown", units=[]), reply("?", Kind.UNKNOWN), ""),
        (case("emergency", units=[]), reply(), "instead of emergency"),
    ],
)
def test_a_case_is_judged(asked: dict[str, object], replied: Reply, wrong: str) -> None:
    assert (wrong in fault(asked, replied)) if wrong else fault(asked, replied) == ""


async def test_the_report_counts_by_expert_language_and_kind() -> None:
    async def ask(_: object) -> Reply:
        return reply("5", Kind.ANSWER, "x/a")

    report = await answers([case(), case("unknown")], ask)
    assert (report.n, report.accuracy) == (2, 0.5)
    assert report.kinds["unknown"].right == 0
    assert [failure.id for failure in report.failures] == ["x-1"]


@pytest.mark.parametrize(
    ("replied", "check"),
    [
        (reply("5", Kind.ANSWER), Check.CITED),
        (reply("word " * 200, Kind.ANSWER, "x/a"), Check.LENGTH),
        (reply("x" * 301, Kind.EMERGENCY), Check.LENGTH),
        (replace(reply("5", Kind.ANSWER, "x/a"), lang=HINDI), Check.LANGUAGE),
        (reply("5", Kind.ANSWER, "x/a", "y/b"), Check.ASKED),
    ],
)
def test_what_makes_no_reply_wrong_is_counted_apart(replied: Reply, check: Check) -> None:
    assert check in faults(case(), replied)
    assert check not in RIGHT


def test_a_unit_of_the_same_family_was_asked_for_too() -> None:
    both = reply("5", Kind.ANSWER, "x/msp_wheat", "x/msp_rabi")
    assert Check.ASKED not in faults(case(units=["x/msp_wheat"]), both)
    assert Check.ASKED not in faults(case("two", units=["x/msp_wheat", "x/msp_rabi"]), both)


async def test_the_page_shows_what_was_asked_and_said_escaped() -> None:
    async def ask(_: object) -> Reply:
        return reply("<b>wrong</b>", Kind.ANSWER, "x/b")

    shown = page(await answers([case(text="<i>asked</i>")], ask))
    assert "&lt;b&gt;wrong&lt;/b&gt;" in shown
    assert "&lt;i&gt;asked&lt;/i&gt;" in shown
    assert "0.0% of 1 cases" in shown


async def test_no_case_is_no_crash() -> None:
    report = await answers([], lambda _: pytest.fail("asked"))
    assert report.n == 0
