"""DBOS: starts a turn by its key, and starts it again after a crash. The only file that knows it.

Its rows hold keys and nothing a person said; docs/decisions/0004-durable-road.md says why.
On SQLite one process accepts and works, so a turn starts at once and lanes.py keeps the order. On
PostgreSQL a turn goes through DBOS's queues, so that any number of workers may share them.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID

from nakshatra.closed import touch
from nakshatra.durable.lanes import RESERVED, WORKERS
from nakshatra.errors import StoreError
from nakshatra.settings import Settings

FILE = "road.sqlite"
TURNS, EMERGENCIES = "turns", "emergencies"

_VERSION = "1"
"""DBOS takes up only turns of its own version. A turn keeps its notes in our tables, so a newer
Nakshatra can finish what an older one began: the version stays."""

_POLL_S = 0.1
"""How often a worker asks PostgreSQL for turns; each look costs about 5 ms of CPU a queue."""

_THREADS = 16
_BATCH = 500
_ALIVE = ("PENDING", "ENQUEUED", "DELAYED")
_OVER = ["SUCCESS", "ERROR", "CANCELLED"]


class Engine:
    def __init__(self, settings: Settings, *, queued: bool, works: bool) -> None:
        self._settings = settings
        self._queued = queued
        self._works = works
        self._database: sa.Engine | None = None
        self._turn: Any = None

    def launch(self, run: Callable[[str], Awaitable[None]]) -> None:
        """Call on the event loop that the turns shall run on. Raise `StoreError`."""

        async def turn(key: str) -> None:
            await run(key)

        self._turn = DBOS.workflow(name="turn", max_recovery_attempts=None)(turn)
        try:
            DBOS(config=self._config())
            if self._queued:
                DBOS.listen_queues([TURNS, EMERGENCIES] if self._works else [])
            DBOS.launch()
        except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError) as error:
            raise StoreError(
                f"{self._settings.data_dir / FILE}: {type(error).__name__}; check that the folder "
                "is writable and its disk is not full, or move the file away"
            ) from error

    async def register(self) -> None:
        """The queues, where there are any."""
        if self._queued:
            await DBOS.register_queue_async(
                TURNS,
                partition_concurrency=1,
                worker_concurrency=WORKERS,
                polling_interval_sec=_POLL_S,
            )
            await DBOS.register_queue_async(
                EMERGENCIES, worker_concurrency=RESERVED, polling_interval_sec=_POLL_S
            )

    async def start(self, key: str, owner: str, serial: int, *, urgent: bool) -> None:
        """Begin the turn; a key that is known already is left alone."""
        if not self._queued:
            with SetWorkflowID(key):
                await DBOS.start_workflow_async(self._turn, key)
        elif urgent:
            with SetWorkflowID(key):
                await DBOS.enqueue_workflow_async(EMERGENCIES, self._turn, key)
        else:
            options = SetEnqueueOptions(priority=serial, queue_partition_key=owner)
            with SetWorkflowID(key), options:
                await DBOS.enqueue_workflow_async(TURNS, self._turn, key)

    async def alive(self, key: str) -> bool:
        """Whether DBOS runs it, or will."""
        status = await DBOS.get_workflow_status_async(key)
        return status is not None and status.status in _ALIVE

    async def drop(self, key: str) -> None:
        """DBOS forgets it, so that it can begin anew; what began meanwhile elsewhere stays."""
        if not await self.alive(key):
            await DBOS.delete_workflows_async([key])

    async def sweep(self) -> None:
        """DBOS forgets the turns that are over: our own table knows what was here before."""
        over = await DBOS.list_workflows_async(
            status=_OVER, limit=_BATCH, load_input=False, load_output=False
        )
        if over:
            await DBOS.delete_workflows_async([status.workflow_id for status in over])

    async def close(self) -> None:
        """Turns under way must have ended or been cancelled before."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as thread:  # DBOS closes the loop's own pool
            await loop.run_in_executor(thread, lambda: DBOS.destroy(destroy_registry=True))
        loop.set_default_executor(ThreadPoolExecutor())
        if self._database is not None:
            self._database.dispose()

    def _config(self) -> DBOSConfig:
        config = DBOSConfig(
            name="nakshatra",
            application_version=_VERSION,
            executor_id=_executor(self._settings) if self._settings.database_url else "alone",
            log_level="ERROR",
            max_executor_threads=_THREADS,
        )
        if self._settings.database_url:
            url = sa.make_url(self._settings.database_url)
            plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
            return DBOSConfig(**config, system_database_url=plain)
        path = self._settings.data_dir / FILE
        self._database = _sqlite(path)
        return DBOSConfig(
            **config,
            system_database_url=f"sqlite:///{path}",
            system_database_engine=self._database,
        )


def _sqlite(path: Path) -> sa.Engine:
    """Write-ahead mode. A key lost in a power cut is found again in our own table at the start,
    so a commit need not wait for the disk."""
    touch(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    engine = sa.create_engine(f"sqlite:///{path}", hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _: Any) -> None:
    """As DBOS sets its own engine up, but for `synchronous`."""
    connection.isolation_level = "IMMEDIATE"
    for pragma in ("busy_timeout=30000", "foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _executor(settings: Settings) -> str:
    """This worker's name among others: DBOS takes up the turns of the process that had it before,
    so a worker keeps its data_dir when it is started again."""
    path = settings.data_dir / "executor"
    with suppress(FileExistsError), path.open("x") as file:
        file.write(uuid4().hex)
    return path.read_text().strip()
