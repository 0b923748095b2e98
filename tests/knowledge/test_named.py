"""What a question names, and which units speak of it, in any language."""

from __future__ import annotations

from datetime import date

import pytest

from nakshatra.knowledge.concepts import concept
from nakshatra.knowledge.named import named_by
from nakshatra.knowledge.units import Text, Unit


def unit(id: str, *asks: str) -> Unit:
    text = Text(title=id, answer="", short="", asks=asks)
    return Unit(
        expert="farm",
        id=id,
        facts={},
        sources=(),
        asof=date(2026, 1, 1),
        expires=None,
        stale="S0",
        states=(),
        not_say=(),
        see=(),
        asks_for=(),
        common=(),
        names=(),
        texts={"en": text},
    )


WHEAT, ANY = unit("a", "when to sow wheat", "wheat water"), unit("b", "price of any crop today")


def test_a_question_on_another_crop_is_named_by_none() -> None:
    named = named_by([WHEAT, ANY])
    assert named.shares(["गेहूँ कब बोएँ"])[0] == pytest.approx(1.0)
    assert named.shares(["when to sow watermelon"])[0] < 0.5
    assert named.shares(["when to sow watermelon"])[0] > named.shares(["watermelon"])[0]


def test_where_nothing_is_named_nothing_speaks_for_a_unit() -> None:
    assert named_by([WHEAT, ANY]).shares(["zzz qqq"]).tolist() == [0.0, 0.0]


def test_an_english_plural_means_what_its_singular_means() -> None:
    assert concept("bananas") == concept("banana") != ""
    assert concept("dosas") == ""
