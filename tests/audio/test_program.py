"""A program behind pipes: kept running, begun again once after a crash, gone with the bot."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nakshatra.audio.program import Program
from nakshatra.errors import EngineError
from programs import HELLO, MODULE, alive, running

SCRIPT = """
import os, sys
tally, crashes = sys.argv[1], int(sys.argv[2])
times = len(open(tally).read()) if os.path.exists(tally) else 0
open(tally, "a").write("x")
if times < crashes:
    sys.stdin.buffer.read(4)
    os._exit(9)
out = sys.stdout.buffer
while len(size := sys.stdin.buffer.read(4)) == 4:
    sys.stdin.buffer.read(int.from_bytes(size, "big"))
    for frame in (b'{"rate": 8000}', bytes(16)):
        out.write(len(frame).to_bytes(4, "big") + frame)
    out.flush()
"""
"""Counts its starts in a file, and crashes in the first so many of them."""


@pytest.fixture
async def program() -> AsyncIterator[Program]:
    made = Program(MODULE, seconds=20)
    yield made
    await made.close()


async def crashing(folder: Path, times: int) -> tuple[Program, Path]:
    (folder / "crashing.py").write_text(SCRIPT)
    return Program("crashing", str(folder / "tally"), str(times), seconds=20), folder / "tally"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


async def test_it_stays_loaded_from_sentence_to_sentence(program: Program) -> None:
    await program.say(HELLO)
    [first] = running(os.getpid())
    await program.say(HELLO)
    assert running(os.getpid()) == [first]


async def test_a_crash_is_tried_once_more(folder: Path) -> None:
    program, tally = await crashing(folder, 1)
    assert (await program.say({})).rate == 8000
    await program.close()
    assert tally.read_text() == "xx"


async def test_two_crashes_are_given_up(folder: Path) -> None:
    program, tally = await crashing(folder, 9)
    with pytest.raises(EngineError, match="stopped"):
        await program.say({})
    assert tally.read_text() == "xx"
    assert running(os.getpid()) == []


async def test_closing_gives_up_the_sentence_and_leaves_nothing_running(program: Program) -> None:
    await program.say(HELLO)
    saying = asyncio.create_task(program.say({**HELLO, "text": "नमस्ते " * 20_000}))
    await asyncio.sleep(0.05)
    await program.close()
    with pytest.raises(EngineError, match="stopped"):
        await saying
    assert running(os.getpid()) == []


async def test_what_is_no_frame_of_ours_is_a_crash(folder: Path) -> None:
    (folder / "babbling.py").write_text("print('\\0\\0\\0\\x02hi', flush=True); input()")
    program = Program("babbling", seconds=20)
    with pytest.raises(EngineError, match="stopped"):
        await program.say({})
    assert running(os.getpid()) == []


async def test_what_is_refused_is_no_crash(program: Program) -> None:
    await program.say(HELLO)
    [first] = running(os.getpid())
    with pytest.raises(EngineError, match="no voice"):
        await program.say(HELLO | {"voice": "nobody"})
    assert running(os.getpid()) == [first]


@pytest.mark.parametrize("text", ["हाँ", "एक " * 5_000])
def test_no_program_outlives_a_bot_that_is_killed(text: str) -> None:
    """Idle, and in the middle of a sentence of hours."""
    code = f"""
import asyncio
from nakshatra.audio.program import Program
async def main():
    program = Program({MODULE!r}, seconds=600)
    await program.say({HELLO!r})
    print("ready", flush=True)
    await program.say({HELLO!r} | {{"text": {text!r} * 40}})
    await asyncio.sleep(600)
asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as bot:
        assert bot.stdout
        assert bot.stdout.readline() == b"ready\n"
        [voice] = running(bot.pid)
        bot.kill()
    asyncio.run(gone(voice))


async def gone(pid: int) -> None:
    async with asyncio.timeout(10):
        while alive(pid):
            await asyncio.sleep(0.01)


def test_a_signal_ends_it() -> None:
    with subprocess.Popen([sys.executable, "-m", MODULE], stdin=subprocess.PIPE) as one:
        one.send_signal(signal.SIGTERM)
        assert one.wait(10) == -signal.SIGTERM
