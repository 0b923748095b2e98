"""What the road may expect of every channel, whatever the platform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fake_bot_api import TOKEN, FakeBotApi
from fake_graph_api import TOKEN as GRAPH_TOKEN
from fake_graph_api import FakeGraphApi
from fake_sms_gateway import ACCOUNT, OURS, FakeSmsGateway
from fake_sms_gateway import TOKEN as SMS_TOKEN
from nakshatra.abilities import Choices
from nakshatra.bell import Bell
from nakshatra.callers import Callers
from nakshatra.calls import Call
from nakshatra.catalogue import Catalogue
from nakshatra.channels.api import Api
from nakshatra.channels.api.callback import Callbacks
from nakshatra.channels.api.places import places
from nakshatra.channels.api.shown import Showing
from nakshatra.channels.sms import build as sms_channel
from nakshatra.channels.telegram import Telegram
from nakshatra.channels.terminal import Terminal
from nakshatra.channels.web import Web, as_media
from nakshatra.channels.whatsapp import WhatsApp
from nakshatra.errand import Errand, Outcome
from nakshatra.errors import ChannelError, Rejected
from nakshatra.ports import (
    Called,
    Challenged,
    Channel,
    Closes,
    Confirms,
    GivesReceipts,
    Hooked,
    Knocks,
    ShowsWork,
)
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.text.segments import count
from nakshatra.text.sentences import units
from nakshatra.types import ENGLISH, Address, Button, Citation, Kind, Lang, Media, Reply, Voice
from whatsapp_payloads import PHONE_ID, SECRET, VERIFY

CATALOGUE = Catalogue.load()
CLIP = Voice(b"OggS of the tests" * 100, "audio/ogg")
PERSON = "5550001"
FIRST = f"{PERSON}:42"
SOURCE = Citation("health/fever", "Fever at home", "https://nhm.gov.in", "2026-03-13")


@dataclass
class Letters:
    """A mailbox in memory."""

    posted: list[tuple[int, Reply]] = field(default_factory=list)

    async def post(self, reply: Reply, at: datetime) -> int:
        self.posted.append((len(self.posted) + 1, reply))
        return len(self.posted)

    async def letters(self, address: Address, after: int = 0) -> Sequence[tuple[int, Reply]]:
        return [(n, r) for n, r in self.posted if n > after and r.address == address]


@dataclass
class Calls(Letters):
    """A store in which every message was accepted."""

    replies: list[Reply] = field(default_factory=list)

    async def open_errand(self, address: Address, message_id: str, errand: Errand) -> Errand:
        return errand

    async def outcome(self, address: Address, message_id: str) -> Outcome | None:
        reply = next((r for r in self.replies if r.to == message_id), None)
        return Outcome(reply=reply, state="sending", done=False, errand=Errand())

    async def answer_errand(self, reply: Reply) -> bool:
        self.replies.append(reply)
        return True


@dataclass(frozen=True)
class Shown:
    """One message, as a person has it before them."""

    text: str = ""
    labels: tuple[str, ...] = ()
    """Of buttons and rows, not of what stands in the text."""

    rows: bool = False
    """The labels stand in a list that opens."""

    voice: bool = False


@dataclass(frozen=True)
class Place:
    """A channel, a recording that lies there, and what a person sees of it."""

    channel: Channel
    clip: Media
    messages: Callable[[], Sequence[Shown]]
    person: str = PERSON

    def seen(self) -> str:
        return "".join(shown.text for shown in self.messages())

    @property
    def address(self) -> Address:
        return Address(self.channel.name, self.person)

    def reply(self, text: str, **more: Any) -> Reply:
        return Reply(address=self.address, to=FIRST, text=text, lang=ENGLISH, **more)


def terminal(folder: Path) -> Iterator[Place]:
    lines: list[str] = []
    path = folder / "clip.ogg"
    path.write_bytes(CLIP.data)
    yield Place(
        Terminal(lines.append), Media(str(path), CLIP.mime), lambda: [Shown(line) for line in lines]
    )


def web(folder: Path) -> Iterator[Place]:
    box = Letters()

    def page(reply: Reply) -> Shown:
        """The page shows the letter whole."""
        text = "".join([reply.text, *(c.url for c in reply.citations)])
        return Shown(text, tuple(b.label for b in reply.buttons), voice=reply.voice is not None)

    yield Place(Web(box), as_media(CLIP), lambda: [page(reply) for _, reply in box.posted])


def api(folder: Path) -> Iterator[Place]:
    box = Calls()
    callbacks, showing = Callbacks(places(Settings())), Showing(Catalogue.load())
    channel = Api(box, Callers(()), callbacks, showing, Bell())

    def told() -> Sequence[Shown]:
        """What the caller is to send on."""
        parts = [part for r in box.replies for part in showing.reply(r, Errand())["parts"]]
        return [
            Shown(p["text"], tuple(b["label"] for b in p["buttons"]), voice=p["voice"])
            for p in parts
        ]

    yield Place(channel, as_media(CLIP), told)


def telegram(folder: Path) -> Iterator[Place]:
    with FakeBotApi() as api:
        api.files["AwACclip"] = CLIP.data
        settings = Settings(telegram_token=TOKEN, telegram_api=api.url)
        channel = Telegram(settings, CATALOGUE)

        def chat() -> Sequence[Shown]:
            return [
                Shown(one.text, tuple(label for label, _ in one.buttons), voice=bool(one.voice))
                for one in api.sent
            ]

        yield Place(channel, Media("AwACclip", CLIP.mime), chat)


def sms(folder: Path) -> Iterator[Place]:
    with FakeSmsGateway() as gateway:
        settings = Settings(
            sms_provider="twilio",
            sms_from=OURS,
            sms_account=ACCOUNT,
            sms_secret=SMS_TOKEN,
            sms_url=gateway.url,
            sms_dlt_required=False,
            public_url="https://bot.example.org",
            catalogue=folder,
        )
        channel = sms_channel(Spec(settings=settings, catalogue=Catalogue.load()))
        yield Place(
            channel,
            Media("none", CLIP.mime),
            lambda: [Shown(text) for text in gateway.texts],
            person="+919876543210",
        )


def whatsapp(folder: Path) -> Iterator[Place]:
    with FakeGraphApi() as graph:
        graph.files["1908"] = CLIP.data
        settings = Settings(
            whatsapp_token=GRAPH_TOKEN,
            whatsapp_phone_id=PHONE_ID,
            whatsapp_app_secret=SECRET,
            whatsapp_verify_token=VERIFY,
            whatsapp_api=graph.url,
        )

        def chat() -> Sequence[Shown]:
            return [
                Shown(
                    one.text,
                    tuple(label for label, _ in one.rows or one.buttons),
                    rows=bool(one.rows),
                    voice=bool(one.voice),
                )
                for one in graph.sent
            ]

        yield Place(WhatsApp(settings, CATALOGUE), Media("1908", CLIP.mime), chat)


MAKERS = [terminal, web, telegram, whatsapp, sms, api]


@pytest.fixture(params=MAKERS, ids=lambda make: str(make.__name__))
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    for place in request.param(tmp_path):
        yield place
        if isinstance(place.channel, Closes):
            await place.channel.close()


async def test_its_name_is_its_module_s(place: Place) -> None:
    module = type(place.channel).__module__.removeprefix("nakshatra.channels.")
    assert module.partition(".")[0] == place.channel.name


async def test_a_recording_comes_back_as_it_was_left(place: Place) -> None:
    if not place.channel.abilities.voice:
        pytest.skip("this platform carries no recordings")
    assert await place.channel.fetch(place.clip) == CLIP


async def test_a_recording_that_is_not_there_is_an_error_of_the_channel(place: Place) -> None:
    with pytest.raises(ChannelError):
        await place.channel.fetch(replace(place.clip, ref="/nowhere/at/all"))


async def test_a_reply_is_seen_and_has_an_id(place: Place) -> None:
    id = await place.channel.send(place.reply("Drink water.", citations=(SOURCE,)))
    assert id
    assert "Drink water." in place.seen()


MANY = tuple(Button(f"भाषा {n} " + "क" * n, f"/language x{n}") for n in range(25))
LONG = "गेहूँ की बुवाई नवंबर में कीजिए। " * 300


async def test_no_message_is_longer_than_its_platform_carries(place: Place) -> None:
    can = place.channel.abilities
    await place.channel.send(place.reply(LONG, citations=(SOURCE,), buttons=MANY))
    for shown in place.messages():
        if can.segments:
            assert count(shown.text).segments <= can.segments
            continue
        limit = can.button_units if shown.labels and can.button_units else can.units
        assert not limit or units(shown.text) <= limit


async def test_no_reply_takes_more_messages_than_its_channel_allows(place: Place) -> None:
    await place.channel.send(place.reply(LONG))
    most = place.channel.abilities.most
    assert not most or len(place.messages()) <= most


async def test_choices_are_buttons_or_rows_or_lines_as_the_channel_can(place: Place) -> None:
    can = place.channel.abilities
    await place.channel.send(place.reply("Which language?", kind=Kind.NOTICE, buttons=MANY))
    shown = [one for one in place.messages() if one.labels]
    for one in shown:
        label = can.row_label if one.rows else can.label
        assert len(one.labels) <= (can.rows if one.rows else can.buttons)
        assert all(not label or units(text) <= label for text in one.labels)
    offered = sum(len(one.labels) for one in shown)
    numbered = can.choices is Choices.NUMBERED and not (can.buttons or can.rows)
    assert offered == (len(MANY) if can.buttons or can.rows else 0)
    assert ("1. भाषा 0" in place.seen()) is numbered


async def test_a_recording_is_carried_where_the_channel_carries_them(place: Place) -> None:
    """The terminal's is written to a file by the command line."""
    await place.channel.send(place.reply("Drink water.", voice=CLIP))
    carried = any(shown.voice for shown in place.messages())
    assert carried is (place.channel.abilities.voice and place.channel.name != "terminal")


async def test_sources_are_shown_where_there_is_room_for_them(place: Place) -> None:
    await place.channel.send(place.reply("Drink water.", citations=(SOURCE,)))
    assert ("https://nhm.gov.in" in place.seen()) is place.channel.abilities.sources


async def test_the_short_form_goes_where_the_channel_wants_it(place: Place) -> None:
    await place.channel.send(place.reply("Drink water often. Rest.", short="Drink water."))
    assert ("Rest." in place.seen()) is not place.channel.abilities.short


@pytest.mark.parametrize(
    "text",
    [
        "गेहूँ नवंबर में बोइए। 👩‍🌾 क्‍या?",
        "*not* _markup_ <b>at</b> & all [x](y)",
        "one sentence after another. " * 500,
        "a" * 9000,
        "گندم نومبر میں بوئیں",
    ],
    ids=["indic", "markup", "long", "one long word", "right to left"],
)
async def test_every_letter_of_a_reply_is_seen(place: Place, text: str) -> None:
    """Signs without width, that keep a text from being taken for markup, are not seen."""
    if place.channel.abilities.most:
        pytest.skip("this channel cuts what is long")
    await place.channel.send(place.reply(text))
    seen = place.seen().replace("\u200b", "")
    assert "".join(seen.split()) == "".join(text.split())


@pytest.mark.parametrize("kind", list(Kind))
async def test_a_reply_of_any_kind_and_language_is_carried(place: Place, kind: Kind) -> None:
    for lang in (Lang("hi", "Deva"), Lang("hi", "Latn"), Lang("sat", "Olck")):
        reply = replace(place.reply("108", kind=kind, citations=(SOURCE,)), lang=lang)
        assert await place.channel.send(reply)


async def test_a_spoken_reply_is_written_too(place: Place) -> None:
    await place.channel.send(place.reply("Drink water.", voice=CLIP))
    assert "Drink water." in place.seen()


async def test_a_letter_no_platform_can_carry_does_not_stop_a_reply(place: Place) -> None:
    await place.channel.send(place.reply("water \ud83c now"))
    assert "now" in place.seen()


async def test_a_channel_that_confirms_tells_what_went_out(place: Place) -> None:
    if not isinstance(place.channel, Confirms):
        pytest.skip("this platform does not say")
    reply = place.reply("Drink water.")
    assert await place.channel.delivered(reply) is False
    await place.channel.send(reply)
    assert await place.channel.delivered(reply) is True


async def test_a_channel_that_shows_work_takes_any_of_its_people(place: Place) -> None:
    if not isinstance(place.channel, ShowsWork):
        pytest.skip("this channel answers at once or shows it by itself")
    await place.channel.working(place.address, aloud=True)
    await place.channel.working(place.address, aloud=False)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"update_id": 1}', bytes(1_000_000)])
async def test_a_channel_that_is_called_takes_no_call_of_a_stranger(
    place: Place, body: bytes
) -> None:
    if not isinstance(place.channel, Hooked | Called):
        pytest.skip("nobody calls this channel")
    if isinstance(place.channel, Called):
        call = Call(method="POST", headers={"content-type": "application/json"}, body=body)
        with pytest.raises(Rejected):
            place.channel.take(call)
        return
    with pytest.raises(Rejected):
        place.channel.parse({"content-type": "application/json"}, body)


@pytest.mark.parametrize("query", [{}, {"hub.verify_token": "x", "hub.challenge": "1158201444"}])
async def test_a_channel_that_is_challenged_tells_a_stranger_nothing(
    place: Place, query: dict[str, str]
) -> None:
    if not isinstance(place.channel, Challenged):
        pytest.skip("nobody challenges this channel")
    with pytest.raises(Rejected):
        place.channel.challenge(query)


async def test_a_channel_with_a_window_can_ask_people_back(place: Place) -> None:
    """And one that tells of receipts reads them."""
    can = place.channel.abilities
    assert isinstance(place.channel, Knocks) is (can.window_hours > 0)
    assert isinstance(place.channel, GivesReceipts | Called) is can.receipts
