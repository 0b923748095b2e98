"""Wakes whoever waits for a person's letters, in this process; carries none."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self.closed = False

    def ring(self, user: str) -> None:
        for event in self._waiting.get(user, ()):
            event.set()

    @contextmanager
    def listen(self, user: str) -> Iterator[asyncio.Event]:
        """Set when it rings or the server stops. Listen first, look second: no ring is lost."""
        event = asyncio.Event()
        if self.closed:
            event.set()
        self._waiting[user].add(event)
        try:
            yield event
        finally:
            self._waiting[user].discard(event)
            if not self._waiting[user]:
                del self._waiting[user]

    def close(self) -> None:
        """Nobody waits any more: the server is stopping."""
        self.closed = True
        for user in list(self._waiting):
            self.ring(user)
