"""kill -9, again and again: nothing lost, nothing said twice, everybody's order kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import durable.mortal
from durable.mortal import USERS, words
from nakshatra.settings import Settings
from nakshatra.stores.ledger import State
from nakshatra.stores.sql import SqlStore

MESSAGES = 60
BOUNDARIES = ("accept:20", "answer:4", "speak:9", "sending:12", "send:8", "finish:10", "accept:55")
CLOCK = ("clock:0.05", "clock:0.1", "clock:0.2")
SECONDS = 300
"""For all lives of a test on a very slow machine."""


def live(folder: Path, *kills: str) -> list[int]:
    """Several lives of the process, one after the other; how they ended."""
    roots = [str(Path(durable.mortal.__file__).parents[1]), *sys.path]
    ended = subprocess.run(
        [sys.executable, durable.mortal.__file__, str(folder), str(MESSAGES), *kills],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(roots)},
        stdout=subprocess.PIPE,
        timeout=SECONDS,
        check=True,
    )
    return [int(line) for line in ended.stdout.split()]


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def numbers(folder: Path) -> list[int]:
    """Which messages were answered, in the order in which the platform got the replies."""
    return [int(line.split()[1]) for line in lines(folder / "sent")]


def assert_everybodys_order(folder: Path) -> None:
    calm = [number for number in numbers(folder) if words(number).startswith("fever")]
    for user in range(USERS):
        own = [number for number in calm if number % USERS == user]
        assert own == sorted(own)


@pytest.mark.slow
def test_killed_at_every_boundary(tmp_path: Path) -> None:
    ends = live(tmp_path, *BOUNDARIES, "never", "--knows")
    assert ends == [-signal.SIGKILL] * len(BOUNDARIES) + [0]
    assert sorted(numbers(tmp_path)) == list(range(MESSAGES))
    calm = [words(n) for n in range(MESSAGES) if words(n).startswith("fever")]
    assert sorted(lines(tmp_path / "asked")) == sorted(calm)
    assert_everybodys_order(tmp_path)


@pytest.mark.slow
async def test_killed_anywhere_on_a_platform_that_confirms_nothing(tmp_path: Path) -> None:
    *killed, last = live(tmp_path, *CLOCK, "never")
    assert -signal.SIGKILL in killed
    assert last == 0
    store = SqlStore(Settings(data_dir=tmp_path))
    await store.open()
    letters = await store.ledger.faults()
    await store.close()
    assert {letter.state for letter in letters} <= {State.UNCONFIRMED}
    shown = {int(letter.message.id) for letter in letters if letter.message}
    sent = Counter(numbers(tmp_path))
    assert set(sent) | shown == set(range(MESSAGES))
    twice = [words(number) for number, times in sent.items() if times > 1]
    assert all(text.startswith("snake") for text in twice)
    assert_everybodys_order(tmp_path)
