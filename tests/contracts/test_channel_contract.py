"""What the road may expect of every channel, whatever the platform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fake_bot_api import TOKEN, FakeBotApi
from nakshatra.catalogue import Catalogue
from nakshatra.channels.telegram import Telegram
from nakshatra.channels.terminal import Terminal
from nakshatra.channels.web import Web, as_media
from nakshatra.errors import ChannelError, Rejected
from nakshatra.ports import Channel, Closes, Confirms, Hooked, ShowsWork
from nakshatra.settings import Settings
from nakshatra.types import ENGLISH, Address, Citation, Kind, Lang, Media, Reply, Voice

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


@dataclass(frozen=True)
class Place:
    """A channel, a recording that lies there, and what a person sees of it."""

    channel: Channel
    clip: Media
    seen: Callable[[], str]

    @property
    def address(self) -> Address:
        return Address(self.channel.name, PERSON)

    def reply(self, text: str, **more: Any) -> Reply:
        return Reply(address=self.address, to=FIRST, text=text, lang=ENGLISH, **more)


def terminal(folder: Path) -> Iterator[Place]:
    lines: list[str] = []
    path = folder / "clip.ogg"
    path.write_bytes(CLIP.data)
    yield Place(Terminal(lines.append), Media(str(path), CLIP.mime), lambda: "".join(lines))


def web(folder: Path) -> Iterator[Place]:
    box = Letters()

    def seen() -> str:
        urls = [c.url for _, reply in box.posted for c in reply.citations]
        return "".join([*(reply.text for _, reply in box.posted), *urls])

    yield Place(Web(box), as_media(CLIP), seen)


def telegram(folder: Path) -> Iterator[Place]:
    with FakeBotApi() as api:
        api.files["AwACclip"] = CLIP.data
        settings = Settings(telegram_token=TOKEN, telegram_api=api.url)
        channel = Telegram(settings, Catalogue.load())
        yield Place(
            channel, Media("AwACclip", CLIP.mime), lambda: "".join(seen.text for seen in api.sent)
        )


@pytest.fixture(params=[terminal, web, telegram], ids=lambda make: str(make.__name__))
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    for place in request.param(tmp_path):
        yield place
        if isinstance(place.channel, Closes):
            await place.channel.close()


async def test_its_name_is_its_module_s(place: Place) -> None:
    module = type(place.channel).__module__.removeprefix("nakshatra.channels.")
    assert module.partition(".")[0] == place.channel.name


async def test_a_recording_comes_back_as_it_was_left(place: Place) -> None:
    assert await place.channel.fetch(place.clip) == CLIP


async def test_a_recording_that_is_not_there_is_an_error_of_the_channel(place: Place) -> None:
    with pytest.raises(ChannelError):
        await place.channel.fetch(replace(place.clip, ref="/nowhere/at/all"))


async def test_a_reply_is_seen_with_its_source_and_has_an_id(place: Place) -> None:
    id = await place.channel.send(place.reply("Drink water.", citations=(SOURCE,)))
    assert id
    assert "Drink water." in place.seen()
    assert "https://nhm.gov.in" in place.seen()


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
    await place.channel.send(place.reply(text))
    assert "".join(place.seen().split()) == "".join(text.split())


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
    if not isinstance(place.channel, Hooked):
        pytest.skip("nobody calls this channel")
    with pytest.raises(Rejected):
        place.channel.parse({"content-type": "application/json"}, body)
