"""A database URL -> transactions, with every failure as a `StoreError` that names the remedy.

A transaction is a function of a connection; the async driver waits for it off the event loop.
SQLite runs in write-ahead mode with a single writer, so that writers take turns instead of meeting
in SQLite's busy handler, which sleeps.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from nakshatra.errors import StoreError
from nakshatra.stores.turnstile import Turnstile

T = TypeVar("T")

BUSY_S = 5
"""How long a write waits for another program that holds the file."""

_SETTING_UP = 0x6E616B73
"""Our number among PostgreSQL's advisory locks: "naks"."""

_REMEDIES = {
    "disk is full": "free some space on its disk",
    "disk I/O error": "check the disk, then restore the file from a backup if it does not open",
    "locked": "another program holds it; stop that program",
    "malformed": "move the file away and restore it from a backup",
    "not a database": "move the file away; it was overwritten by something else",
    "readonly": "give this user the right to write it",
    "unable to open": "make its folder exist and writable",
}
"""What the driver says -> what to do."""


class Database:
    def __init__(self, url: str, now: Callable[[], datetime]) -> None:
        self.url = sa.make_url(url)
        self._now = now
        self._engine = _engine(self.url)
        self._writer = Turnstile()
        self._under_way: set[asyncio.Task[Any]] = set()
        self._closed = False

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def name(self) -> str:
        """For errors: the file, or the URL without its password."""
        return str(self.url.database) if self.is_sqlite else self.url.render_as_string()

    def milliseconds(self) -> int:
        return int(self._now().timestamp() * 1000)

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """What `work` finds in one snapshot; raise `StoreError`."""
        return await self._run(nullcontext(), work, "BEGIN")

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Committed when it returns, undone when it raises; raise `StoreError`."""
        turn = self._writer if self.is_sqlite else nullcontext()
        return await self._run(turn, work, "BEGIN IMMEDIATE")

    async def scrub(self) -> bool:
        """What was deleted leaves the write-ahead file too; secure_delete zeroed it elsewhere.
        False when a reader was in the way: again later."""
        if not self.is_sqlite:
            return True
        statement = sa.text("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = await self._run(self._writer, lambda c: c.scalar(statement), "")
        return not busy

    async def compact(self) -> None:
        """The whole file is written anew: nothing stays of what its pages held before."""
        if self.is_sqlite:
            await self._run(self._writer, lambda c: c.execute(sa.text("VACUUM")).close(), "")
            await self.scrub()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Of several processes that start on one database, one at a time makes its tables. Raise
        `StoreError`."""
        if self.is_sqlite:
            yield
            return
        with _errors(self.name):
            async with self._engine.begin() as connection:
                await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SETTING_UP)))
                yield

    async def close(self) -> None:
        while self._under_way:
            await asyncio.gather(*self._under_way, return_exceptions=True)
        self._closed = True
        await self._engine.dispose()

    async def _run(
        self,
        turn: AbstractAsyncContextManager[object],
        work: Callable[[sa.Connection], T],
        begin: str,
    ) -> T:
        """A caller who stops waiting leaves the transaction to its end: a driver that is cut off in
        the midst of one keeps its connection and its thread."""
        if self._closed:
            raise StoreError(f"{self.name} is closed; the bot is stopping")
        task = asyncio.create_task(self._transaction(turn, work, begin))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _transaction(
        self,
        turn: AbstractAsyncContextManager[object],
        work: Callable[[sa.Connection], T],
        begin: str,
    ) -> T:
        async with turn:
            with _errors(self.name):
                async with self._engine.connect() as connection:
                    await connection.execution_options(begin=begin)
                    async with connection.begin():
                        return await connection.run_sync(work)


def _engine(url: sa.URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        connect_args=_arguments(url),
        pool_reset_on_return=None,  # every transaction of ours ends itself: no second ROLLBACK
    )
    if url.get_backend_name() == "sqlite":
        sa.event.listen(engine.sync_engine, "connect", _prepare)
        sa.event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _arguments(url: sa.URL) -> dict[str, Any]:
    return {"timeout": BUSY_S} if url.get_backend_name() == "sqlite" else {}


def _prepare(connection: Any, _: Any) -> None:
    """The driver leaves BEGIN to us; erased content is overwritten."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    """Writers take the lock at once: a reader that turns writer would fail instead of waiting."""
    if statement := connection.get_execution_options()["begin"]:
        connection.exec_driver_sql(statement)


def insert_into(table: sa.Table, connection: sa.Connection) -> Any:
    """Both dialects can meet a row that is there; their common one cannot."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


@contextmanager
def _errors(name: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or type(error).__name__)
        remedy = next((do for word, do in _REMEDIES.items() if word in said), "see its log")
        raise StoreError(f"{name}: {said}; {remedy}") from error
