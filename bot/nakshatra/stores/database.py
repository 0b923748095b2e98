"""A database URL -> transactions, with every failure as a `StoreError` that names the remedy.

A transaction is a function that runs in a thread of ours: one hop off the event loop, where an
async driver makes ten for each statement. SQLite runs in write-ahead mode with a single writer
thread, so that writers take turns instead of meeting in SQLite's busy handler, which sleeps.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from nakshatra.errors import StoreError

T = TypeVar("T")

BUSY_S = 5
"""How long a write waits for another program that holds the file."""

_READERS = 2
_SHARED = 8
"""Threads for a database that has many writers."""

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
        self._readers = ThreadPoolExecutor(_READERS if self.is_sqlite else _SHARED)
        self._writers = ThreadPoolExecutor(1) if self.is_sqlite else self._readers

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
        return await self._run(self._readers, work, "BEGIN")

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Committed when it returns, undone when it raises; raise `StoreError`."""
        return await self._run(self._writers, work, "BEGIN IMMEDIATE")

    async def scrub(self) -> None:
        """What was deleted leaves the write-ahead file too; secure_delete zeroed it elsewhere."""
        if self.is_sqlite:
            statement = sa.text("PRAGMA wal_checkpoint(TRUNCATE)")
            await self._run(self._writers, lambda c: c.execute(statement).close(), "")

    async def close(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()
        self._engine.dispose()

    async def _run(
        self, threads: ThreadPoolExecutor, work: Callable[[sa.Connection], T], begin: str
    ) -> T:
        def transaction() -> T:
            with _errors(self.name), self._engine.connect() as connection:
                connection.execution_options(begin=begin)
                with connection.begin():
                    return work(connection)

        return await asyncio.get_running_loop().run_in_executor(threads, transaction)


def _engine(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url, hide_parameters=True, connect_args=_arguments(url))
    if url.get_backend_name() == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
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


@contextmanager
def _errors(name: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or type(error).__name__)
        remedy = next((do for word, do in _REMEDIES.items() if word in said), "see its log")
        raise StoreError(f"{name}: {said}; {remedy}") from error
