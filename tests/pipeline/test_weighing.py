"""The whole bot, where its second ear hears an emergency in everything, and is in doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ears import hearing
from fakes import ENGLISH, message, query
from nakshatra.durable.glance import is_urgent
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.weighing import knowing
from nakshatra.registry import Spec
from nakshatra.safety.guard import build
from nakshatra.settings import Settings
from nakshatra.types import Address, Kind

WHEAT = "what is the minimum support price of wheat"
STARES = "he stares at the wall and says no word since noon"


@pytest.fixture
def bot(our_bot: Bot) -> Bot:
    guard = build(Spec(settings=Settings(), catalogue=our_bot.catalogue))
    return replace(our_bot, guard=hearing(guard, "emergency", "unconscious", 2.2))


async def test_what_a_pack_surely_knows_is_answered_and_the_number_comes_first(bot: Bot) -> None:
    answer = await bot.answer(query(WHEAT))
    assert answer.kind is Kind.ANSWER
    assert "2,585" in answer.text
    assert "108" in answer.text
    assert answer.short.index("108") < answer.short.index("2,585")


async def test_what_nobody_knows_gets_first_aid(bot: Bot) -> None:
    assert (await bot.answer(query(STARES))).kind is Kind.EMERGENCY


async def test_the_question_before_lends_no_certainty(bot: Bot) -> None:
    assert (await bot.answer(query(STARES, previous=WHEAT))).kind is Kind.EMERGENCY


@pytest.mark.parametrize("text", [STARES, WHEAT])
async def test_of_a_recording_heard_badly_nothing_else_is_believed(bot: Bot, text: str) -> None:
    heard = replace(query(text), spoken=True, sure=0.1)
    assert (await bot.answer(heard)).kind is Kind.EMERGENCY


async def test_the_door_weighs_nothing(bot: Bot) -> None:
    assert await is_urgent(replace(message(WHEAT), address=Address("terminal", "you")), bot)


def test_first_aid_is_no_answer_that_is_known(our_bot: Bot) -> None:
    bitten = query("a snake has bitten my son in the field", ENGLISH)
    assert knowing(bitten, our_bot.experts, our_bot.router)() < 0.5
    assert knowing(query(WHEAT), our_bot.experts, our_bot.router)() > 0.8
