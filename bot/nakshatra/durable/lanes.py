"""Who may go next: one turn of a person at a time, in the order of arrival; a few at once in all.

An emergency waits for nobody: it stands in no line and has workers of its own. So does the question
whether someone really wants to be forgotten: they may regret a note that is being heard.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager

WORKERS = 8
"""Turns that think at once; engines compute in processes of their own, so these mostly wait."""

RESERVED = 4
"""Emergencies that think at once, whatever else waits."""


class Lanes:
    def __init__(self) -> None:
        self._last: dict[str, asyncio.Future[None]] = {}
        """Person -> the end of their newest turn."""

        self._tickets: dict[str, tuple[str, asyncio.Future[None] | None, asyncio.Future[None]]] = {}
        """Key -> its person, the end of the turn before it, its own end."""

        self._workers = asyncio.Semaphore(WORKERS)
        self._reserved = asyncio.Semaphore(RESERVED)
        self._tasks: set[asyncio.Task[object]] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._tickets

    def keys(self) -> Set[str]:
        """Of the turns that wait or are under way."""
        return self._tickets.keys()

    def __len__(self) -> int:
        return len(self._tickets)

    def join(self, key: str, owner: str, *, urgent: bool) -> None:
        """Take a place behind the person's earlier turns."""
        mine = asyncio.get_running_loop().create_future()
        before = None if urgent else self._last.get(owner)
        self._tickets[key] = (owner, before, mine)
        if not urgent:
            self._last[owner] = mine

    def rename(self, before: str, after: str) -> None:
        """The same person: what comes under the new name waits for what came under the old one."""
        if last := self._last.get(before):
            self._last.setdefault(after, last)

    def leave(self, key: str) -> None:
        """The next turn of this person may go."""
        if (ticket := self._tickets.pop(key, None)) is None:
            return
        owner, _, mine = ticket
        mine.set_result(None)
        if self._last.get(owner) is mine:
            del self._last[owner]

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Wait for one's turn. A key that never joined was put in order by another machine."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            if (ticket := self._tickets.get(key)) and ticket[1]:
                await asyncio.shield(ticket[1])
            yield
        finally:
            self._tasks.discard(task)
            self.leave(key)

    def worker(self, *, urgent: bool) -> asyncio.Semaphore:
        return self._reserved if urgent else self._workers

    async def close(self, grace: float) -> None:
        """Let turns end for `grace` seconds; the rest stays on disk for the next start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
