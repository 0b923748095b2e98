"""Who may write next: one at a time, in the order of asking, what is urgent before all others."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_URGENT: ContextVar[bool] = ContextVar("urgent", default=False)


@contextmanager
def urgently(urgent: bool = True) -> Iterator[None]:
    """What is written under it waits for nobody but the one who is writing."""
    token = _URGENT.set(urgent)
    try:
        yield
    finally:
        _URGENT.reset(token)


class Turnstile:
    def __init__(self) -> None:
        self._busy = False
        self._first: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> None:
        if not self._busy:
            self._busy = True
            return
        mine = asyncio.get_running_loop().create_future()
        (self._first if _URGENT.get() else self._others).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # it was let in, and does not come
                self._next()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._next()

    def _next(self) -> None:
        for waiting in (self._first, self._others):
            while waiting:
                if not (one := waiting.popleft()).done():
                    one.set_result(None)
                    return
        self._busy = False
