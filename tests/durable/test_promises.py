"""What people are promised beside an answer: notice, consent, privacy, a person to ask."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from durable.harness import ASHA, NOON, House, Platform, message
from nakshatra.catalogue import Catalogue
from nakshatra.durable.after import HELPED
from nakshatra.errors import ChannelError, ExpertError, Gone
from nakshatra.stores.ledger import State
from nakshatra.types import Address, Kind, Lang, Message, Profile, Reply

CARDS = Catalogue.load()
PHRASES = CARDS.languages["en"].phrases
NOTICE = PHRASES["notice"].format(name="Nakshatra", minutes="30")
MIDNIGHT = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
"""In India."""


@dataclass
class Stumbling(Platform):
    """The first notice does not go out."""

    stumbled: bool = False

    async def send(self, reply: Reply) -> str:
        if reply.kind is Kind.NOTICE and not self.stumbled:
            self.stumbled = True
            raise ChannelError("no way to it now")
        return await super().send(reply)


def texts(house: House) -> list[str]:
    return house.platform.texts


async def profile(house: House) -> Profile:
    return await house.store.profile(ASHA)


async def questions(house: House, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        await house.say(message(f"question {number}", f"q{number}"))


# The first-contact notice


async def test_the_notice_comes_once_on_each_channel(stranger: House) -> None:
    await questions(stranger, 2)
    assert texts(stranger).count(NOTICE) == 1
    assert (await stranger.store.profile(Address("web", "asha"))).greeted is False


async def test_an_emergency_comes_first_and_the_notice_after_the_next_answer(
    stranger: House,
) -> None:
    await stranger.say(message("snake bite", "1"))
    assert texts(stranger) == ["Call 108"]
    wheat = "what is the msp of wheat"
    await stranger.say(message(wheat, "2"))
    assert texts(stranger) == ["Call 108", f"about {wheat}", NOTICE]


async def test_the_notice_is_in_the_language_they_write(stranger: House) -> None:
    await stranger.say(message("बुखार", "1"))
    assert stranger.platform.sent[-1].text.startswith("यहाँ Nakshatra जवाब देता है")


async def test_the_notice_is_in_a_language_that_nothing_is_answered_in(stranger: House) -> None:
    santali = Lang("sat", "Olck")
    await stranger.store.save_profile(ASHA, Profile(lang=santali))
    await stranger.say(message("fever", "1"))
    notice = stranger.platform.sent[-1]
    assert (notice.lang, "ᱱᱚᱸᱰᱮ Nakshatra" in notice.text) == (santali, True)


async def test_a_notice_that_did_not_go_out_is_given_after_the_next_answer(
    stranger: House,
) -> None:
    stranger.platform = Stumbling()
    await questions(stranger, 2)
    assert texts(stranger) == ["about question 0", "about question 1", NOTICE]


# Consent to remember


async def test_they_are_asked_once_after_the_third_answer(house: House) -> None:
    await questions(house, HELPED - 1)
    assert PHRASES["remember_ask"] not in texts(house)
    await questions(house, 3, start=HELPED - 1)
    assert texts(house).count(PHRASES["remember_ask"]) == 1
    asked = next(one for one in house.platform.sent if one.text == PHRASES["remember_ask"])
    assert [one.command for one in asked.buttons] == ["/remember yes", "/remember no"]
    assert not (await profile(house)).remember


async def test_an_emergency_is_never_followed_by_the_question(house: House) -> None:
    await questions(house, HELPED - 1)
    await house.say(message("snake bite", "s"))
    assert texts(house)[-1] == "Call 108"


async def test_at_night_nobody_is_asked_but_everybody_is_answered(house: House) -> None:
    house.now = MIDNIGHT
    await questions(house, HELPED + 1)
    assert texts(house) == [f"about question {n}" for n in range(HELPED + 1)]
    house.now = NOON
    await questions(house, 1, start=10)
    assert texts(house)[-1] == PHRASES["remember_ask"]


@pytest.mark.parametrize("said", ["I am in class 7", "what is photosynthesis I am 14 years old"])
async def test_a_child_is_not_asked_and_not_remembered(house: House, said: str) -> None:
    await house.say(message(said, "1"))
    assert (await profile(house)).child
    await questions(house, HELPED + 1)
    assert PHRASES["remember_ask"] not in texts(house)
    await house.say(message("/remember yes", "r"))
    assert not (await profile(house)).remember


async def test_who_turns_out_to_be_a_child_is_remembered_no_longer(house: House) -> None:
    await house.store.save_profile(ASHA, Profile(greeted=True, remember=True))
    await house.say(message("I am in class 7", "1"))
    assert not (await profile(house)).remember


async def test_a_parent_s_yes_stays(house: House) -> None:
    agreed = Profile(greeted=True, remember=True, parent_agreed=True)
    await house.store.save_profile(ASHA, agreed)
    await house.say(message("I am in class 7", "1"))
    assert (await profile(house)).remember


# Private mode


async def test_in_private_nothing_of_a_message_is_kept(house: House) -> None:
    await house.say(message("/private", "p"))
    row = await house.say(message("fever", "1"))
    assert texts(house)[-1] == "about fever"
    assert (row.state, row.message, row.answer, row.reply) == (State.SENT, None, None, None)
    assert not house.platform.sent[-1].buttons
    held = json.dumps(await house.store.export(ASHA))
    assert "fever" not in held
    assert list(await house.store.history(ASHA)) == []


async def test_a_private_message_that_cannot_be_delivered_is_no_dead_letter(house: House) -> None:
    await house.say(message("/private", "p"))
    house.platform.failures.append(Gone("blocked"))
    row = await house.say(message("fever", "1"))
    assert (row.state, row.message) == (State.DEAD, None)
    assert list(await house.store.ledger.faults()) == []


async def test_after_private_mode_a_conversation_goes_on_as_ever(house: House) -> None:
    await house.say(message("/private", "p"))
    await house.say(message("/private off", "o"))
    await house.say(message("fever", "1"))
    assert [turn.text for turn in await house.store.history(ASHA)] == ["fever", "about fever"]


# The processing log, and taps


async def test_the_log_says_that_an_answer_was_given_and_no_word_of_it(house: House) -> None:
    await house.say(message("fever", "1"))
    [row] = await house.store.processing.since(datetime(2020, 1, 1, tzinfo=UTC))
    assert (row["channel"], row["kind"], row["field"]) == ("fake", "answer", "health")
    assert row["units"] == "health/unit"
    assert row["pack"].startswith("health@")
    assert "fever" not in json.dumps(row)
    await house.say(message("/forget yes", "2"))
    [row] = await house.store.processing.since(datetime(2020, 1, 1, tzinfo=UTC))
    assert row["who"] == ""


async def test_a_tap_is_kept_with_what_the_answer_was_made_from(house: House) -> None:
    await house.say(message("fever", "1"))
    await house.say(message("/feedback bad 1", "2"))
    [row] = await house.store.feedback_report()
    assert (row["units"], row["lang"], row["kind"]) == ("health/unit", "en-Latn", "answer")
    assert (row["good"], row["bad"]) == (0, 1)
    assert row["pack"].startswith("health@")


async def test_a_private_answer_cannot_be_found_from_a_tap(house: House) -> None:
    await house.say(message("/private", "p"))
    await house.say(message("fever", "1"))
    await house.say(message("/feedback good 1", "2"))
    [row] = await house.store.feedback_report()
    assert row["units"] == ""


# A person to ask


@pytest.fixture
async def helped(tmp_path: Path) -> AsyncIterator[House]:
    """A bot with people behind it, that knows nothing itself."""
    made = await House.build(
        tmp_path, hand_off=True, operator_name="Asha Trust", hand_off_daily=2, hand_off_queue=3
    )
    await made.store.save_profile(ASHA, Profile(greeted=True, helped=HELPED, asked_memory=True))
    yield made
    await made.store.close()


async def unknown(house: House, text: str, id: str) -> None:
    house.expert.breaks = ExpertError("asleep")
    await house.say(message(text, id))


async def sweep(house: House) -> None:
    async def accept(message: Message) -> bool:
        await house.say(message)
        return True

    await house.turns()._hand_off.send(accept)


def sent(name: str = "Asha Trust") -> str:
    return PHRASES["human_sent"].format(name=name, hours="24")


async def test_who_gets_no_answer_may_ask_a_person_by_a_tap(helped: House) -> None:
    await unknown(helped, "why is my well salty, my OTP is 445566", "1")
    [button] = helped.platform.sent[-1].buttons
    assert (button.label, button.command) == (PHRASES["human_button"], "/human 1")
    await helped.say(message(button.command, "2"))
    assert texts(helped)[-1] == sent()
    [item] = await helped.store.inbox.waiting()
    assert item.question is not None
    assert item.question.text == "why is my well salty, my OTP is [code]"
    assert item.question.before == ()
    await helped.store.inbox.answer(item.number, "It is the sea. Your PIN 9876 stays yours.")
    await sweep(helped)
    reply = helped.platform.sent[-1]
    assert (
        reply.text
        == "A person of Asha Trust answers:\n\nIt is the sea. Your PIN [code] stays yours."
    )
    assert reply.to == "1"
    await sweep(helped)
    assert helped.platform.sent[-1] is reply


@pytest.mark.parametrize("said", ["/human", "I want to talk to a person", "Talk to a human!"])
async def test_the_last_question_goes_to_a_person_in_plain_words(helped: House, said: str) -> None:
    await helped.say(message("salty well", "1"))
    await helped.say(message(said, "2"))
    assert texts(helped)[-1] == sent()
    [item] = await helped.store.inbox.waiting()
    assert item.question is not None
    assert item.question.text == "salty well"


async def test_without_a_question_they_are_told_to_ask_one(helped: House) -> None:
    await helped.say(message("/human", "1"))
    assert texts(helped)[-1] == PHRASES["human_none"]


async def test_an_emergency_gets_first_aid_and_no_queue(helped: House) -> None:
    await helped.say(message("/human a snake bit my son", "1"))
    assert texts(helped)[-1] == "Call 108"
    assert list(await helped.store.inbox.waiting()) == []


async def test_nobody_is_offered_where_nobody_is(house: House) -> None:
    await unknown(house, "salty well", "1")
    assert not house.platform.sent[-1].buttons
    await house.say(message("/human salty well", "2"))
    assert texts(house)[-1] == PHRASES["no_answer"]
    assert list(await house.store.inbox.waiting()) == []


async def test_a_person_may_ask_so_often_a_day_and_no_more(helped: House) -> None:
    for number in range(3):
        await helped.say(message(f"/human question number {number}", str(number)))
    assert texts(helped) == [sent(), sent(), PHRASES["human_full"]]
    assert len(await helped.store.inbox.waiting()) == 2


async def test_the_queue_takes_so_many_and_no_more(helped: House) -> None:
    for number in range(4):
        await helped.say(message("/human a question", str(number), user=f"user{number}"))
    assert texts(helped)[-1] == PHRASES["human_full"]


async def test_the_same_question_waits_once(helped: House) -> None:
    await helped.say(message("salty well", "1"))
    for id in "23":
        await helped.say(message("/human 1", id))
    assert len(await helped.store.inbox.waiting()) == 1


async def test_what_was_said_before_is_shown_only_with_consent(helped: House) -> None:
    agreed = replace(await profile(helped), remember=True)
    await helped.store.save_profile(ASHA, agreed)
    await helped.say(message("I have a well", "1"))
    await helped.say(message("it is salty", "2"))
    await helped.say(message("/human 2", "3"))
    [item] = await helped.store.inbox.waiting()
    assert item.question is not None
    assert (item.question.text, item.question.before) == ("it is salty", ("I have a well",))


async def test_an_answer_waits_for_the_day(helped: House) -> None:
    await helped.say(message("/human why is it salty", "1"))
    [item] = await helped.store.inbox.waiting()
    await helped.store.inbox.answer(item.number, "The sea.")
    helped.now = MIDNIGHT
    await sweep(helped)
    assert texts(helped) == [sent()]
    helped.now = NOON
    await sweep(helped)
    assert texts(helped)[-1].endswith("The sea.")


async def test_an_answer_in_another_language_is_translated_with_a_mark(helped: House) -> None:
    await helped.say(message("/human why is it salty", "1"))
    [item] = await helped.store.inbox.waiting()
    await helped.store.inbox.answer(item.number, "समुद्र के कारण")
    await sweep(helped)
    assert texts(helped)[-1].endswith(f"en(समुद्र के कारण)\n\n{PHRASES['human_translated']}")


async def test_nobody_fetches_the_answer_of_another(helped: House) -> None:
    await helped.say(message("/human why is it salty", "1"))
    [item] = await helped.store.inbox.waiting()
    await helped.store.inbox.answer(item.number, "The sea.")
    await helped.say(message(f"/answered {item.number}", "2", user="ravi"))
    assert "The sea." not in texts(helped)[-1]


async def test_a_question_that_nobody_answers_ends_with_a_word(helped: House) -> None:
    await helped.say(message("/human why is it salty", "1"))
    later = datetime.now(UTC) + timedelta(days=8)
    helped.store.database._now = lambda: later
    await helped.store.purge()
    await sweep(helped)
    assert texts(helped)[-1] == PHRASES["human_late"]
    assert list(await helped.store.inbox.waiting()) == []


async def test_a_blocked_person_is_sent_to_the_helplines(helped: House) -> None:
    await helped.say(message("/human you are fools", "1"))
    [item] = await helped.store.inbox.waiting()
    await helped.store.block(item.number)
    await helped.say(message("/human again and again", "2"))
    assert texts(helped)[-1] == PHRASES["no_answer"]
    assert list(await helped.store.inbox.waiting()) == []


async def test_forget_empties_the_queue_too(helped: House) -> None:
    await helped.say(message("/human why is it salty", "1"))
    await helped.say(message("/forget yes", "2"))
    assert list(await helped.store.inbox.waiting()) == []


async def test_export_lists_what_waits_for_a_person(helped: House) -> None:
    await helped.say(message("/human why is it salty", "1"))
    [question] = (await helped.store.export(ASHA))["questions"]
    assert question["question"] == "why is it salty"
