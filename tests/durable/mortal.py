"""A bot that is killed: run by test_kill.py as a process of its own.

    python mortal.py [--knows] FOLDER MESSAGES KILL...

Each KILL is one life, a process forked from this one (which has done nothing but import). It
accepts messages 0..MESSAGES-1 (again, after a restart: the platform delivers again what may be
lost) and ends when all are over. KILL names where it dies with SIGKILL: "answer:9" = after the
ninth answer was noted, "never", or "clock:0.4" = after so many seconds, wherever it is then.
How each life ended is printed, -9 for a kill. What the platform got and what the expert was asked
stands in FOLDER/sent and FOLDER/asked.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import fakes
from durable.harness import Expert, Platform, Transcriber, bot, message
from nakshatra.durable.road import Road
from nakshatra.settings import Settings
from nakshatra.stores.ledger import Accepted, Work
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Answer, Profile, Query, Reply

USERS = 6
T = TypeVar("T")


def words(number: int) -> str:
    """Every twelfth is an emergency."""
    return f"snake {number}" if number % 12 == 7 else f"fever {number}"


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def append(path: Path, line: str) -> None:
    with path.open("a") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


class Boundary:
    """Kills at the n-th passing of one boundary, once no other turn is in the midst of a stage."""

    def __init__(self, kill: str) -> None:
        self._at, _, count = kill.partition(":")
        self._left = float(count or 0)
        self._midst: set[str] = set()
        self._armed = False

    def clock(self) -> None:
        if self._at == "clock":
            asyncio.get_running_loop().call_later(self._left, die)

    async def enter(self, what: str) -> None:
        """From here on a crash would repeat `what`. Nothing begins while a kill is due."""
        while self._armed:
            await asyncio.sleep(0.001)
        self._midst.add(what)

    def leave(self, what: str) -> None:
        self._midst.discard(what)

    async def passed(self, name: str, own: str = "") -> None:
        self._left -= name == self._at
        if name != self._at or self._left > 0:
            return
        self._armed = True
        while self._midst - {own}:
            await asyncio.sleep(0.001)
        die()


class FilePlatform(Platform):
    def __init__(self, path: Path, boundary: Boundary) -> None:
        super().__init__()
        self.path = path
        self.boundary = boundary

    async def send(self, reply: Reply) -> str:
        await self.boundary.passed("sending")
        await self.boundary.enter(reply.to)
        append(self.path, f"{reply.address.user} {reply.to} {reply.text}")
        await self.boundary.passed("send", reply.to)
        return reply.to


class KnowingPlatform(FilePlatform):
    async def delivered(self, reply: Reply) -> bool | None:
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return any(line.split()[1] == reply.to for line in lines)


@dataclass
class FileExpert(Expert):
    path: Path = Path()
    boundary: Boundary = Boundary("never")  # noqa: RUF009

    async def answer(self, query: Query) -> Answer:
        await self.boundary.enter(query.text)
        append(self.path, query.text)
        return fakes.answer(query.text)


def after(call: Callable[..., Awaitable[T]], then: Callable[..., Awaitable[None]]) -> Any:
    async def wrapped(*args: Any, **given: Any) -> T:
        result = await call(*args, **given)
        await then(*args, **given)
        return result

    return wrapped


def watch(store: SqlStore, boundary: Boundary) -> None:
    """Tell the boundary of each thing that is now safely on disk."""
    ledger = store.ledger

    async def accepted(*_: Any, **__: Any) -> None:
        await boundary.passed("accept")

    async def noted(_: str, answer: Answer | None = None, **__: Any) -> None:
        if answer is not None:
            boundary.leave(answer.text)
            await boundary.passed("answer")

    async def finished(work: Work, *_: Any, **__: Any) -> None:
        boundary.leave(work.message.id if work.message else "")
        await boundary.passed("finish")

    vars(ledger)["accept"] = after(ledger.accept, accepted)
    vars(ledger)["note"] = after(ledger.note, noted)
    vars(ledger)["finish"] = after(ledger.finish, finished)


async def main(folder: Path, messages: int, kill: str, *, knows: bool) -> None:
    boundary = Boundary(kill)
    settings = Settings(data_dir=folder, user_per_minute=0, stop_loops=False)
    store = SqlStore(settings)
    watch(store, boundary)
    platform = (KnowingPlatform if knows else FilePlatform)(folder / "sent", boundary)
    expert = FileExpert(path=folder / "asked", boundary=boundary)
    channels = {"fake": platform}
    made = bot(channels, expert, Transcriber())

    async def spoken(*_: Any) -> None:
        await boundary.passed("speak")

    object.__setattr__(made, "speak", after(made.speak, spoken))
    road = Road(made, store, settings, channels)
    await road.start()
    boundary.clock()
    for user in range(USERS):
        address = message("x", user=f"user{user}").address
        profile = await store.profile(address)
        await store.save_profile(
            address, replace(profile or Profile(), greeted=True, asked_memory=True)
        )
    for number in range(messages):
        accepted = await road.accept(message(words(number), str(number), f"user{number % USERS}"))
        assert accepted is not Accepted.BUSY
    while await road.backlog():
        await asyncio.sleep(0.02)
    await road.stop()


def live(folder: Path, messages: int, kill: str, *, knows: bool) -> int:
    """One life of the process; how it ended."""
    if (pid := os.fork()) == 0:
        asyncio.run(main(folder, messages, kill, knows=knows))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    folder, messages, *kills = [word for word in sys.argv[1:] if word != "--knows"]
    for kill in kills:
        print(live(Path(folder), int(messages), kill, knows="--knows" in sys.argv), flush=True)
