"""The migrations build exactly the tables that the code uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import postgres
from nakshatra.errors import StoreError
from nakshatra.settings import Settings
from nakshatra.stores import migrate
from nakshatra.stores.keys import owner_of
from nakshatra.stores.schema import metadata, profiles
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Address

ASHA = Address("fake", "asha")
FOLDER = Path(migrate.__file__).parent / "migrations"
EARLIER = [f"{step:04}" for step in range(1, int(migrate.NEWEST))]


@pytest.fixture(params=postgres.BOTH)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    with postgres.one_of_both(request.param, tmp_path) as settings:
        yield settings


def ours(_: object, name: str | None, type_: str, *__: object) -> bool:
    """The keys of people are no table of the migrations."""
    return (type_, name) != ("table", "person_keys")


def differences(connection: sa.Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"include_object": ours})
    return list(compare_metadata(context, metadata))


def up_to(step: str) -> Callable[[sa.Connection], None]:
    """As a Nakshatra of that time left the tables."""

    def upgrade(connection: sa.Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, step)

    return upgrade


async def test_a_fresh_database_has_the_tables_of_the_code(house: Settings) -> None:
    store = SqlStore(house)
    await store.open()
    found = await store.database.read(differences)
    await store.close()
    assert found == []


@pytest.mark.parametrize("step", EARLIER)
async def test_from_every_earlier_step_the_tables_are_today_s_and_choices_stay(
    house: Settings, step: str
) -> None:
    store = SqlStore(house)
    await store.database.write(up_to(step))
    row = {"owner": owner_of(ASHA), "profile": b'{"stopped": true}'}
    await store.database.write(lambda c: c.execute(profiles.insert().values(**row)).close())
    await store.open()
    found = await store.database.read(differences)
    kept = await store.profile(ASHA)
    await store.close()
    assert found == []
    assert kept.stopped


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
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_current_head() == migrate.NEWEST
