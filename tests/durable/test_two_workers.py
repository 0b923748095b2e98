"""A gateway here and two workers as processes of their own, on one PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import durable.shared
import postgres
from durable.harness import Expert, Platform, Transcriber, bot, message
from nakshatra.durable.road import Road, Role
from nakshatra.stores.ledger import Accepted, State
from nakshatra.stores.sql import SqlStore

pytestmark = [postgres.needed, pytest.mark.slow]

SECONDS = 240
"""For all of it on a very slow machine."""

USERS, MESSAGES = 5, 30


@pytest.fixture
def url() -> Iterator[str]:
    with postgres.fresh() as made:
        yield made


@pytest.fixture
async def gateway(url: str, tmp_path: Path) -> AsyncIterator[Road]:
    settings = postgres.on(url, tmp_path / "gateway", user_per_minute=0)
    channels = {"fake": Platform()}
    made = bot(channels, Expert(), Transcriber())
    road = Road(made, SqlStore(settings), settings, channels, role=Role.GATEWAY)
    await road.start()
    for user in range(USERS):
        address = message("x", user=f"user{user}").address
        profile = await road._store.profile(address)
        greeted = replace(profile, greeted=True, asked_memory=True)
        await road._store.save_profile(address, greeted)
    yield road
    await road.stop()


async def begun(url: str, folder: Path) -> Process:
    roots = [str(Path(durable.shared.__file__).parents[1]), *sys.path]
    return await asyncio.create_subprocess_exec(
        *(sys.executable, durable.shared.__file__, str(folder), url, str(out(folder))),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(roots)},
    )


@asynccontextmanager
async def worker(url: str, folder: Path) -> AsyncIterator[Process]:
    process = await begun(url, folder)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def out(folder: Path) -> Path:
    return folder.parent / f"{folder.name}.sent"


def answered(*folders: Path) -> list[int]:
    """Which messages, in the order in which each worker sent their replies."""
    files = [out(folder) for folder in folders if out(folder).exists()]
    return [int(line.split()[1]) for file in files for line in file.read_text().splitlines()]


async def write(road: Road, numbers: range) -> None:
    for n in numbers:
        sent = message(f"fever {n} of mine", str(n), f"user{n % USERS}")
        assert await road.accept(sent) is Accepted.NEW


async def until_answered(road: Road) -> None:
    async with asyncio.timeout(SECONDS):
        while await road.backlog():
            await asyncio.sleep(0.05)


async def test_two_workers_answer_everybody_once(url: str, gateway: Road, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    async with worker(url, one), worker(url, two):
        await write(gateway, range(MESSAGES))
        await until_answered(gateway)
    assert sorted(answered(one, two)) == list(range(MESSAGES))
    for user in range(USERS):
        serials = [n for n in answered(one) if n % USERS == user]
        assert serials == sorted(serials), "one person's order"


async def test_a_worker_that_was_killed_goes_on_where_it_was(
    url: str, gateway: Road, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    async with worker(url, one) as first, worker(url, two):
        await write(gateway, range(MESSAGES))
        async with asyncio.timeout(SECONDS):
            while not answered(one):
                await asyncio.sleep(0.01)
        first.send_signal(signal.SIGKILL)
        await first.wait()
        async with worker(url, one):
            await until_answered(gateway)
    letters = await gateway.dead_letters()
    assert {letter.state for letter in letters} <= {State.UNCONFIRMED}
    unsure = {int(letter.message.id) for letter in letters if letter.message}
    sent = Counter(answered(one, two))
    assert set(sent) | unsure == set(range(MESSAGES))
    assert set(sent.values()) == {1}


async def test_a_machine_that_repeats_the_workers_words_is_left_by_the_gateway(
    url: str, gateway: Road, tmp_path: Path
) -> None:
    async with worker(url, tmp_path / "one"):
        assert await gateway.accept(message("fever is all I have", "1", "user0")) is Accepted.NEW
        await until_answered(gateway)
        [line] = out(tmp_path / "one").read_text().splitlines()
        echo = line.split(maxsplit=2)[2]
        async with asyncio.timeout(SECONDS):
            tried = iter(range(2, 6))
            while await gateway.accept(message(echo, str(next(tried)), "user0")) is Accepted.NEW:
                await until_answered(gateway)
