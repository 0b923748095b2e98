"""Several questions in one message, where it could also be taken for one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from fakes import answer
from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.likeness import of_a_kind
from nakshatra.pipeline.several import Several, asked_by, cut_by, may_join
from nakshatra.types import ENGLISH, Answer, Query

ASKED = Query(
    text="price of wheat and of mustard",
    native="price of wheat and of mustard",
    lang=ENGLISH,
    parts=("price of wheat", "of mustard"),
)


def told(unit: str, sure: float) -> Answer:
    expert = unit.partition("/")[0]
    one = answer(f"About {unit}.", expert, sure=sure)
    return replace(one, citations=tuple(replace(cited, id=unit) for cited in one.citations))


WHEAT, MUSTARD = told("agriculture/msp_wheat", 0.98), told("agriculture/msp_mustard", 0.6)


def several(
    ask: Callable[[Query], Awaitable[Answer]],
    sides: tuple[str, str] | None = None,
    names: int = 1,
    heard: float | None = None,
) -> Several:
    return Several(
        ask,
        lambda query: names,
        lambda one: True,
        "{values}",
        lambda unit, text: heard,
        lambda text: sides,
    )


async def answered(whole: Answer) -> Answer | None:
    by_text = dict(zip(ASKED.parts, (WHEAT, MUSTARD), strict=True))

    async def ask(query: Query) -> Answer:
        return by_text[query.text]

    return await several(ask)(ASKED, whole)


async def test_one_that_tells_of_all_in_short_gives_way_to_each() -> None:
    both = await answered(told("agriculture/msp_rabi", 0.8))
    assert both is not None
    assert both.citations == WHEAT.citations + MUSTARD.citations


@pytest.mark.parametrize("whole", ["agriculture/mandi_price", "finance/msp_loan"])
async def test_what_the_message_says_as_a_whole_stays(whole: str) -> None:
    assert await answered(told(whole, 0.8)) is None


async def asked_in_one_breath(sure: float, whole: Answer) -> Answer | None:
    first, second = told("agriculture/msp_wheat", 0.98), told("health/immunisation", sure)

    async def ask(query: Query) -> Answer:
        return first if query.text == "price of wheat" else second

    query = replace(ASKED, text="price of wheat jabs for baby", parts=())
    return await several(ask, ("price of wheat", "jabs for baby"), names=2)(query, whole)


async def test_two_questions_with_nothing_between_them_are_both_answered() -> None:
    whole = told("agriculture/msp_wheat", 0.9)
    both = await asked_in_one_breath(0.97, whole)
    assert both is not None
    assert {one.id for one in both.citations} == {"agriculture/msp_wheat", "health/immunisation"}
    assert await asked_in_one_breath(0.7, whole) is None


async def test_where_its_parts_give_no_two_answers_it_is_cut_elsewhere() -> None:
    by_text = {"price of wheat": WHEAT, "jabs for baby": told("health/immunisation", 0.97)}

    async def ask(query: Query) -> Answer:
        return by_text.get(query.text, told("finance/msp_loan", 0.1))

    query = replace(ASKED, parts=("price of wheat jabs", "for baby"))
    cut = several(ask, ("price of wheat", "jabs for baby"), names=2)
    both = await cut(query, WHEAT)
    assert both is not None
    assert {one.id for one in both.citations} == {"agriculture/msp_wheat", "health/immunisation"}


async def test_what_a_comma_parted_is_not_asked_again() -> None:
    put = []

    async def ask(query: Query) -> Answer:
        put.append(query.text)
        return told("finance/msp_loan", 0.1)

    query = replace(ASKED, text="price of wheat now, jabs for the baby", parts=())
    assert await several(ask, ("price of wheat now,", "jabs for the baby"), 2)(query, WHEAT) is None
    first = list(put)
    put.clear()
    assert await several(ask, None, 2)(query, WHEAT) is None
    assert put == first


@pytest.mark.parametrize(
    ("second", "heard", "both"),
    [
        ("and what are the signs of jaundice", 0.5, True),
        ("and what are the signs of jaundice", -3.0, False),
        ("any fever", 0.5, False),
        ("any fever", 4.0, True),
        ("any fever", None, True),
    ],
)
async def test_the_less_of_the_message_a_part_is_the_surer_it_must_ask(
    second: str, heard: float | None, both: bool
) -> None:
    first = "what is the support price of wheat this year"

    async def ask(query: Query) -> Answer:
        return WHEAT if query.text == first else told("health/jaundice", 0.95)

    query = replace(ASKED, text=f"{first}? {second}?", parts=(first, second))
    found = await several(ask, heard=heard)(query, WHEAT)
    assert (found is not None) is both


async def test_at_a_comma_a_part_must_ask_surer_still() -> None:
    async def ask(query: Query) -> Answer:
        return WHEAT if "wheat" in query.text else told("health/jaundice", 0.97)

    query = replace(ASKED, text="price of wheat now, signs of yellow eyes", parts=())
    assert await several(ask, names=2, heard=0.5)(query, WHEAT) is None
    assert await several(ask, names=2, heard=3.0)(query, WHEAT) is not None


def test_without_an_arbiter_nothing_is_cut() -> None:
    text = "gehu ka samarthan mulya kitna hai bacche ko teeka kab lagta hai"
    assert cut_by({}, text) is None
    assert asked_by({}, "health/immunisation", text) is None


async def test_an_answer_without_sources_is_of_no_kind() -> None:
    assert await answered(replace(told("agriculture/msp_rabi", 0.8), citations=())) is None


def test_units_are_of_a_kind_by_the_words_of_their_ids() -> None:
    assert of_a_kind("msp_wheat", "msp_rabi")
    assert not of_a_kind("msp_wheat", "wheatgrass")


async def test_a_part_of_two_words_leans_on_the_one_before_it() -> None:
    """ "what subsidy" alone is of every scheme."""
    solar, gas = told("governance/surya_ghar", 0.98), told("governance/ujjwala_lpg", 0.98)
    asked = replace(ASKED, parts=("solar for 3 kw", "what subsidy"))

    put: list[tuple[str, str]] = []

    async def ask(query: Query) -> Answer:
        put.append((query.text, query.previous))
        return solar if query.previous or query.text == asked.parts[0] else gas

    assert await several(ask)(asked, solar) is None
    assert put == [("solar for 3 kw", ""), ("what subsidy", "solar for 3 kw")]


async def answered_at_a_comma(*, names: int, jaundice: float, whole: float) -> Answer | None:
    """Of a message that nothing but a comma parts."""
    text = "what is the price of wheat, eyes are yellow what is it"
    asked = replace(ASKED, text=text, native=text, parts=())
    eyes = told("health/jaundice", jaundice)

    async def ask(query: Query) -> Answer:
        return WHEAT if "wheat" in query.text else eyes

    return await several(ask, names=names)(asked, replace(WHEAT, confidence=whole))


async def test_where_only_a_comma_parts_them_both_must_be_certain() -> None:
    both = await answered_at_a_comma(names=2, jaundice=0.97, whole=0.9)
    assert both is not None
    assert {cited.id for cited in both.citations} == {"agriculture/msp_wheat", "health/jaundice"}
    assert await answered_at_a_comma(names=2, jaundice=0.85, whole=0.8) is None


async def test_a_story_with_commas_that_is_surely_one_question_stays_one() -> None:
    assert await answered_at_a_comma(names=2, jaundice=0.92, whole=0.98) is None
    assert await answered_at_a_comma(names=1, jaundice=0.97, whole=0.9) is None


async def test_a_longer_part_is_asked_by_itself_first() -> None:
    asked = replace(ASKED, parts=("price of wheat", "signs of yellow eyes"))
    jaundice = told("health/jaundice", 0.98)

    async def ask(query: Query) -> Answer:
        return WHEAT if query.previous or query.text == asked.parts[0] else jaundice

    both = await several(ask)(asked, WHEAT)
    assert both is not None
    assert both.citations == WHEAT.citations + jaundice.citations


async def test_of_three_parts_the_two_that_are_surest_are_answered() -> None:
    asked = replace(ASKED, parts=("two things to ask", *ASKED.parts))
    told_of = (told("kites/office", 0.6), told("agriculture/msp_mustard", 0.6), WHEAT)
    by_text = dict(zip(asked.parts, told_of, strict=True))

    async def ask(query: Query) -> Answer:
        return by_text[query.text]

    both = await several(ask)(asked, WHEAT)
    assert both is not None
    assert both.citations == told_of[0].citations + WHEAT.citations


def test_whom_to_ask_is_half_an_answer_only_to_who_asks_for_it() -> None:
    cards = Catalogue.load()
    assert may_join(cards, told("health/dengue", 0.6))
    assert may_join(cards, told("health/health_line", 0.95))
    assert not may_join(cards, told("health/health_line", 0.6))
    assert not may_join(cards, told("emergency/bleeding", 0.99))
