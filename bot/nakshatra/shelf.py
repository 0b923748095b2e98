"""Which engines are in memory: each in its own process, started when first asked, least recently
used put back when the budget is full.

An engine is any object whose methods take and return picklable values; it is made inside the child
process by a factory named "package.module:function". A crash of the child costs the call that was
under way (`EngineError`, retryable by asking again); the next call starts a fresh one.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context
from typing import Any

from nakshatra.errors import EngineError

log = logging.getLogger(__name__)


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


@dataclass(slots=True)
class _Loaded:
    engine: Engine
    pool: ProcessPoolExecutor
    users: int = field(default=0)


class Shelf:
    """At most `budget_mb` of engines at once; an engine in use is never put away."""

    def __init__(self, budget_mb: int) -> None:
        self.budget_mb = budget_mb
        self._loaded: OrderedDict[str, _Loaded] = OrderedDict()

    async def call(self, engine: Engine, method: str, *args: Any, timeout: float = 600.0) -> Any:
        """Run `engine.method(*args)` in its process; load it first when it is not there."""
        if engine.ram_mb > self.budget_mb:
            raise EngineError(
                f"{engine.name} needs {engine.ram_mb} MB, the budget is {self.budget_mb} MB; "
                "raise ram_budget_mb or choose a smaller model"
            )
        held = self._take(engine)
        held.users += 1
        try:
            future = asyncio.get_running_loop().run_in_executor(held.pool, _call, method, args)
            return await asyncio.wait_for(future, timeout)
        except (BrokenProcessPool, TimeoutError) as error:
            self._drop(engine.name)
            raise EngineError(f"{engine.name} stopped: {error!r}") from error
        finally:
            held.users -= 1

    async def close(self) -> None:
        for name in list(self._loaded):
            self._drop(name)

    def _take(self, engine: Engine) -> _Loaded:
        if engine.name not in self._loaded:
            self._make_room(engine.ram_mb)
            pool = ProcessPoolExecutor(
                1, get_context("spawn"), _load, (engine.factory, dict(engine.options))
            )
            self._loaded[engine.name] = _Loaded(engine, pool)
        self._loaded.move_to_end(engine.name)
        return self._loaded[engine.name]

    def _make_room(self, wanted: int) -> None:
        for name, held in list(self._loaded.items()):
            if self._used() + wanted <= self.budget_mb:
                return
            if not held.users:
                self._drop(name)

    def _used(self) -> int:
        return sum(held.engine.ram_mb for held in self._loaded.values())

    def _drop(self, name: str) -> None:
        if (held := self._loaded.pop(name, None)) is None:
            return
        log.info("engine put away", extra={"engine": name})
        processes = list((held.pool._processes or {}).values())
        held.pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()


_engine: Any = None
"""The one engine of a child process."""


def _load(factory: str, options: Mapping[str, Any]) -> None:
    global _engine
    module, _, name = factory.partition(":")
    _engine = getattr(import_module(module), name)(**options)


def _call(method: str, args: tuple[Any, ...]) -> Any:
    return getattr(_engine, method)(*args)
