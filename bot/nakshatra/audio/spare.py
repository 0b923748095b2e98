"""A module -> a process of it that is started before anybody needs it, its libraries loaded.

It holds no voice and says nothing: who takes it gives it its first sentence. Another is started a
while after one was taken, and none before `fill` was called once.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress

log = logging.getLogger(__name__)

_AGAIN_S = 10.0
"""After one was taken another is started: later than the reply that needed it, which would wait."""


class Spare:
    def __init__(self, module: str, again_s: float = _AGAIN_S) -> None:
        self.module, self._again_s = module, again_s
        self._process: Process | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._starting: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def waits(self) -> bool:
        """Whether one could be taken now."""
        return self._process is not None and self._process.returncode is None

    async def fill(self) -> None:
        """Start one unless it is there. Raise `OSError`."""
        if not self._closed and not self.waits:
            self._process = await begun(self.module)

    def take(self) -> Process | None:
        """None where none is there, or it has ended meanwhile."""
        if self._process is None:
            return None
        taken = self._process if self.waits else None
        self._process = None
        self._timer = asyncio.get_running_loop().call_later(self._again_s, self._again)
        return taken

    async def close(self) -> None:
        self._closed = True
        if self._timer:
            self._timer.cancel()
        if self._starting:
            await self._starting
        process, self._process = self._process, None
        if process:
            await ended(process)

    def _again(self) -> None:
        self._starting = asyncio.create_task(self._refill())

    async def _refill(self) -> None:
        """Nobody waits for it: where it cannot be started, the next voice starts its own."""
        try:
            await self.fill()
        except OSError as error:
            log.warning("no spare %s: %r", self.module, error)


async def begun(module: str, *arguments: str) -> Process:
    """A program of its own that is talked to through pipes. Raise `OSError`."""
    command = (sys.executable, "-m", module, *arguments)
    return await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)


async def ended(process: Process) -> None:
    """Killed, if it still runs; what it left in its pipes is read, so that none stays open."""
    with suppress(ProcessLookupError):
        process.kill()
    await process.communicate()
