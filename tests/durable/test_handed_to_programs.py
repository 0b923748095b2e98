"""An operator's answer to somebody who wrote through a program is posted to that program."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from durable.harness import House
from nakshatra.bell import Bell
from nakshatra.callers import read_callers
from nakshatra.catalogue import Catalogue
from nakshatra.channels.api import Api, names
from nakshatra.channels.api.callback import Callbacks, signature
from nakshatra.channels.api.places import Places
from nakshatra.channels.api.shown import Showing
from nakshatra.errand import Errand
from nakshatra.stores.ledger import State
from nakshatra.types import Message, Profile

KEY = "k" * 30
URL, OTHER = "https://ivr.example/replies", "https://ivr.example/people"
ASHA = names.address("ivr", "asha")
CARDS = Catalogue.load()


@dataclass
class Caller:
    """A program's own server, which fails as it is told and then works."""

    statuses: list[int] = field(default_factory=list)
    calls: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        return httpx.Response(self.statuses.pop(0) if self.statuses else 204)

    def events(self, type: str) -> list[dict[str, Any]]:
        read = [json.loads(call.content) for call in self.calls]
        return [event for event in read if event["type"] == type]


@dataclass
class Line:
    """The house, and the program that calls it."""

    house: House
    caller: Caller
    later: timedelta = timedelta()

    async def say(self, text: str, id: str, callback: str = "") -> None:
        self.caller.calls.clear()
        sent = Message(
            id=names.message_id("ivr", id), address=ASHA, sent_at=datetime.now(UTC), text=text
        )
        await self.house.store.open_errand(ASHA, sent.id, Errand(callback=callback))
        await self.house.say(sent)

    async def wait(self, hours: float) -> None:
        self.later += timedelta(hours=hours)
        self.house.store.database._now = lambda: datetime.now(UTC) + self.later
        await self.house.store.purge()

    async def answered(self, text: str) -> None:
        """An operator answers, and the road brings it."""
        self.caller.calls.clear()
        [item] = await self.house.store.inbox.waiting()
        await self.house.store.inbox.answer(item.number, text)
        await self.sweep()

    async def sweep(self) -> None:
        async def accept(message: Message) -> bool:
            await self.house.say(message)
            return True

        await self.house.turns()._hand_off.send(accept)

    async def letters(self) -> list[str]:
        return [letter.text for _, letter in await self.house.store.letters(ASHA)]


async def _resolve(host: str, port: int) -> Sequence[str]:
    return ["93.184.216.34"]


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    house = await House.build(tmp_path, hand_off=True, operator_name="Asha Trust")
    caller = Caller()
    callbacks = Callbacks(Places(frozenset(), False, _resolve), httpx.MockTransport(caller))
    callers = read_callers(f"ivr:{KEY}")
    house.beside = {"api": Api(house.store, callers, callbacks, Showing(CARDS), Bell())}
    await house.store.save_profile(ASHA, Profile(greeted=True, asked_memory=True))
    yield Line(house, caller)
    await callbacks.close()
    await house.store.close()


async def test_an_answer_hours_later_is_posted_with_the_id_of_its_question(line: Line) -> None:
    await line.say("why is my well salty", "q1", URL)
    await line.say("/human", "q2", URL)
    await line.wait(5)
    await line.answered("It is the sea.")
    [call] = line.caller.calls
    assert (call.headers["host"], call.url.path) == ("ivr.example", "/replies")
    event = json.loads(call.content)
    assert (event["type"], event["id"], event["user"]) == ("handoff.answered", "q1", "asha")
    assert event["letter"]["to"] == "q1"
    assert event["letter"]["text"].endswith("It is the sea.")
    id, at = call.headers["webhook-id"], call.headers["webhook-timestamp"]
    assert call.headers["webhook-signature"] == signature(KEY, id, at, call.content)


async def test_the_request_for_a_person_says_where_it_is_posted(line: Line) -> None:
    await line.say("why is my well salty", "q1", URL)
    await line.say("/human q1", "q2", OTHER)
    await line.answered("It is the sea.")
    assert [call.url.path for call in line.caller.calls] == ["/people"]


async def test_without_a_place_of_its_own_it_goes_where_the_question_s_reply_went(
    line: Line,
) -> None:
    await line.say("why is my well salty", "q1", URL)
    await line.say("/human", "q2")
    await line.answered("It is the sea.")
    assert [call.url.path for call in line.caller.calls] == ["/replies"]


async def test_who_calls_for_replies_is_posted_nothing_and_finds_it_for_a_day(line: Line) -> None:
    await line.say("/human why is my well salty", "q1")
    await line.wait(3)
    await line.answered("It is the sea.")
    assert line.caller.calls == []
    await line.wait(23)
    assert "It is the sea." in (await line.letters())[-1]
    found = await line.house.store.outcome(ASHA, names.message_id("ivr", "q1"))
    assert found is not None
    assert found.reply is None, "it is no reply of the bot to that message"
    await line.wait(2)
    assert await line.letters() == []


async def test_a_receiver_that_fails_is_tried_again_as_the_same_event(line: Line) -> None:
    await line.say("/human why is my well salty", "q1", URL)
    line.caller.statuses = [500, 503]
    await line.answered("It is the sea.")
    assert len(line.caller.events("handoff.answered")) == 3
    assert len({call.headers["webhook-id"] for call in line.caller.calls}) == 1
    assert len(await line.letters()) == 1


async def test_a_receiver_that_stays_away_leaves_a_dead_letter_that_can_be_sent_again(
    line: Line,
) -> None:
    await line.say("/human why is my well salty", "q1", URL)
    line.caller.statuses = [500] * 4
    await line.answered("It is the sea.")
    ledger = line.house.store.ledger
    [dead] = await ledger.faults()
    assert dead.state is State.DEAD
    assert "It is the sea." in (await line.letters())[-1]
    await line.wait(20)
    await ledger.replay(dead.serial)
    line.caller.calls.clear()
    await line.house.turns().run(dead.key)
    assert [event["id"] for event in line.caller.events("handoff.answered")] == ["q1"]
    assert await ledger.faults() == []


async def test_that_nobody_answered_in_time_is_posted_too(line: Line) -> None:
    await line.say("/human why is my well salty", "q1", URL)
    line.caller.calls.clear()
    await line.wait(8 * 24)
    await line.sweep()
    [event] = line.caller.events("handoff.answered")
    assert event["letter"]["text"] == CARDS.phrase("human_late", "en")


async def test_who_said_forget_is_called_no_more(line: Line) -> None:
    await line.say("/human why is my well salty", "q1", URL)
    await line.say("/forget yes", "q2", URL)
    line.caller.calls.clear()
    assert await line.house.store.inbox.waiting() == []
    await line.sweep()
    assert line.caller.calls == []
