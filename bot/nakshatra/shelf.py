"""Which engines are in memory: each in its own process, started when first asked, least recently
used put back when the budget is full.

An engine is any object whose methods take and return picklable values; it is made inside the child
process by a factory named "package.module:function". It answers one call at a time, in order. A
program that somebody else runs (a GPL voice) takes room here like any engine. What nobody used for
`idle_s` seconds is put away. A crash costs the call that was under way (`EngineError`); the next
call starts a fresh process. A caller who stops waiting leaves the engine at work: its answer is
thrown away.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar, cast

from nakshatra.errors import EngineError, NakshatraError, Stopped
from nakshatra.surplus import give_back

log = logging.getLogger(__name__)

_Kept = TypeVar("_Kept", "_Child", "_Guest")

_GRACE = 3.0
"""Seconds a process may take to go when asked, and to vanish when killed."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What the shelf needs to know to load one."""

    name: str
    """Unique, e.g. "faster_whisper/swift"."""

    factory: str
    """"package.module:function", called in the child with `options`."""

    options: Mapping[str, Any]
    ram_mb: int
    """Megabytes it will hold, as its card says."""


class Shelf:
    """At most `budget_mb` of engines at once; an engine in use is never put away."""

    def __init__(self, budget_mb: int, idle_s: float = 0.0) -> None:
        """`idle_s`: seconds without a call after which an engine goes; 0 = it stays."""
        self.budget_mb, self._idle_s = budget_mb, idle_s
        self._loaded: OrderedDict[str, _Child | _Guest] = OrderedDict()
        self._ends: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Condition()
        self._calls: set[asyncio.Task[Any]] = set()
        self._closed = False

    @property
    def loaded(self) -> Mapping[str, int]:
        """Name -> megabytes of what is in memory, least recently used first."""
        return {name: child.engine.ram_mb for name, child in self._loaded.items()}

    def has_room(self, engine: Engine) -> bool:
        """Whether it is in memory, or could be without any other leaving."""
        rest = sum(self.loaded.values()) + engine.ram_mb
        return engine.name in self._loaded or rest <= self.budget_mb

    async def call(self, engine: Engine, method: str, *args: Any, timeout: float = 600.0) -> Any:  # noqa: ASYNC109
        """Run `engine.method(*args)` in its process; load it first when it is not there.

        `timeout` (seconds) counts waiting, loading and working; a process that passes it is ended.
        """
        self._check(engine)
        task = asyncio.create_task(self._call(engine, method, args, timeout))
        self._calls.add(task)
        task.add_done_callback(self._finished)
        return await asyncio.shield(task)

    @asynccontextmanager
    async def room(
        self, engine: Engine, end: Callable[[], Awaitable[None]], wait: float
    ) -> AsyncIterator[None]:
        """Room for a program of somebody else's while it is at work; when it idles and its room is
        needed, `end` ends it. `EngineError` when there is none within `wait` seconds."""
        self._check(engine)
        try:
            async with asyncio.timeout(wait):
                guest = await self._take(engine, lambda: _Guest(engine, end))
        except TimeoutError as error:
            raise EngineError(f"no room for {engine.name} within {wait:g} seconds") from error
        try:
            yield
        finally:
            await self._give_back(guest)

    async def close(self) -> None:
        """End every process. Calls under way or waiting get `EngineError`."""
        async with self._changed:
            self._closed = True
            self._changed.notify_all()
        for child in list(self._loaded.values()):
            await self._drop(child)
        await asyncio.gather(*self._calls, *self._ends, return_exceptions=True)

    def _check(self, engine: Engine) -> None:
        if engine.ram_mb > self.budget_mb:
            raise EngineError(
                f"{engine.name} needs {engine.ram_mb} MB, the budget is {self.budget_mb} MB; "
                "raise ram_budget_mb or choose a smaller model"
            )

    async def _call(self, engine: Engine, method: str, args: Any, limit: float) -> Any:
        try:
            async with asyncio.timeout(limit):
                while True:
                    child = await self._take(engine, lambda: _Child(engine))
                    try:
                        async with child.turn:
                            if not child.ended:
                                return await self._work(child, method, args)
                    finally:
                        await self._give_back(child)
        except TimeoutError as error:
            raise EngineError(f"{engine.name} took longer than {limit:g} seconds") from error

    async def _work(self, child: _Child, method: str, args: Any) -> Any:
        """One call. What ends it early ends the process too: nobody may read its late answer."""
        try:
            result = await child.call(method, args)
        except (EOFError, OSError) as error:
            await self._drop(child)
            raise Stopped(f"{child.engine.name} stopped: {error!r}") from error
        except BaseException:
            await self._drop(child)
            raise
        if isinstance(result, NakshatraError):
            raise result
        return result

    async def _take(self, engine: Engine, make: Callable[[], _Kept]) -> _Kept:
        async with self._changed:
            await self._changed.wait_for(lambda: self._closed or self._fits(engine))
            if self._closed:
                raise EngineError(f"{engine.name}: the shelf is closed")
            if engine.name not in self._loaded:
                await self._make_room(engine.ram_mb)
                self._loaded[engine.name] = make()
            self._loaded.move_to_end(engine.name)
            child = cast(_Kept, self._loaded[engine.name])
            child.users += 1
            child.calls += 1
            return child

    async def _give_back(self, child: _Child | _Guest) -> None:
        async with self._changed:
            child.users -= 1
            self._changed.notify_all()
        if self._idle_s and not self._closed:
            loop = asyncio.get_running_loop()
            loop.call_later(self._idle_s, self._tire, child, child.calls)

    def _tire(self, child: _Child | _Guest, calls: int) -> None:
        """Put it away unless it was called since."""
        if child.calls == calls and not child.users and not self._closed:
            task = asyncio.create_task(self._drop_idle(child))
            self._ends.add(task)
            task.add_done_callback(self._ends.discard)

    async def _drop_idle(self, child: _Child | _Guest) -> None:
        async with self._changed:
            if not child.users:
                await self._drop(child)

    def _fits(self, engine: Engine) -> bool:
        """It is here, or would be if all idle engines were put away."""
        busy = sum(child.engine.ram_mb for child in self._loaded.values() if child.users)
        return engine.name in self._loaded or busy + engine.ram_mb <= self.budget_mb

    async def _make_room(self, wanted: int) -> None:
        for child in list(self._loaded.values()):
            if sum(self.loaded.values()) + wanted <= self.budget_mb:
                return
            if not child.users:
                await self._drop(child)

    async def _drop(self, child: _Child | _Guest) -> None:
        if self._loaded.get(child.engine.name) is child:
            del self._loaded[child.engine.name]
            log.info("engine put away", extra={"engine": child.engine.name})
        await child.end()

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._calls.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.debug("engine call failed", extra={"error": repr(error)})


class _Guest:
    """A program that somebody else runs."""

    def __init__(self, engine: Engine, end: Callable[[], Awaitable[None]]) -> None:
        self.engine = engine
        self.users = self.calls = 0
        self._end = end

    async def end(self) -> None:
        await self._end()


class _Child:
    """One engine's process, and the thread that waits for it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.users = self.calls = 0
        self.turn = asyncio.Lock()
        self.ended = False
        self._loaded = self._busy = False
        self._thread = ThreadPoolExecutor(1, f"shelf-{engine.name}")
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        arguments = (theirs, engine.factory, dict(engine.options))
        self._process = context.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()

    async def call(self, method: str, args: tuple[Any, ...]) -> Any:
        """What the engine returned, or its error; `EOFError` or `OSError` when it is gone.
        An error in loading is raised."""
        loop = asyncio.get_running_loop()
        self._busy = True
        result = await loop.run_in_executor(self._thread, self._exchange, method, args)
        self._busy = False
        return result

    async def end(self) -> None:
        """Asked when idle, killed when at work: then the call under way gets `EOFError`."""
        self.ended = True
        if not self._busy:
            self._pipe.close()
            await asyncio.to_thread(self._process.join, _GRACE)
        self._process.kill()
        await asyncio.to_thread(self._process.join, _GRACE)
        self._thread.shutdown(wait=False)

    def _exchange(self, method: str, args: tuple[Any, ...]) -> Any:
        if not self._loaded:
            if isinstance(error := self._pipe.recv(), NakshatraError):
                raise error
            self._loaded = True
        self._pipe.send((method, args))
        return self._pipe.recv()


def _serve(pipe: Connection, factory: str, options: Mapping[str, Any]) -> None:
    """The child's life: load, then answer until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair
    module, _, name = factory.partition(":")
    try:
        engine = getattr(import_module(module), name)(**options)
    except Exception as error:
        pipe.send(_ours(error))
        return
    pipe.send(None)
    with suppress(EOFError, OSError):
        while True:
            give_back()  # of loading, of the answer before: while nobody waits
            method, args = pipe.recv()
            pipe.send(_answer(engine, method, args))


def _answer(engine: Any, method: str, args: tuple[Any, ...]) -> Any:
    try:
        return getattr(engine, method)(*args)
    except Exception as error:
        return _ours(error)


def _ours(error: Exception) -> NakshatraError:
    return error if isinstance(error, NakshatraError) else EngineError(repr(error))
