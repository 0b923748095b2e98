"""A database as it is found -> one with today's tables."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from nakshatra.errors import StoreError
from nakshatra.stores.database import Database

NEWEST = "0008"
"""The last step in migrations/versions; a test keeps it so."""

_KNOWN = ("", *(f"{n:04}" for n in range(1, int(NEWEST) + 1)))


async def check(database: Database) -> str:
    """The step that made the tables, "" when there are none. Raise `StoreError` when a newer
    Nakshatra made them."""
    found = await database.read(_revision)
    if found not in _KNOWN:
        raise StoreError(
            f"{database.name}: its tables are of a newer Nakshatra ({found}, known to {NEWEST}); "
            "install that version again, or set data_dir to another folder"
        )
    return found


async def migrate(database: Database) -> None:
    """Create or upgrade the tables. Raise `StoreError`."""
    if await check(database) != NEWEST:
        await database.write(_upgrade)


def _revision(connection: sa.Connection) -> str:
    """ "" when the database is empty."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version")) or ""


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command  # 0.2 s to import, needed once in a database's life
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
