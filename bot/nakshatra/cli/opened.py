"""A command's work on the bot's own tables, which a running bot may hold open too."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from nakshatra.settings import Settings
from nakshatra.stores.sql import SqlStore

T = TypeVar("T")


def with_store(work: Callable[[SqlStore], Awaitable[T]]) -> T:
    """Raise `StoreError`."""

    async def run() -> T:
        store = SqlStore(Settings.load())
        try:
            await store.open()
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())
