"""The migrations build exactly the tables that the code uses."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from nakshatra.errors import StoreError
from nakshatra.settings import Settings
from nakshatra.stores import migrate
from nakshatra.stores.schema import metadata
from nakshatra.stores.sql import SqlStore


async def test_a_fresh_file_has_the_tables_of_the_code(tmp_path: Path) -> None:
    store = SqlStore(Settings(data_dir=tmp_path))
    await store.open()
    differences = await store.database.read(
        lambda c: compare_metadata(MigrationContext.configure(c), metadata)
    )
    await store.close()
    assert differences == []


async def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        store = SqlStore(Settings(data_dir=tmp_path))
        await store.open()
        await store.close()


async def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    store = SqlStore(Settings(data_dir=tmp_path))
    await store.open()
    await store.database.write(
        lambda c: c.execute(sa.text("UPDATE alembic_version SET version_num = '9999'")).close()
    )
    with pytest.raises(StoreError, match="newer Nakshatra"):
        await store.open()
    await store.close()


def test_the_newest_step_is_known() -> None:
    config = Config()
    folder = Path(migrate.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_current_head() == migrate.NEWEST
