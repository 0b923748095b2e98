"""Who writes one word is asked which topic is meant, where several fields have one of that name."""

from __future__ import annotations

import pytest

from nakshatra.types import Kind
from pipeline.talking import Talk, cites


@pytest.mark.parametrize("text", ["pension", "loan", "पेंशन", "கடன்", "ఆధార్"])
async def test_a_name_of_several_fields_is_asked_back(talk: Talk, text: str) -> None:
    reply = await talk.say(text)
    assert reply.kind is Kind.QUESTION
    assert reply.text.count(";") >= 2
    assert not any(map(str.isdigit, reply.text))


async def test_one_of_the_topics_is_answered_in_the_words_it_was_named_with(talk: Talk) -> None:
    await talk.say("pension")
    reply = await talk.say("atal pension yojana")
    assert "finance/apy" in cites(reply)


@pytest.mark.parametrize(("text", "unit"), [("dengue", "health/dengue"), ("wheat", "msp_wheat")])
async def test_a_name_of_one_field_is_answered(talk: Talk, text: str, unit: str) -> None:
    assert unit in " ".join(cites(await talk.say(text)))


@pytest.mark.parametrize("text", ["snake", "poison", "सांप", "fire"])
async def test_a_name_of_danger_is_not_asked_back(talk: Talk, text: str) -> None:
    reply = await talk.say(text)
    assert reply.kind is not Kind.QUESTION
    assert any(id.startswith("emergency/") for id in cites(reply))


async def test_more_than_a_name_is_a_question(talk: Talk) -> None:
    assert (await talk.say("pension nahi aayi")).kind is not Kind.QUESTION
