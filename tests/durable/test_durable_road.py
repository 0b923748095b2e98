"""The whole road with DBOS under it: the door, the order, the emergency lane, stops and starts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from durable.harness import Expert, Platform, SnakeGuard, Transcriber, bot, message
from nakshatra import ports
from nakshatra.catalogue import Catalogue
from nakshatra.durable.lanes import WORKERS
from nakshatra.durable.retry import Patience
from nakshatra.durable.road import Road, Role
from nakshatra.errors import CatalogueError, ChannelError, StoreError
from nakshatra.settings import Settings
from nakshatra.stores.ledger import Accepted, State, Work
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Answer, Profile, Query, Reply

PHRASES = Catalogue.load().languages["en"].phrases


@dataclass
class SlowExpert(Expert):
    """Answers only once it may."""

    may: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, query: Query) -> Answer:
        await self.may.wait()
        return await super().answer(query)


@dataclass
class Telling(Platform):
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def send(self, reply: Reply) -> str:
        sent = await super().send(reply)
        async with self.changed:
            self.changed.notify_all()
        return sent

    async def reached(self, count: int) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.sent) >= count)


@dataclass
class Town:
    """A road, its platform, and a way to wait for replies without sleeping."""

    road: Road
    platform: Telling
    expert: Expert
    store: SqlStore
    ended: asyncio.Event
    """A turn is over."""

    endings: list[State]
    """How each of them ended."""

    async def dead_letters(self) -> Sequence[Work]:
        """Once a turn is over."""
        async with asyncio.timeout(30):
            await self.ended.wait()
        return await self.road.dead_letters()

    async def replies(self, count: int) -> list[str]:
        async with asyncio.timeout(30):
            await self.platform.reached(count)
        return self.platform.texts


@asynccontextmanager
async def town(
    folder: Path,
    expert: Expert | None = None,
    *,
    queued: bool | None = None,
    room: int = 2000,
    grace: float = 10,
    a_minute: int = 0,
    platform: Telling | None = None,
    transcriber: ports.Transcriber | None = None,
) -> AsyncIterator[Town]:
    settings = Settings(data_dir=folder, max_backlog=room, user_per_minute=a_minute)
    store = SqlStore(settings)
    platform, expert = platform or Telling(), expert or Expert()
    channels = {"fake": platform}
    quick = Patience(tries=2, first_s=0.0)
    made = bot(channels, expert, transcriber or Transcriber())
    ended, endings = asyncio.Event(), list[State]()

    def over(_: str, state: State) -> None:
        endings.append(state)
        ended.set()

    road = Road(
        made,
        store,
        settings,
        channels,
        stages=quick,
        sending=quick,
        queued=queued,
        over=over,
    )
    await road.start()
    for user in ("asha", "ravi"):
        await store.save_profile(
            message("x", user=user).address, Profile(greeted=True, asked_memory=True)
        )
    try:
        yield Town(road, platform, expert, store, ended, endings)
    finally:
        await road.stop(grace)


async def test_a_message_is_answered_once_however_often_it_comes(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        assert await here.road.accept(message("fever")) is Accepted.NEW
        assert await here.replies(1) == ["about fever"]
        assert await here.road.accept(message("fever")) is Accepted.DUPLICATE
        await here.road.accept(message("cough", "2"))
        assert await here.replies(2) == ["about fever", "about cough"]


async def test_an_emergency_waits_for_nobody(tmp_path: Path) -> None:
    expert = SlowExpert()
    async with town(tmp_path, expert) as here:
        for number in range(WORKERS * 3):
            await here.road.accept(message("fever", f"{number}", f"user{number}"))
        await here.road.accept(message("cough", "own"))
        await here.road.accept(message("snake bite", "urgent"))
        assert await here.replies(1) == ["Call 108"]
        expert.may.set()
        await here.replies(WORKERS * 3 + 2)


@pytest.mark.parametrize("queued", [False, True])
async def test_each_person_is_answered_in_order(tmp_path: Path, queued: bool) -> None:
    async with town(tmp_path, queued=queued) as here:
        await asyncio.gather(
            *(
                here.road.accept(message(f"{user}{number}", f"{user}{number}", user))
                for number in range(5)
                for user in ("asha", "ravi")
            )
        )
        texts = await here.replies(10)
        for user in ("asha", "ravi"):
            own = [text for text in texts if user in text]
            assert own == [f"about {user}{number}" for number in range(5)]


async def test_when_too_many_wait_a_person_is_told_once(tmp_path: Path) -> None:
    expert = SlowExpert()
    async with town(tmp_path, expert, room=1) as here:
        assert await here.road.accept(message("fever", "1")) is Accepted.NEW
        assert await here.road.accept(message("fever", "2")) is Accepted.BUSY
        assert await here.road.accept(message("fever", "3")) is Accepted.BUSY
        assert await here.road.accept(message("snake bite", "4")) is Accepted.NEW
        assert sorted(await here.replies(2)) == sorted([PHRASES["try_later"], "Call 108"])
        expert.may.set()
        assert (await here.replies(3))[2] == "about fever"


async def test_what_was_under_way_is_answered_after_the_next_start(tmp_path: Path) -> None:
    async with town(tmp_path, SlowExpert(), grace=0) as here:
        await here.road.accept(message("fever", "1"))
        await here.road.accept(message("cough", "2"))
    async with town(tmp_path) as here:
        assert await here.replies(2) == ["about fever", "about cough"]
        assert await here.road.backlog() <= 1


async def test_a_dead_letter_is_replayed(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        here.platform.failures = [ChannelError("busy"), ChannelError("busy")]
        await here.road.accept(message("fever"))
        [letter] = await here.dead_letters()
        await here.road.replay(letter.serial)
        assert await here.replies(1) == ["about fever"]


async def test_a_letter_replayed_from_the_command_line_is_taken_up(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        here.platform.failures = [ChannelError("busy"), ChannelError("busy")]
        await here.road.accept(message("fever"))
        [letter] = await here.dead_letters()
        await here.store.ledger.replay(letter.serial)
        await here.road.sweep()
        assert await here.replies(1) == ["about fever"]


async def test_dbos_is_told_nothing_that_a_person_said_or_is_called(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        await here.road.accept(message("a secret illness", "chat77", user="asha"))
        await here.replies(1)
        files = [path.read_bytes() for path in tmp_path.glob("road.sqlite*")]
        for word in (b"secret", b"asha", b"chat77"):
            assert not any(word in content for content in files)


async def test_two_bots_on_one_folder_are_refused(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        settings = Settings(data_dir=tmp_path)
        second = Road(here.road._bot, SqlStore(settings), settings, {})
        with pytest.raises(StoreError, match=r"another nakshatra .* NAKSHATRA_DATA_DIR"):
            await second.start()


async def test_after_stopping_the_loop_still_has_threads(tmp_path: Path) -> None:
    async with town(tmp_path):
        pass
    assert await asyncio.to_thread(lambda: "alive") == "alive"


async def test_a_guard_that_breaks_at_the_door_keeps_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("fever")

    monkeypatch.setattr(SnakeGuard, "before", broken)
    async with town(tmp_path) as here:
        assert await here.road.accept(message("fever")) is Accepted.NEW
        assert await here.replies(1) == [PHRASES["sorry"]]


def test_machines_that_share_need_a_database_to_share(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    made = bot({}, Expert(), Transcriber())
    with pytest.raises(CatalogueError, match="NAKSHATRA_DATABASE_URL"):
        Road(made, SqlStore(settings), settings, {}, role=Role.GATEWAY)


async def test_who_writes_too_much_is_told_once_in_their_language_and_nothing_is_kept(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, a_minute=2) as here:
        got = [await here.road.accept(message(f"बुखार {n}", f"{n}")) for n in range(6)]
        await here.road.accept(message("snake bite", "urgent"))
        said = await here.replies(4)
        assert got == [Accepted.NEW] * 2 + [Accepted.LIMITED] * 4
    assert sum("एक मिनट" in text for text in said) == 1
    assert "Call 108" in said
    assert len(here.platform.texts) == 4
