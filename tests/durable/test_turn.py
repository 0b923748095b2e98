"""One message's way, stage by stage: what the person hears, and what is noted."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from durable.harness import ASHA, House, message
from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError, ExpertError, Unheard
from nakshatra.stores.ledger import State
from nakshatra.types import ENGLISH, Kind, Lang, Media, Role, Utterance

PHRASES = Catalogue.load().languages["en"].phrases
CLIP = Media("clip", "audio/ogg")


async def test_a_question_is_answered_and_remembered(house: House) -> None:
    row = await house.say(message("fever"))
    assert house.platform.texts == ["about fever"]
    assert (row.state, row.fault, row.done) == (State.SENT, "", True)
    history = await house.store.history(ASHA)
    assert [(turn.role, turn.text) for turn in history] == [
        (Role.USER, "fever"),
        (Role.BOT, "about fever"),
    ]


async def test_a_turn_that_is_over_is_not_answered_again(house: House) -> None:
    key = await house.take(message("fever"))
    for _ in range(2):
        await house.turns().run(key)
    assert house.platform.texts == ["about fever"]


async def test_a_key_nobody_knows_is_nothing(house: House) -> None:
    await house.turns().run("no such key")
    assert house.platform.sent == []


async def test_a_noted_answer_is_not_asked_for_again(house: House) -> None:
    key = await house.take(message("fever"))
    noted = replace(house.turns().bot.notice("thanks", ENGLISH), kind=Kind.ANSWER)
    await house.store.ledger.note(key, answer=noted)
    await house.turns(key).run(key)
    assert house.expert.asked == []
    assert house.platform.texts == [PHRASES["thanks"]]
    assert [turn.text for turn in await house.store.history(ASHA)] == ["fever", PHRASES["thanks"]]


async def test_a_noted_transcript_is_not_made_again(house: House) -> None:
    key = await house.take(message(media=CLIP))
    await house.store.ledger.note(key, heard=Utterance("cough", ENGLISH, spoken=True))
    await house.turns(key).run(key)
    assert house.transcriber.heard == 0
    assert house.platform.texts == ["about cough"]


async def test_a_broken_recording_is_asked_for_in_writing(house: House) -> None:
    row = await house.say(message(media=CLIP))  # an empty file cannot be decoded
    assert house.platform.texts == [PHRASES[EngineError.phrase]] or house.platform.texts == [
        PHRASES[Unheard.phrase]
    ]
    assert row.fault == ""
    assert list(await house.store.history(ASHA)) == []


async def test_a_message_that_is_too_long_is_said_to_be(house: House) -> None:
    await house.say(message("x" * 5000))
    assert house.platform.texts == [PHRASES["too_long"]]


async def test_a_sticker_cannot_be_read(house: House) -> None:
    await house.say(message(other="sticker"))
    assert PHRASES["what_sticker"] in house.platform.texts[0]


async def test_something_without_a_name_cannot_be_read_either(house: House) -> None:
    await house.say(message(other="hologram"))
    assert PHRASES["what_other"] in house.platform.texts[0]


async def test_a_platform_hint_picks_the_language_of_an_apology(house: House) -> None:
    await house.say(message(other="sticker", lang=Lang("hi", "Deva")))
    assert "sticker" not in house.platform.texts[0]
    assert house.platform.sent[0].lang.code == "hi"


async def test_an_unexpected_error_says_sorry_and_quotes_nobody(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.expert.breaks = ValueError("the user said: fever")
    with caplog.at_level(logging.DEBUG):
        row = await house.say(message("fever"))
    assert house.platform.texts == [PHRASES["sorry"]]
    assert (row.state, row.fault) == (State.SENT, "ValueError")
    assert "ValueError at harness.py" in caplog.text
    assert "fever" not in caplog.text
    assert ASHA.user not in caplog.text


async def test_a_dead_expert_costs_only_itself(house: House) -> None:
    house.expert.breaks = ExpertError("asleep")
    row = await house.say(message("fever"))
    assert house.platform.sent[0].kind is Kind.UNKNOWN
    assert row.fault == ""


async def test_the_message_that_crashes_the_process_is_given_up(house: House) -> None:
    key = await house.take(message("fever"))
    for _ in range(3):
        await house.store.ledger.taken_up_again(key)
    await house.turns().run(key)
    row = await house.row(key)
    assert house.expert.asked == []
    assert house.platform.texts == [PHRASES["sorry"]]
    assert row.fault == "crashed 3 times"


async def test_a_crash_is_counted_when_the_turn_is_taken_up(house: House) -> None:
    key = await house.take(message("fever"))
    await house.turns(key).run(key)
    assert (await house.row(key)).attempts == 1


async def test_the_first_answer_is_followed_by_the_notice_once(stranger: House) -> None:
    await stranger.say(message("fever", "1"))
    await stranger.say(message("cough", "2"))
    notice = PHRASES["notice"].format(name="Nakshatra", minutes="30")
    assert stranger.platform.texts == ["about fever", notice, "about cough"]


async def test_an_emergency_is_not_followed_by_the_notice(stranger: House) -> None:
    await stranger.say(message("snake bite", "1"))
    assert stranger.platform.texts == ["Call 108"]
    assert not (await stranger.store.profile(ASHA)).greeted


async def test_a_command_is_obeyed_once_and_not_remembered(house: House) -> None:
    await house.say(message("/voice never"))
    assert house.platform.texts == [PHRASES["voice_set"]]
    assert (await house.store.profile(ASHA)).voice == "never"
    assert list(await house.store.history(ASHA)) == []


async def test_forget_is_confirmed_and_leaves_nothing(house: House) -> None:
    await house.say(message("fever", "1"))
    await house.say(message("/forget yes", "2"))
    said = f"{PHRASES['forgotten']}\n{PHRASES['forgotten_what']}"
    assert house.platform.texts[-1] == said
    held = await house.store.export(ASHA)
    assert (held["conversation"], held["messages"]) == ([], [])
    assert not held["profile"]["greeted"]


async def test_what_waits_when_a_person_says_forget_is_not_answered(house: House) -> None:
    later = await house.take(message("fever", "3"))
    await house.say(message("/forget yes", "2"))
    await house.turns().run(later)
    assert house.expert.asked == []
    assert (await house.row(later)).state is State.ERASED
