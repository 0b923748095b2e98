"""The same promises on every channel, through the whole road: web chat, Telegram, terminal."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from durable.harness import Expert, Transcriber, bot
from fake_bot_api import TOKEN, FakeBotApi
from nakshatra.catalogue import Catalogue
from nakshatra.channels.telegram import Telegram
from nakshatra.channels.terminal import Terminal
from nakshatra.channels.web import Web
from nakshatra.durable.consent import HELPED
from nakshatra.durable.deliver import Delivery
from nakshatra.durable.lanes import Lanes
from nakshatra.durable.retry import Patience
from nakshatra.durable.turn import Turns
from nakshatra.errors import ExpertError
from nakshatra.ports import Channel, Closes
from nakshatra.settings import Settings
from nakshatra.stores.keys import key_of
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Address, Message

NOON = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
PERSON = "5550001"
PHRASES = Catalogue.load().languages["en"].phrases
NOTICE = PHRASES["notice"].format(name="Nakshatra", minutes="30")


@dataclass
class Place:
    """A channel on a road, and what its person has before them."""

    channel: Channel
    store: SqlStore
    expert: Expert
    files: Callable[[], list[bytes]]
    seen: Callable[[], str]
    sent: int = 0

    @property
    def address(self) -> Address:
        return Address(self.channel.name, PERSON)

    async def say(self, text: str) -> str:
        """What is seen since."""
        self.sent += 1
        before = len(await self.looked())
        id = f"{PERSON}:{self.sent}"
        message = Message(id=id, address=self.address, sent_at=NOON, text=text)
        await self.store.ledger.accept(message, urgent=False)
        await self.turns().run(key_of(self.address, id))
        return (await self.looked())[before:]

    async def looked(self) -> str:
        if self.channel.name != "web":
            return self.seen()
        return "\n".join(reply.text for _, reply in await self.store.letters(self.address))

    async def handed(self) -> list[bytes]:
        if self.channel.name != "web":
            return self.files()
        letters = await self.store.letters(self.address)
        return [reply.attachment.data for _, reply in letters if reply.attachment]

    def turns(self) -> Turns:
        channels = {self.channel.name: self.channel}
        made = bot({}, self.expert, Transcriber())
        object.__setattr__(made, "channels", channels)
        patience = Patience(tries=1, first_s=0.0)
        return Turns(
            bot=made,
            store=self.store,
            lanes=Lanes(),
            delivery=Delivery(
                ledger=self.store.ledger,
                channels=channels,
                patience=patience,
                over=lambda _channel, _state: None,
            ),
            patience=patience,
            crashed=set(),
            replaced=set(),
            settings=self.store.settings,
            now=lambda: NOON,
        )


def terminal(folder: Path, store: SqlStore) -> Iterator[Place]:
    lines: list[str] = []
    handed = folder / "handed"
    handed.mkdir()
    yield Place(
        Terminal(lines.append, handed),
        store,
        Expert(),
        lambda: [path.read_bytes() for path in handed.iterdir()],
        lambda: "\n".join(lines),
    )


def web(folder: Path, store: SqlStore) -> Iterator[Place]:
    yield Place(Web(store), store, Expert(), list, str)


def telegram(folder: Path, store: SqlStore) -> Iterator[Place]:
    with FakeBotApi() as api:
        settings = Settings(telegram_token=TOKEN, telegram_api=api.url)
        yield Place(
            Telegram(settings, Catalogue.load()),
            store,
            Expert(),
            lambda: [one.document for one in api.sent if one.document],
            lambda: "\n".join(one.text for one in api.sent),
        )


@pytest.fixture(params=[terminal, web, telegram], ids=lambda make: str(make.__name__))
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    store = SqlStore(Settings(data_dir=tmp_path / "data", hand_off=True))
    await store.open()
    for place in request.param(tmp_path, store):
        yield place
        if isinstance(place.channel, Closes):
            await place.channel.close()
    await store.close()


async def test_the_notice_follows_the_first_answer_and_no_other(place: Place) -> None:
    first = await place.say("fever")
    assert first.index("about fever") < first.index(NOTICE)
    assert NOTICE not in await place.say("cough")


async def test_first_aid_comes_without_it(place: Place) -> None:
    assert NOTICE not in await place.say("snake bite")


async def test_memory_is_asked_for_once_and_apart(place: Place) -> None:
    said = [await place.say(f"question {number}") for number in range(HELPED + 2)]
    asked = [PHRASES["remember_ask"] in one for one in said]
    assert asked == [number == HELPED - 1 for number in range(HELPED + 2)]


async def test_private_mode_keeps_nothing(place: Place) -> None:
    await place.say("/private")
    assert "about fever" in await place.say("fever")
    assert "about fever" not in str((await place.store.export(place.address))["conversation"])
    assert list(await place.store.history(place.address)) == []


async def test_an_export_comes_as_a_file(place: Place) -> None:
    await place.say("fever at night")
    assert PHRASES["export_done"] in await place.say("/export")
    [data] = await place.handed()
    held = json.loads(data)
    assert held["conversation"][0]["text"] == "fever at night"
    assert {"profile", "messages", "letters", "feedback", "questions", "processing"} <= held.keys()


async def test_forget_says_what_it_erased_and_does(place: Place) -> None:
    await place.say("fever at night")
    await place.say("/feedback good 1")
    said = await place.say("/forget yes")
    assert PHRASES["forgotten_what"] in (said or await place.looked())
    held = await place.store.export(place.address)
    assert (held["conversation"], held["messages"], held["feedback"]) == ([], [], [])
    assert "fever at night" not in str(held)


async def test_a_person_answers_who_got_no_answer(place: Place) -> None:
    place.expert.breaks = ExpertError("asleep")
    await place.say("salty well")
    assert "A person" not in await place.say("/human")
    [item] = await place.store.inbox.waiting()
    await place.store.inbox.answer(item.number, "It is the sea.")
    said = await place.say(f"/answered {item.number}")
    assert "A person of Nakshatra answers:\n\nIt is the sea." in said
