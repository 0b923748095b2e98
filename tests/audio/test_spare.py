"""A program started before it is needed: taken once, another comes, none is left when all close."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable

import pytest

from nakshatra.audio.program import Program
from nakshatra.audio.spare import Spare
from nakshatra.errors import EngineError
from programs import HELLO, MODULE, running

HOURS = 3600.0


@pytest.fixture
async def spare() -> AsyncIterator[Spare]:
    made = Spare(MODULE, again_s=HOURS)
    yield made
    await made.close()
    assert running(os.getpid()) == []


@pytest.fixture
async def program(spare: Spare) -> AsyncIterator[Program]:
    made = Program(MODULE, seconds=20, spare=spare)
    yield made
    await made.close()


async def test_the_first_sentence_is_said_by_the_one_that_waits(
    spare: Spare, program: Program
) -> None:
    await spare.fill()
    await spare.fill()
    [waiting] = running(os.getpid())
    assert (await program.say(HELLO)).seconds > 0
    assert running(os.getpid()) == [waiting]
    assert not spare.waits


async def test_where_none_waits_one_is_started(spare: Spare, program: Program) -> None:
    assert (await program.say(HELLO)).seconds > 0
    assert not spare.waits


async def test_another_waits_a_while_after_one_was_taken(program: Program) -> None:
    soon = Spare(MODULE, again_s=0.0)
    await soon.fill()
    taken = soon.take()
    assert taken is not None
    await until(lambda: soon.waits)
    await soon.close()
    taken.kill()
    await taken.communicate()


async def test_one_that_was_killed_while_it_waited_is_passed_over(
    spare: Spare, program: Program
) -> None:
    await spare.fill()
    [waiting] = running(os.getpid())
    os.kill(waiting, 9)
    assert (await program.say(HELLO)).seconds > 0
    assert not spare.waits


async def test_one_that_cannot_be_started_again_is_logged_and_hinders_no_closing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    soon = Spare(MODULE, again_s=0.0)
    await soon.fill()
    monkeypatch.setattr("nakshatra.audio.spare.sys.executable", "/nowhere/python")
    taken = soon.take()
    assert taken is not None
    await until(lambda: "no spare" in caplog.text)
    await soon.close()
    taken.kill()
    await taken.communicate()


async def test_nothing_is_started_once_it_is_closed(spare: Spare) -> None:
    await spare.close()
    await spare.fill()
    assert spare.take() is None


async def test_a_program_that_cannot_be_started_is_told(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nakshatra.audio.spare.sys.executable", "/nowhere/python")
    with pytest.raises(EngineError, match="did not start"):
        await program.start()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.01)
