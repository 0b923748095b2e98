"""A bot that is killed in the midst of its work, started again, and counted: lost, doubled, order.

python -m nakshatra.measure.killed FOLDER COUNT     one life: answers what is left, then ends
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

from nakshatra.abilities import Abilities
from nakshatra.app import specify, wire
from nakshatra.durable.road import Road
from nakshatra.errors import ChannelError
from nakshatra.measure.samples import questions
from nakshatra.settings import Settings
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Address, Kind, Media, Message, Reply, Voice

PEOPLE = 10
_LOOK_S = 0.02
_URGENT = "!"
"""Behind the number of an emergency, which overtakes what its sender asked before."""


class Ledger:
    """A platform that writes each reply down, and can say whether it got one."""

    name = "ledger"
    abilities = Abilities()

    def __init__(self, path: Path) -> None:
        self._path = path

    async def fetch(self, media: Media) -> Voice:
        raise ChannelError(f"no recordings here: {media.mime}")

    async def send(self, reply: Reply) -> str:
        if reply.kind is Kind.NOTICE:  # the greeting on first contact answers nothing
            return reply.to
        with self._path.open("a") as file:
            file.write(f"{reply.to}{_URGENT if reply.kind is Kind.EMERGENCY else ''}\n")
            file.flush()
            os.fsync(file.fileno())
        return reply.to

    async def delivered(self, reply: Reply) -> bool:
        return reply.to in map(_id, sent(self._path))


@dataclass(frozen=True, slots=True)
class Toll:
    lost: int
    doubled: int
    disordered: int
    """People whose answers did not come in the order of their questions; an emergency may."""


def sent(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def _id(line: str) -> str:
    return line.removesuffix(_URGENT)


def toll(folder: Path, count: int, kills: int) -> Toll:
    """Live, be killed `kills` times at even parts of the work, live to the end; then count."""
    path = folder / "sent"
    for life in range(kills + 1):
        goal = count * (life + 1) // (kills + 1) - count // (2 * kills + 2)
        child = subprocess.Popen(  # noqa: S603 our own interpreter and module
            [sys.executable, "-m", "nakshatra.measure.killed", str(folder), str(count)]
        )
        while life < kills and child.poll() is None and len(sent(path)) < goal:
            sleep(_LOOK_S)
        if life < kills:
            child.send_signal(signal.SIGKILL)
        child.wait()
    return counted(sent(path), count)


def counted(lines: list[str], count: int) -> Toll:
    """What was sent, line by line, against the messages 0 to `count` - 1."""
    got = [_id(line) for line in lines]
    people = defaultdict(list)
    for line in lines:
        if not line.endswith(_URGENT):
            people[int(line) % PEOPLE].append(int(line))
    return Toll(
        lost=len(set(map(str, range(count))) - set(got)),
        doubled=sum(times - 1 for times in Counter(got).values()),
        disordered=sum(ids != sorted(ids) for ids in people.values()),
    )


async def _live(folder: Path, count: int) -> None:
    settings = replace(Settings(), data_dir=folder)
    store = SqlStore(settings)
    channels = {"ledger": Ledger(folder / "sent")}
    parts = wire(specify(settings, store), channels)
    road = Road(parts.bot, store, settings, channels)
    await road.start()
    texts = questions(count)
    for number in range(count):
        address = Address("ledger", str(number % PEOPLE))
        text = texts[number % len(texts)]
        await road.accept(
            Message(id=str(number), address=address, sent_at=datetime.now(UTC), text=text)
        )
    while await road.backlog():  # noqa: ASYNC110 the road has no bell for "all done"
        await asyncio.sleep(_LOOK_S)
    await road.stop()
    await parts.close()


if __name__ == "__main__":
    asyncio.run(_live(Path(sys.argv[1]), int(sys.argv[2])))
