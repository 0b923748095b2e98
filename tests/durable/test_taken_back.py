"""Who deletes a note, or says /forget, while it is heard: the engine is asked for no more of it,
nobody is answered, nothing stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from durable.harness import ASHA, message
from durable.test_durable_road import PHRASES, Telling, Town, town
from durable.test_edits_and_events import event
from hearing.scripted import Said, Scripted, ear, listener
from nakshatra.durable import telling
from nakshatra.durable.lanes import WORKERS
from nakshatra.heard import Asked, Ear, Heard
from nakshatra.hearing import writing
from nakshatra.stores.keys import key_of
from nakshatra.stores.ledger import State
from nakshatra.types import Audio, Event, Kind, Media, Voice
from recordings import encoded, tone

STRETCHES = 10
NOTE = Media("note", "audio/wav")
KEY = key_of(ASHA, "1")
Then = Callable[[], Awaitable[object]]


async def nothing() -> None:
    pass


@dataclass
class Engine(Scripted):
    """Something happens while it hears its so-and-so-manieth stretch."""

    at: int = 0
    then: Then = nothing

    async def hear(self, ear: Ear, audio: Audio, asked: Asked) -> Heard:
        heard = await super().hear(ear, audio, asked)
        if len(self.asked) == self.at:
            await self.then()
        return heard

    @property
    def stretches(self) -> int:
        return len(self.asked)


def engine(says: Mapping[str, Said] | None = None) -> Engine:
    return Engine([ear("e", "en")], says or {"en": "fever"})


@dataclass
class Carrier(Telling):
    """Brings a note of five minutes; something happens while it is fetched."""

    clip: bytes = field(default_factory=lambda: _clip(30.0 * STRETCHES), repr=False)
    fetched: int = 0
    then: Then = nothing

    async def fetch(self, media: Media) -> Voice:
        self.fetched += 1
        await self.then()
        return Voice(self.clip, media.mime)


def _clip(seconds: float) -> bytes:
    return encoded(tone(seconds), "wav", "pcm_s16le", 16_000)


@dataclass
class Here:
    town: Town
    engine: Engine
    platform: Carrier

    async def speak(self) -> None:
        await self.town.road.accept(message(id="1", media=NOTE))

    async def delete(self) -> None:
        await self.town.road.accept(event(Event.TAKEN_BACK, "1"))

    async def say(self, text: str, id: str) -> None:
        await self.town.road.accept(message(text, id))

    async def over(self, turns: int = 1) -> list[State]:
        """Once so many turns ended; how."""
        async with asyncio.timeout(30):
            while len(self.town.endings) < turns:
                self.town.ended.clear()
                await self.town.ended.wait()
        return self.town.endings


@asynccontextmanager
async def hears(folder: Path, ears: Engine | None = None) -> AsyncIterator[Here]:
    ears, platform = ears or engine(), Carrier()
    async with town(folder, platform=platform, transcriber=listener(ears)) as made:
        yield Here(made, ears, platform)


async def nothing_stays(here: Here) -> None:
    work = await here.town.store.ledger.work(KEY)
    assert work is not None
    assert work.done
    assert (work.message, work.heard, work.answer, work.reply) == (None, None, None, None)
    assert list(await here.town.road.dead_letters()) == []
    assert "fever" not in str(await here.town.store.export(ASHA))


@pytest.fixture(autouse=True)
def talkative(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress would be told after each minute of sound."""
    monkeypatch.setattr(telling, "EVERY_S", 0.0)


async def test_a_note_that_nobody_deletes_is_heard_to_its_end(tmp_path: Path) -> None:
    async with hears(tmp_path) as here:
        await here.speak()
        await here.over()
        *between, reply = here.platform.sent
    assert here.engine.stretches == STRETCHES
    assert {one.kind for one in between} == {Kind.PROGRESS}
    assert "about fever fever" in reply.text


async def test_one_that_is_deleted_is_heard_no_further(tmp_path: Path) -> None:
    async with hears(tmp_path) as here:
        here.engine.at, here.engine.then = 2, here.delete
        await here.speak()
        assert await here.over() == [State.DISCARDED]
        await here.town.road.sweep()
        await nothing_stays(here)
    assert here.engine.stretches == 2
    assert here.platform.sent == [], "neither progress nor an apology"
    assert here.town.expert.asked == []


async def test_of_who_says_forget_nothing_more_is_heard(tmp_path: Path) -> None:
    async with hears(tmp_path) as here:
        here.engine.at, here.engine.then = 2, lambda: here.say("/forget yes", "2")
        await here.speak()
        assert await here.over(2) == [State.DISCARDED, State.SENT]
        await nothing_stays(here)
    assert here.engine.stretches == 2
    (reply,) = here.platform.sent
    assert reply.text.startswith(PHRASES["forgotten"])


async def test_who_asks_to_be_forgotten_is_asked_back_while_the_note_is_heard(
    tmp_path: Path,
) -> None:
    async with hears(tmp_path) as here:

        async def forget() -> None:
            await here.say("/forget", "2")
            await here.town.replies(1)
            await here.say(here.platform.sent[0].buttons[0].command, "3")

        here.engine.at, here.engine.then = 2, forget
        await here.speak()
        assert await here.over(3) == [State.SENT, State.DISCARDED, State.SENT]
        await nothing_stays(here)
    assert here.engine.stretches == 2
    assert here.platform.texts[0] == PHRASES["forget_confirm"]
    assert here.platform.texts[1].startswith(PHRASES["forgotten"])


async def test_one_that_is_deleted_while_it_is_fetched_is_not_heard(tmp_path: Path) -> None:
    async with hears(tmp_path) as here:
        here.platform.then = here.delete
        await here.speak()
        assert await here.over() == [State.DISCARDED]
        await nothing_stays(here)
    assert (here.platform.fetched, here.engine.stretches) == (1, 0)
    assert here.platform.sent == []


async def test_one_that_is_deleted_while_it_waits_is_not_fetched(tmp_path: Path) -> None:
    async with hears(tmp_path) as here:
        may = asyncio.Event()
        here.platform.then = may.wait
        for number in range(WORKERS):
            note = message(id=f"other{number}", user=f"user{number}", media=NOTE)
            await here.town.road.accept(note)
        await here.speak()
        await here.delete()
        here.platform.clip = _clip(1.0)
        may.set()
        await here.over(WORKERS)
        await nothing_stays(here)
    assert (here.platform.fetched, here.engine.stretches) == (WORKERS, WORKERS)
    assert ASHA not in {reply.address for reply in here.platform.sent}


async def test_nothing_more_is_heard_once_the_deadline_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_AT_LEAST", 0.3)
    monkeypatch.setattr(writing, "_PER_SECOND", 0.0)
    async with hears(tmp_path) as here:
        here.engine.at, here.engine.then = 2, asyncio.Event().wait
        await here.speak()
        assert await here.over() == [State.SENT]
    assert here.engine.stretches <= 2
    assert here.platform.texts[-1] == PHRASES["please_type"]


async def test_one_that_is_deleted_in_its_last_stretch_is_not_answered(tmp_path: Path) -> None:
    async with hears(tmp_path) as here:
        here.engine.at, here.engine.then = STRETCHES, here.delete
        await here.speak()
        assert await here.over() == [State.DISCARDED]
        await nothing_stays(here)
    assert Kind.ANSWER not in {reply.kind for reply in here.platform.sent}
    assert here.town.expert.asked == []


async def test_a_call_for_help_that_was_heard_to_its_end_gets_first_aid_and_no_more(
    tmp_path: Path,
) -> None:
    async with hears(tmp_path, engine({"en": "snake bit me"})) as here:
        here.engine.at, here.engine.then = 1, here.delete
        here.platform.clip = _clip(1.0)
        await here.speak()
        await here.over()
        (reply,) = await here.town.replies(1)
        await nothing_stays(here)
        assert list(await here.town.store.history(ASHA)) == []
    assert "Call 108" in reply


async def test_a_call_for_help_in_the_letters_it_was_heard_in_is_one(tmp_path: Path) -> None:
    """Spelled back, "snake" is no word of Hindi any more."""
    latin = Engine([ear("e", "hi", script="Latn")], {"hi": "snake ne kaat liya"})
    async with hears(tmp_path, latin) as here:
        here.engine.at, here.engine.then = 1, here.delete
        here.platform.clip = _clip(1.0)
        await here.speak()
        await here.over()
        (reply,) = await here.town.replies(1)
        await nothing_stays(here)
    assert "108" in reply
