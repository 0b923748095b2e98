"""What is deleted between two steps of its turn, or before them: nothing more is made of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from durable.harness import ASHA, Expert, House, message
from durable.test_durable_road import PHRASES
from durable.test_edits_and_events import event, said
from durable.test_hearing import Speaking
from durable.test_taken_back import NOTE, Carrier, Then, nothing
from fakes import FakeSynthesizer
from nakshatra.durable.events import happened
from nakshatra.errors import ChannelError, StoreError
from nakshatra.stores.keys import key_of
from nakshatra.stores.ledger import State
from nakshatra.types import Answer, Event, Query


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = await House.build(tmp_path, Speaking())
    yield made
    await made.store.close()


@dataclass
class Thinking(Expert):
    """While it thinks, something happens."""

    then: Then = nothing

    async def answer(self, query: Query) -> Answer:
        await self.then()
        return await super().answer(query)


async def test_the_answer_to_one_that_is_deleted_is_not_spoken(house: House) -> None:
    async def delete() -> None:
        await happened(event(Event.TAKEN_BACK, "1"), house.store)

    house.expert = Thinking(then=delete)
    voice = FakeSynthesizer()
    turns = house.turns()
    turns = replace(turns, bot=replace(turns.bot, synthesizers=[voice]))
    await turns.run(await house.take(message(media=NOTE)))
    assert (voice.said, house.platform.sent) == ([], [])
    assert house.over == [("fake", State.DISCARDED)]


async def test_one_that_is_deleted_while_it_is_to_be_fetched_again_is_not(house: House) -> None:
    house.platform = carrier = Carrier()

    async def delete() -> None:
        await happened(event(Event.TAKEN_BACK, "1"), house.store)
        raise ChannelError("busy")

    carrier.then = delete
    await house.say(message(media=NOTE))
    assert (carrier.fetched, carrier.sent) == (1, [])


async def test_one_whose_row_nobody_can_look_at_is_heard_all_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def locked(_: str) -> bool:
        raise StoreError("locked")

    monkeypatch.setattr(house.store.ledger, "stands", locked)
    await house.say(message(media=NOTE))
    assert "about fever" in house.platform.texts[0]


async def test_who_says_forget_is_not_answered_what_waits_but_helped(house: House) -> None:
    waits = await house.take(message("fever", "1"))
    await house.store.ledger.accept(message("snake bite", "2"), urgent=True)
    other = await house.take(message("cough", "3", "ravi"))
    forget = await house.take(message("/forget yes", "4"))
    for key in (key_of(ASHA, "2"), waits, other, forget):
        await house.turns().run(key)
    first, second, *_, last = house.platform.texts
    assert first.startswith("Call 108")
    assert second.startswith("about cough")
    assert last.startswith(PHRASES["forgotten"])
    assert house.expert.asked == ["cough"]


async def test_several_may_be_taken_back_at_once(house: House) -> None:
    await house.say(message("wheat", "1"))
    waits = await house.take(message("rice", "2"))
    kept = await house.take(message("barley", "3"))
    await happened(event(Event.TAKEN_BACK, "1 2"), house.store)
    for key in (waits, kept):
        await house.turns().run(key)
    assert house.platform.texts[-1] == "about barley"
    assert house.expert.asked == ["wheat", "barley"]
    assert await said(house) == ["barley", "about barley"]
