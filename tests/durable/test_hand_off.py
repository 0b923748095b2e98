"""A person who asks a person: into the queue, and the answer back to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from durable.harness import ASHA, NOON, House, message
from nakshatra.catalogue import Catalogue
from nakshatra.durable.consent import HELPED
from nakshatra.errors import ExpertError, StoreError
from nakshatra.stores.inbox import Item
from nakshatra.types import Lang, Message, Profile, Utterance

CARDS = Catalogue.load()
PHRASES = CARDS.languages["en"].phrases
HINDI = Lang("hi", "Deva")
MIDNIGHT = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
"""In India."""


def texts(house: House) -> list[str]:
    return house.platform.texts


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


async def test_the_wish_is_understood_in_the_letters_it_was_heard_in(helped: House) -> None:
    said = Utterance("किसी आदमी से बात कराओ", HINDI, spoken=True, heard="kisi aadmi se baat karao")
    assert helped.turns()._hand_off.is_wished(said)
    assert not helped.turns()._hand_off.is_wished(replace(said, heard="kisi aadmi se"))


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
    agreed = replace(await helped.store.profile(ASHA), remember=True)
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


async def test_an_answer_finds_the_group_that_became_another(helped: House) -> None:
    await unknown(helped, "salty well", "1")
    await helped.say(message("/human 1", "2"))
    await helped.store.moved(ASHA, replace(ASHA, user="-1001"))
    [item] = await helped.store.inbox.waiting()
    await helped.store.inbox.answer(item.number, "It is the sea.")
    await sweep(helped)
    assert texts(helped)[-1].endswith("It is the sea.")


async def test_an_answer_that_crosses_the_end_of_patience_is_refused_and_not_lost(
    helped: House,
) -> None:
    """The operator read that it waits; when they answer, the person has been told otherwise."""
    await helped.say(message("/human why is it salty", "1"))
    inbox = helped.store.inbox
    [item] = await inbox.waiting()
    later = datetime.now(UTC) + timedelta(days=8)
    helped.store.database._now = lambda: later
    find = inbox.find

    async def late(number: int) -> Item | None:
        found = await find(number)
        inbox.find = find  # type: ignore[method-assign]
        await helped.store.purge()
        await sweep(helped)
        return found

    inbox.find = late  # type: ignore[method-assign]
    with pytest.raises(StoreError, match="takes no answer"):
        await inbox.answer(item.number, "The sea.")
    assert texts(helped)[-1] == PHRASES["human_late"]
