"""What comes between two steps: a sweep, a crash, another message of the same person."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from durable.harness import ASHA, House, Transcriber, message
from durable.strict import Strict, receipt
from durable.test_durable_road import SlowExpert, Telling, town
from durable.test_hearing import CLIP, Speaking
from nakshatra.abilities import Abilities
from nakshatra.errors import OutsideWindow, StoreError
from nakshatra.stores.keys import owner_of
from nakshatra.stores.ledger import Accepted, Place
from nakshatra.types import Message, ReceiptState, Reply


async def test_a_sweep_while_a_message_comes_in_answers_it_once(tmp_path: Path) -> None:
    """It looks just after the row is on disk and before its turn began."""
    async with town(tmp_path, SlowExpert()) as here:
        assert isinstance(here.expert, SlowExpert)
        looked = asyncio.Event()
        accept, unfinished = here.store.ledger.accept, here.store.ledger.unfinished
        sweeps: list[asyncio.Task[None]] = []

        async def seen() -> Sequence[Place]:
            found = await unfinished()
            looked.set()
            return found

        async def slowly(message: Message, *, urgent: bool) -> tuple[Accepted, int]:
            taken = await accept(message, urgent=urgent)
            sweeps.append(asyncio.create_task(here.road.sweep()))
            await looked.wait()
            return taken

        here.store.ledger.unfinished = seen  # type: ignore[method-assign]
        here.store.ledger.accept = slowly  # type: ignore[method-assign]
        async with asyncio.timeout(30):
            await here.road.accept(message("fever", "1"))
            await asyncio.gather(*sweeps)
            here.store.ledger.accept = accept  # type: ignore[method-assign]
            here.expert.may.set()
            await here.road.accept(message("cough", "2"))
            await here.platform.reached(2)
            while await here.road.backlog():
                here.ended.clear()
                await here.ended.wait()
    assert here.platform.texts == ["about fever", "about cough"]
    assert here.expert.asked == ["fever", "cough"]


@dataclass
class Windowed(Telling):
    abilities: Abilities = field(default_factory=lambda: Abilities(window_hours=24))
    knocks: list[str] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def knock(self, reply: Reply) -> bool:
        self.knocks.append(reply.address.user)
        self.asked.set()
        return True


async def test_a_crash_at_the_door_leaves_the_window_open(tmp_path: Path) -> None:
    """The platform delivers again what we did not confirm, and its answer may go."""
    async with town(tmp_path, platform=Windowed()) as here:
        held, long_ago = here.store.ledger.held, datetime.now(UTC) - timedelta(days=3)
        now, here.store.database._now = here.store.database._now, lambda: long_ago
        await held.wrote(owner_of(ASHA))
        here.store.database._now = now
        wrote, died = held.wrote, False

        async def dies(owner: str, *, release: bool = True) -> Sequence[Place]:
            nonlocal died
            if not died:
                died = True
                raise StoreError("the power went")
            return await wrote(owner, release=release)

        object.__setattr__(held, "wrote", dies)
        with pytest.raises(StoreError):
            await here.road.accept(message("fever", "1"))
        await here.road.accept(message("fever", "1"))
        assert await here.replies(1) == ["about fever"]
        assert isinstance(here.platform, Windowed)
        assert here.platform.knocks == []


@pytest.mark.parametrize("farewell", ["STOP", "/stop", "बंद करो"])
async def test_who_comes_back_to_say_stop_is_sent_nothing_that_waited(
    tmp_path: Path, farewell: str
) -> None:
    platform = Windowed()
    async with town(tmp_path, platform=platform) as here:
        here.platform.failures = [OutsideWindow("131047")]
        await here.road.accept(message("fever", "1"))
        async with asyncio.timeout(30):
            await platform.asked.wait()
        await here.road.accept(message(farewell, "2"))
        [said] = await here.replies(1)
        assert "START" in said
        await here.road.accept(message("cough", "3"))
        await here.road.accept(message("start", "4"))
        texts = await here.replies(2)
        assert "about cough" not in texts


async def test_a_stop_holds_although_first_aid_is_under_way(house: House) -> None:
    """An emergency waits for nobody; what it learned must not undo what was said meanwhile."""
    first_aid = await house.take(message("snake bite, I am 14", "1"))
    send, stopped = house.platform.send, False

    async def slowly(reply: Reply) -> str:
        nonlocal stopped
        if not stopped:
            stopped = True
            await house.say(message("/stop", "2"))
        return await send(reply)

    house.platform.send = slowly  # type: ignore[method-assign]
    await house.turns().run(first_aid)
    assert (await house.store.profile(ASHA)).stopped


async def test_two_changes_of_one_profile_both_hold(house: House) -> None:
    changes = [{"stopped": True}, {"child": True}, {"asked_memory": True}, {"slow": True}]

    async def change(what: dict[str, Any]) -> None:
        await house.store.change_profile(ASHA, lambda before: replace(before, **what))

    await asyncio.gather(*map(change, changes))
    found = await house.store.profile(ASHA)
    assert (found.stopped, found.child, found.asked_memory, found.slow) == (True,) * 4


async def test_who_said_stop_is_not_asked_back_by_a_late_receipt(strict: House) -> None:
    await strict.say(message("fever", "1"))
    await strict.say(message("STOP", "2"))
    late = receipt(ReceiptState.FAILED, of="1", code="131047", outside=True)
    await strict.turns().delivery.receipt(late)
    assert isinstance(strict.platform, Strict)
    assert strict.platform.knocks == []


async def test_an_edit_that_is_turned_away_leaves_its_question_to_be_answered(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, SlowExpert(), room=2) as here:
        assert isinstance(here.expert, SlowExpert)
        for id in "01":
            await here.road.accept(message(f"question {id}", id))
        edit = message("changed", "1:edit:1", replaces="1")
        assert await here.road.accept(edit) is Accepted.BUSY
        here.expert.may.set()
        async with asyncio.timeout(30):
            while await here.road.backlog():
                here.ended.clear()
                await here.ended.wait()
    assert "about question 1" in here.platform.texts


NUMBER = "2341 2341 2346"
"""With the check digit of an Aadhaar number."""


async def test_a_secret_is_struck_out_before_anything_lies_on_disk(tmp_path: Path) -> None:
    async with town(tmp_path, SlowExpert()) as here:
        assert isinstance(here.expert, SlowExpert)
        await here.road.accept(message(f"my number is {NUMBER}, my OTP is 445566", "1"))
        [kept] = (await here.store.export(ASHA))["messages"]
        here.expert.may.set()
        await here.replies(1)
    assert kept["text"] == "my number is [Aadhaar], my OTP is [code]"


async def test_what_is_too_long_is_so_without_its_secrets_too(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        await here.road.accept(message(f"{NUMBER} " + "word " * 900, "1"))
        [said] = await here.replies(1)
    assert "about" not in said


async def test_a_spoken_secret_is_struck_out_before_the_transcript_is_kept(house: House) -> None:
    house.platform = Speaking()
    house.transcriber = Transcriber(hears="my OTP is 445566")
    work = await house.say(message("", "1", media=CLIP))
    assert work.heard is not None
    assert work.heard.text == "my OTP is [code]"


async def test_a_receipt_of_a_word_beside_says_nothing_of_the_answer(strict: House) -> None:
    """The notice that follows an answer may fail, and the answer has arrived all the same."""
    await strict.say(message("fever", "1"))
    answer, notice = strict.platform.sent
    assert (answer.beside, notice.beside) == (False, True)
    assert notice.to == "1"


@pytest.mark.parametrize("said", ["/help a snake bit my son", "/ask snake bite", "/ snake"])
async def test_a_cry_for_help_behind_a_slash_is_heard(house: House, said: str) -> None:
    await house.say(message(said, "1"))
    assert house.platform.texts == ["Call 108"]


async def test_a_command_with_words_of_its_own_stays_one(house: House) -> None:
    await house.say(message("/feedback good snake", "1"))
    await house.say(message("/help", "2"))
    assert "Call 108" not in house.platform.texts
