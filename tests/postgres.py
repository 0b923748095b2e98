"""A fresh PostgreSQL database for a test, where NAKSHATRA_TEST_POSTGRES names a server.

It is the postgresql:// address of any database there, with a role that may create others: each test
gets one of its own, which is dropped afterwards.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from nakshatra.settings import Settings

SERVER = os.environ.get("NAKSHATRA_TEST_POSTGRES", "")
MASTER = b64encode(b"m" * 32).decode()

needed = pytest.mark.skipif(not SERVER, reason="NAKSHATRA_TEST_POSTGRES names no server")


BOTH = ["sqlite", pytest.param("postgresql", marks=needed)]
"""For tests that hold on either database."""


@contextmanager
def fresh() -> Iterator[str]:
    """The address of an empty database."""
    url = sa.make_url(SERVER).set(drivername="postgresql+psycopg")
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"nakshatra_{uuid4().hex}"
    try:
        _do(server, f"CREATE DATABASE {name}")
        plain = url.set(drivername="postgresql", database=name)
        yield plain.render_as_string(hide_password=False)
        _drop(server, name)
    finally:
        server.dispose()


@contextmanager
def one_of_both(kind: str, folder: Path) -> Iterator[Settings]:
    """An empty database of this kind."""
    if kind == "sqlite":
        yield Settings(data_dir=folder)
        return
    with fresh() as url:
        yield on(url, folder)


def on(url: str, folder: Path, **more: Any) -> Settings:
    """Of one process among several that share the database; its folder is its own."""
    return Settings(data_dir=folder, database_url=url, master_key=MASTER, **more)


def everything(url: str) -> str:
    """Every row of every table, ours and those of DBOS, as text; bytes as they read in UTF-8."""
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
    shown: list[str] = []
    with engine.connect() as connection:
        for schema in ("public", "dbos"):
            for table in sa.inspect(connection).get_table_names(schema):
                rows = connection.execute(sa.text(f'SELECT * FROM "{schema}"."{table}"')).all()
                shown += [_shown(value) for row in rows for value in row]
    engine.dispose()
    return "\n".join(shown)


def _shown(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _drop(server: sa.Engine, name: str) -> None:
    """Its own connections are ended first. Not WITH (FORCE): that refuses while the server's own
    autovacuum is in there, unless the role is the server's master."""
    _do(
        server,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND usename = current_user",
    )
    _do(server, f"DROP DATABASE {name}")


def _do(server: sa.Engine, statement: str) -> None:
    with server.connect() as connection:
        connection.execute(sa.text(statement))
