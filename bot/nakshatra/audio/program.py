"""Text -> sound through the pipes of another program, kept running from sentence to sentence.

Voices whose licence is not ours (GPL) stay outside this process. The program reads one frame, JSON,
and answers with two: JSON ({"rate": ...} or {"error": ...}) and 16-bit mono PCM. A frame is its
length (4 bytes, big endian) and that many bytes. A program ends itself when its pipe closes, so
none outlives the bot.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from nakshatra.audio.spare import Spare, begun, ended
from nakshatra.errors import EngineError
from nakshatra.types import Audio

log = logging.getLogger(__name__)

WAKING = "1"
"""Said to no one, so that a voice is loaded before it is needed: a number, which every language
of ours has words for."""

_TRIES = 2
"""A crash costs one retry, in a fresh process; a sentence that crashes it twice is given up."""


class Program:
    """One sentence at a time. What goes wrong ends the program; the next call starts it anew."""

    def __init__(
        self, module: str, *arguments: str, seconds: float, spare: Spare | None = None
    ) -> None:
        """`seconds`: how long one sentence may take. `spare`: who may have one started already;
        it knows no arguments."""
        self.module, self._arguments, self._seconds = module, arguments, seconds
        self._spare = spare
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    @property
    def runs(self) -> bool:
        """Whether the next sentence finds it started."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """So that the first sentence need not. Raise `EngineError`."""
        async with self._turn:
            try:
                await self._running()
            except OSError as error:
                raise EngineError(f"{self.module} did not start: {error!r}") from error

    async def say(self, asked: Mapping[str, Any]) -> Audio:
        """Raise `EngineError` when it refuses, says nothing, or stops."""
        header, pcm = await self.ask(asked)
        if not pcm:
            raise EngineError(f"{self.module}: nothing to say")
        return Audio(pcm, int(header["rate"]))

    async def ask(self, asked: Mapping[str, Any]) -> tuple[Mapping[str, Any], bytes]:
        """Both frames of its answer. Raise `EngineError` when it refuses or stops."""
        frame = json.dumps(asked).encode()
        async with self._turn:
            header, data = await self._answered(frame)
        if "error" in header:
            raise EngineError(f"{self.module}: {header['error']}")
        return header, data

    async def close(self) -> None:
        """A sentence that is being spoken is given up."""
        if (process := self._process) is None:
            return
        if not self._turn.locked():
            await self._end(process)
            return
        self._process = None
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _answered(self, frame: bytes) -> tuple[dict[str, Any], bytes]:
        error: Exception = EOFError()
        for again in range(_TRIES):
            process: asyncio.subprocess.Process | None = None
            try:
                async with asyncio.timeout(self._seconds):
                    process = await self._running(fresh=again > 0)
                    return await _exchange(process, frame)
            except (OSError, EOFError, ValueError) as crash:
                error = crash
                closed = process is not None and process is not self._process
                await self._end(process)
                if closed or isinstance(crash, TimeoutError):
                    break
                log.warning("%s crashed: %r", self.module, crash)
            except asyncio.CancelledError:
                await self._end(process)
                raise
        raise EngineError(f"{self.module} stopped: {error!r}") from error

    async def _running(self, *, fresh: bool = False) -> asyncio.subprocess.Process:
        """`fresh`: after a crash no other's process is trusted."""
        if self._process is None or self._process.returncode is not None:
            ready = self._spare.take() if self._spare and not fresh else None
            self._process = ready or await begun(self.module, *self._arguments)
        return self._process

    async def _end(self, process: asyncio.subprocess.Process | None) -> None:
        if process is None:
            return
        if process is self._process:
            self._process = None
        await ended(process)


async def _exchange(
    process: asyncio.subprocess.Process, frame: bytes
) -> tuple[dict[str, Any], bytes]:
    """`ValueError` when what comes back is no frame of ours."""
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise EOFError("no pipes")
    stdin.write(len(frame).to_bytes(4, "big") + frame)
    await stdin.drain()
    header: dict[str, Any] = json.loads(await _read(stdout))
    return header, await _read(stdout)


async def _read(stream: asyncio.StreamReader) -> bytes:
    return await stream.readexactly(int.from_bytes(await stream.readexactly(4), "big"))
