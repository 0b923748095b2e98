"""After /forget no file and no table holds a word of that person, typed, spoken, tapped or waiting.

The whole house on its own folder: the road with DBOS, the web channel, a real (tiny) recogniser.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tiny_whisper
from nakshatra.abilities import WITHOUT_LIMITS, Abilities
from nakshatra.app import build_house
from nakshatra.channels.web import as_media
from nakshatra.durable.retry import Patience
from nakshatra.durable.road import Road
from nakshatra.errors import Gone
from nakshatra.settings import Settings
from nakshatra.stores.files import FILE
from nakshatra.stores.ledger import Accepted
from nakshatra.text.transliterate import to_script
from nakshatra.types import Address, Lang, Media, Message, Profile, Reply, Voice

WHO = Address("web", "the-cookie-of-asha-22-")
TYPED = "मेरे पड़ोसी ज़ोरावरसिंह ने खेत में चूना डाला"
MARKERS = ("ज़ोरावरसिंह", "zoravarsingh", "Zebrawood", "डेंगू के लक्षण", "the-cookie-of-asha", "Quagmire")


@dataclass
class Letters:
    """A platform that takes nothing: every reply of it becomes a dead letter."""

    name: str = "closed"
    abilities: Abilities = WITHOUT_LIMITS
    tried: list[Reply] = field(default_factory=list)

    async def fetch(self, media: Media) -> Voice:
        raise Gone("no recordings here")

    async def send(self, reply: Reply) -> str:
        self.tried.append(reply)
        raise Gone("blocked")


@dataclass
class Home:
    road: Road
    folder: Path

    async def say(self, text: str, id: str, who: Address = WHO, media: Media | None = None) -> None:
        message = Message(id=id, address=who, sent_at=datetime.now(UTC), text=text, media=media)
        assert await self.road.accept(message) is Accepted.NEW
        async with asyncio.timeout(120):
            while await self.road.backlog():
                await asyncio.sleep(0.01)


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    folder = tmp_path / "data"
    tiny_whisper.install(folder)
    settings = Settings(
        data_dir=folder, catalogue=tiny_whisper.CATALOGUE, offline=True, hand_off=True
    )
    house = build_house(settings)
    closed = Letters()
    channels = {**house.channels, "closed": closed}
    road = Road(
        replace(house.parts.bot, channels=channels),
        house.store,
        settings,
        channels,
        sending=Patience(tries=1, first_s=0.0),
    )
    await road.start()
    yield Home(road, folder)
    await road.stop()
    await house.parts.close()


def forms(marker: str) -> Iterator[bytes]:
    """As it may lie on a disk: as JSON escapes it, too."""
    for text in (marker, marker.lower(), to_script(marker, Lang("hi", "Latn"))):
        yield text.encode()
        yield text.encode("utf-16-le")
        yield text.encode("utf-16-be")
        if not text.isascii():
            yield text.encode("ascii", "backslashreplace")


def found(folder: Path, *markers: str) -> list[tuple[str, str]]:
    files = [path for path in folder.rglob("*") if path.is_file() and "models" not in path.parts]
    assert {FILE, "keys.sqlite", "road.sqlite"} <= {path.name for path in files}
    return [
        (path.name, marker)
        for path in files
        for marker in markers
        if any(form in path.read_bytes() for form in forms(marker))
    ]


async def test_after_forget_a_search_of_everything_finds_nothing(home: Home) -> None:
    store = home.road._store
    await store.save_profile(WHO, Profile(remember=True))
    await home.say(TYPED, "typed")
    await home.say("zoravarsingh ka khet kahan hai", "latin")
    clip = Voice((tiny_whisper.VOICES / "hi_dengue.ogg").read_bytes(), "audio/ogg")
    await home.say("", "spoken", media=as_media(clip, 2.0))
    await home.say("/feedback bad typed", "tap")
    await home.say("/human why does Zebrawood rot in my yard", "human")
    await home.say("/export", "export")
    closed = Address("closed", "the-cookie-of-asha-22-")
    await home.say("Quagmire and Zebrawood", "dead", who=closed)
    held = str(await store.export(WHO))
    for said in ("ज़ोरावरसिंह", "zoravarsingh", "डेंगू के लक्षण", "Zebrawood"):
        assert said in held
    assert len(await home.road.dead_letters()) == 1
    await home.say("/forget yes", "forget")
    await home.say("/forget yes", "forget closed", who=closed)
    assert clip.data[:200] not in b"".join(
        path.read_bytes() for path in home.folder.rglob("*.sqlite*")
    )
    assert found(home.folder, *MARKERS) == []
    after = await store.export(WHO)
    assert (after["conversation"], after["messages"], after["questions"]) == ([], [], [])
    assert (after["feedback"], after["processing"]) == ([], [])
    assert all("ज़ोरावरसिंह" not in str(letter) for letter in after["letters"])
    await store.close()


async def test_the_search_would_find_a_word_that_lies_there(home: Home) -> None:
    (home.folder / "leftover.txt").write_text("ज़ोरावरसिंह", "utf-16-le")
    assert found(home.folder, "ज़ोरावरसिंह") == [("leftover.txt", "ज़ोरावरसिंह")]
