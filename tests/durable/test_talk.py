"""A conversation on the durable road: what the next message leans on survives, and is forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from durable.harness import ASHA, House, message
from nakshatra.app import specify, wire
from nakshatra.durable.deliver import Delivery
from nakshatra.durable.lanes import Lanes
from nakshatra.durable.retry import Patience
from nakshatra.durable.turn import Turns
from nakshatra.pipeline.bot import Bot
from nakshatra.settings import Settings
from nakshatra.stores.codec import dump, load
from nakshatra.types import ENGLISH, Detail, Kind, Lang, Profile, Role, Thread, Turn, VoiceMode


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return wire(specify(Settings(data_dir=tmp_path_factory.mktemp("bot"))), {}).bot


class Road(House):
    """The house with the real bot in it."""

    bot: Bot

    def turns(self, *crashed: str) -> Turns:
        channels = {"fake": self.platform}
        patience = Patience(tries=2, first_s=0.1, sleep=self.sleeper)
        return Turns(
            bot=replace(self.bot, channels=channels),
            store=self.store,
            lanes=Lanes(),
            delivery=Delivery(
                ledger=self.store.ledger,
                channels=channels,
                patience=patience,
                over=lambda channel, state: self.over.append((channel, state)),
            ),
            patience=patience,
            crashed=set(crashed),
            replaced=set(),
        )


@pytest.fixture
async def road(tmp_path: Path, bot: Bot) -> AsyncIterator[Road]:
    made = await Road.build(tmp_path)
    made.bot = bot  # type: ignore[attr-defined]
    await made.store.save_profile(
        ASHA, Profile(greeted=True, asked_memory=True, voice=VoiceMode.NEVER)
    )
    yield made  # type: ignore[misc]
    await made.store.close()


async def units(road: Road) -> tuple[str, ...]:
    last = (await road.store.history(ASHA))[-1]
    assert last.thread is not None
    return last.thread.units


async def test_a_follow_up_leans_on_what_was_stored(road: Road) -> None:
    await road.say(message("what is the msp of wheat", id="1"))
    await road.say(message("and mustard?", id="2"))
    assert await units(road) == ("agriculture/msp_mustard",)
    await road.say(message("shorter please", id="3"))
    await road.say(message("and gram?", id="4"))
    assert await units(road) == ("agriculture/msp_gram",)


async def test_an_answer_noted_before_a_crash_keeps_its_thread(road: Road) -> None:
    key = await road.take(message("what is the msp of wheat", id="1"))
    asked = road.turns().bot
    query = asked.understand(
        await asked.hear(message("what is the msp of wheat", id="1")), (), Profile()
    )
    await road.store.ledger.note(key, answer=await asked.answer(query))
    await road.turns(key).run(key)
    await road.say(message("and mustard?", id="2"))
    assert await units(road) == ("agriculture/msp_mustard",)


async def test_a_language_asked_for_from_now_on_is_kept(road: Road) -> None:
    await road.say(message("what is the msp of wheat", id="1"))
    await road.say(message("in Hindi", id="2"))
    assert (await road.store.profile(ASHA)).lang is None
    await road.say(message("always in Hindi", id="3"))
    assert (await road.store.profile(ASHA)).lang == Lang("hi", "Latn")


@pytest.mark.parametrize("remember", [True, False])
async def test_what_was_told_is_kept_only_with_consent(road: Road, remember: bool) -> None:
    await road.say(message(f"/remember {'yes' if remember else 'no'}", id="1"))
    await road.say(message("मेरी फसल में कीड़े लग गए क्या करूँ", id="2"))
    assert road.platform.sent[-1].kind is Kind.QUESTION
    await road.say(message("कपास", id="3"))
    profile = await road.store.profile(ASHA)
    assert profile.details == ((Detail("crop", "cotton"),) if remember else ())
    held = await road.store.export(ASHA)
    assert bool(held["profile"]["details"]) is remember


async def test_consent_withdrawn_takes_it_away_and_forget_all(road: Road) -> None:
    known = Profile(greeted=True, remember=True, details=(Detail("crop", "cotton"),))
    await road.store.save_profile(ASHA, known)
    await road.say(message("/remember no", id="1"))
    assert (await road.store.profile(ASHA)).details == ()
    await road.store.save_profile(ASHA, known)
    await road.say(message("/forget yes", id="2"))
    assert (await road.store.profile(ASHA)).details == ()


def test_rows_of_an_older_version_are_read() -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    old = dump(Turn(Role.BOT, "rest", ENGLISH, at)).replace(b',"thread":null', b"")
    assert b"thread" not in old
    assert load(Turn, old) == Turn(Role.BOT, "rest", ENGLISH, at)
    profile = dump(Profile(remember=True)).replace(b',"details":[]', b"")
    assert load(Profile, profile) == Profile(remember=True)


def test_a_thread_comes_back_as_it_was() -> None:
    thread = Thread(
        question="msp?", units=("a/b",), asks="crop", brief=True, details=(Detail("crop", "gram"),)
    )
    turn = Turn(Role.BOT, "x", ENGLISH, datetime(2026, 11, 1, tzinfo=UTC), thread)
    assert load(Turn, dump(turn)).thread == thread
