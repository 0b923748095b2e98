"""The same promises on every channel, through the whole road.

By SMS the notice and the question whether to remember stand within an answer, and an export has no
file: channels/test_sms_talk.py.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels import sms_house
from durable.harness import Expert, Transcriber, bot
from fake_bot_api import TOKEN, FakeBotApi
from fake_graph_api import TOKEN as GRAPH_TOKEN
from fake_graph_api import FakeGraphApi
from fake_sms_gateway import FakeSmsGateway
from nakshatra.bell import Bell
from nakshatra.callers import Callers
from nakshatra.catalogue import Catalogue
from nakshatra.channels.api import Api
from nakshatra.channels.api.callback import Callbacks
from nakshatra.channels.api.places import places
from nakshatra.channels.api.shown import Showing
from nakshatra.channels.telegram import Telegram
from nakshatra.channels.terminal import Terminal
from nakshatra.channels.web import Web
from nakshatra.channels.whatsapp import WhatsApp
from nakshatra.durable.consent import HELPED
from nakshatra.durable.deliver import Delivery
from nakshatra.durable.lanes import Lanes
from nakshatra.durable.retry import Patience
from nakshatra.durable.turn import Turns
from nakshatra.errand import Errand
from nakshatra.errors import ExpertError
from nakshatra.ports import Channel, Closes
from nakshatra.settings import Settings
from nakshatra.stores.keys import key_of
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Address, Message, Profile, Reply
from whatsapp_payloads import PHONE_ID, SECRET, VERIFY

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
    seen: Callable[[], Iterable[str]]
    """Each message."""

    person: str = PERSON
    sent: int = 0

    @property
    def address(self) -> Address:
        return Address(self.channel.name, self.person)

    @property
    def is_paid_by_length(self) -> bool:
        return self.channel.abilities.segments > 0

    async def say(self, text: str) -> str:
        """What is seen since."""
        self.sent += 1
        before = Counter(await self.messages())
        id = self.id(self.sent)
        if self.channel.name == "api":
            await self.store.open_errand(self.address, id, Errand())
        message = Message(id=id, address=self.address, sent_at=NOON, text=text)
        await self.store.ledger.accept(message, urgent=False)
        await self.turns().run(key_of(self.address, id))
        return "\n".join(_beyond(before, await self.messages()))

    def id(self, number: int) -> str:
        return f"{self.person}:{number}"

    async def messages(self) -> list[str]:
        if self.channel.name not in ("web", "api"):
            return list(self.seen())
        return [reply.text for reply in await self._fetched()]

    async def handed(self) -> list[bytes]:
        if self.channel.name not in ("web", "api"):
            return self.files()
        return [reply.attachment.data for reply in await self._fetched() if reply.attachment]

    async def _fetched(self) -> list[Reply]:
        """What waits to be fetched: replies of messages, and letters."""
        numbers = range(1, self.sent + 1)
        outcomes = [await self.store.outcome(self.address, self.id(n)) for n in numbers]
        replies = [outcome.reply for outcome in outcomes if outcome and outcome.reply]
        return [*replies, *(reply for _, reply in await self.store.letters(self.address))]

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


def _beyond(before: Counter[str], now: Iterable[str]) -> list[str]:
    """Those that were not there before, in their order."""
    left, new = before.copy(), []
    for text in now:
        if left[text]:
            left[text] -= 1
        else:
            new.append(text)
    return new


def terminal(folder: Path, store: SqlStore) -> Iterator[Place]:
    lines: list[str] = []
    handed = folder / "handed"
    handed.mkdir()
    yield Place(
        Terminal(lines.append, handed),
        store,
        Expert(),
        lambda: [path.read_bytes() for path in handed.iterdir()],
        lambda: lines,
    )


def web(folder: Path, store: SqlStore) -> Iterator[Place]:
    yield Place(Web(store), store, Expert(), list, list)


def telegram(folder: Path, store: SqlStore) -> Iterator[Place]:
    with FakeBotApi() as api:
        settings = Settings(telegram_token=TOKEN, telegram_api=api.url)
        yield Place(
            Telegram(settings, Catalogue.load()),
            store,
            Expert(),
            lambda: [one.document for one in api.sent if one.document],
            lambda: [one.text for one in api.sent],
        )


def whatsapp(folder: Path, store: SqlStore) -> Iterator[Place]:
    with FakeGraphApi() as graph:
        settings = Settings(
            whatsapp_token=GRAPH_TOKEN,
            whatsapp_phone_id=PHONE_ID,
            whatsapp_app_secret=SECRET,
            whatsapp_verify_token=VERIFY,
            whatsapp_api=graph.url,
        )
        yield Place(
            WhatsApp(settings, Catalogue.load()),
            store,
            Expert(),
            lambda: [one.document for one in graph.sent if one.document],
            lambda: [one.text for one in graph.sent],
        )


def sms(folder: Path, store: SqlStore) -> Iterator[Place]:
    with FakeSmsGateway() as gateway:
        channel = sms_house.channel(sms_url=gateway.url)
        yield Place(channel, store, Expert(), list, lambda: gateway.texts, person=sms_house.PERSON)


def api(folder: Path, store: SqlStore) -> Iterator[Place]:
    callbacks, showing = Callbacks(places(Settings())), Showing(Catalogue.load())
    channel = Api(store, Callers(()), callbacks, showing, Bell())
    yield Place(channel, store, Expert(), list, list, person=f"ivr/{PERSON}")


MAKERS = [terminal, web, telegram, whatsapp, sms, api]


@pytest.fixture(params=MAKERS, ids=lambda make: str(make.__name__))
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    store = SqlStore(Settings(data_dir=tmp_path / "data", hand_off=True))
    await store.open()
    for place in request.param(tmp_path, store):
        yield place
        if isinstance(place.channel, Closes):
            await place.channel.close()
    await store.close()


@pytest.fixture
def roomy(place: Place) -> Place:
    """A channel that may say something beside an answer, and hand over files."""
    if place.is_paid_by_length:
        pytest.skip("here it stands within an answer: test_sms_talk.py")
    return place


async def test_the_notice_follows_the_first_answer_and_no_other(roomy: Place) -> None:
    place = roomy
    first = await place.say("fever")
    assert first.index("about fever") < first.index(NOTICE)
    assert NOTICE not in await place.say("cough")


async def test_first_aid_comes_without_it(place: Place) -> None:
    said = await place.say("snake bite")
    assert "Call 108" in said
    assert NOTICE not in said
    assert PHRASES["notice_short"] not in said


async def test_memory_is_asked_for_once_and_apart(roomy: Place) -> None:
    place = roomy
    said = [await place.say(f"question {number}") for number in range(HELPED + 2)]
    asked = [PHRASES["remember_ask"] in one for one in said]
    assert asked == [number == HELPED - 1 for number in range(HELPED + 2)]


async def test_private_mode_keeps_nothing(place: Place) -> None:
    await place.say("/private")
    assert "about fever" in await place.say("fever")
    assert "about fever" not in str((await place.store.export(place.address))["conversation"])
    assert list(await place.store.history(place.address)) == []


async def test_an_export_comes_as_a_file(roomy: Place) -> None:
    place = roomy
    await place.say("fever at night")
    assert PHRASES["export_done"] in await place.say("/export")
    [data] = await place.handed()
    held = json.loads(data)
    assert held["conversation"][0]["text"] == "fever at night"
    assert {"profile", "messages", "letters", "feedback", "questions", "processing"} <= held.keys()


async def test_forget_says_what_it_erased_and_does(place: Place) -> None:
    await place.say("fever at night")
    await place.say(f"/feedback good {place.id(1)}")
    said = await place.say("/forget yes")
    told = said or "\n".join(await place.messages())
    assert PHRASES["forgotten"] in told
    assert PHRASES["forgotten_what"] in told or place.is_paid_by_length
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


async def test_stop_silences_all_but_first_aid_until_start(place: Place) -> None:
    await place.say("STOP")
    assert "about fever" not in await place.say("fever")
    assert "Call 108" in await place.say("snake bite")
    await place.say("START")
    assert "about cough" in await place.say("cough")


async def test_a_child_is_remembered_by_nobody(place: Place) -> None:
    await place.store.save_profile(place.address, Profile(greeted=True, remember=True))
    await place.say("I am in class 7")
    profile = await place.store.profile(place.address)
    assert (profile.child, profile.remember) == (True, False)


async def test_a_tap_is_kept_with_what_the_answer_was_made_from(place: Place) -> None:
    await place.say("fever at night")
    assert PHRASES["thanks"] in await place.say(f"/feedback bad {place.id(1)}")
    [row] = await place.store.feedback_report()
    assert (row["units"], row["bad"]) == ("health/unit", 1)
    assert row["pack"].startswith("health@")
