"""Messages that their writer deleted: before they are answered, meanwhile, afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from durable.harness import ASHA, Expert, House, Platform, message
from durable.test_edits_and_events import edited, event, said
from nakshatra.durable.events import happened
from nakshatra.errors import ChannelError
from nakshatra.stores.keys import key_of
from nakshatra.stores.ledger import State
from nakshatra.types import (
    Answer,
    Detail,
    Event,
    Profile,
    Query,
    Reply,
)


async def test_a_message_that_was_taken_back_is_not_answered_and_its_words_go(house: House) -> None:
    key = await house.take(message("wheat"))
    await happened(event(Event.TAKEN_BACK, "1", "ravi"), house.store)
    assert not (await house.row(key)).done, "only its own person takes it back"
    for _ in range(2):
        await happened(event(Event.TAKEN_BACK, "1"), house.store)
    await house.turns().run(key)
    row = await house.row(key)
    assert (house.platform.sent, row.state, row.message) == ([], State.DISCARDED, None)


async def test_one_that_was_answered_leaves_the_memory_with_its_answer(house: House) -> None:
    told = Detail("crop", "cotton")
    await house.say(message("I grow cotton"))
    await house.say(message("rice", "2"))
    await house.store.save_profile(ASHA, Profile(greeted=True, remember=True, details=(told,)))
    await happened(event(Event.TAKEN_BACK, "1"), house.store)
    held = await house.store.export(ASHA)
    assert "cotton" not in str(held)
    assert await said(house) == ["rice", "about rice"]
    await house.store.add_feedback(ASHA, "1", 1)
    assert [row["units"] for row in await house.store.feedback_report()] == ["health/unit"]


async def test_an_emergency_that_was_taken_back_is_answered_all_the_same(house: House) -> None:
    urgent = message("snake bite")
    await house.store.ledger.accept(urgent, urgent=True)
    await happened(event(Event.TAKEN_BACK, "1"), house.store)
    await house.turns().run(key_of(ASHA, "1"))
    assert house.platform.texts == ["Call 108"]

    row = await house.row(key_of(ASHA, "1"))
    assert (row.state, row.message, row.reply) == (State.SENT, None, None)
    assert await said(house) == [], "its words went with the answer"


class Deleted(Expert):
    """While it thinks, the person deletes what they wrote."""

    house: House

    async def answer(self, query: Query) -> Answer:
        await happened(event(Event.TAKEN_BACK, "1"), self.house.store)
        return await super().answer(query)


async def test_what_is_deleted_while_the_answer_is_made_is_not_answered(stranger: House) -> None:
    """A stranger would be told who we are, after the answer."""
    stranger.expert = Deleted()
    stranger.expert.house = stranger
    row = await stranger.say(message("I grow cotton"))
    assert (row.state, row.message, row.answer) == (State.DISCARDED, None, None)
    assert stranger.platform.sent == []
    assert stranger.over == [("fake", State.DISCARDED)]
    assert await said(stranger) == []


@dataclass
class Meanwhile(Platform):
    """While it sends, the person deletes what they wrote."""

    house: House | None = None

    async def send(self, reply: Reply) -> str:
        assert self.house is not None
        await happened(event(Event.TAKEN_BACK, "1"), self.house.store)
        return await super().send(reply)


@pytest.mark.parametrize("urgent", [False, True])
async def test_nothing_stays_or_follows_of_what_is_deleted_while_the_answer_goes(
    stranger: House, urgent: bool
) -> None:
    stranger.platform = Meanwhile(house=stranger)
    text = "snake bite" if urgent else "wheat"
    await stranger.store.ledger.accept(message(text), urgent=urgent)
    await stranger.turns().run(key_of(ASHA, "1"))
    row = await stranger.row(key_of(ASHA, "1"))
    assert (len(stranger.platform.sent), row.done, row.message, row.reply) == (1, True, None, None)
    assert await said(stranger) == []


async def test_an_emergency_that_only_the_answer_shows_goes_out_although_it_was_deleted(
    house: House,
) -> None:
    """Nobody could tell at the door that it is urgent."""
    house.platform = Meanwhile(house=house, failures=[ChannelError("busy")])
    assert (await house.say(message("snake bite"))).message is None
    assert house.platform.texts == ["Call 108"]


async def test_who_deletes_a_question_takes_back_its_edits_too(house: House) -> None:
    await house.say(message("wheat"))
    await house.say(edited("mustard"))
    waits = await house.take(edited("barley", 2))
    await happened(event(Event.TAKEN_BACK, "1"), house.store)
    await house.turns().run(waits)
    assert len(house.platform.sent) == 2
    for id in ("1", "1:edit:1", "1:edit:2"):
        row = await house.row(key_of(ASHA, id))
        assert (row.message, row.answer, row.reply) == (None, None, None)
    assert await said(house) == []
