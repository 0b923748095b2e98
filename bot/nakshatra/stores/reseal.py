"""Rows of the time before there were keys -> the same rows, each sealed under its person's key.

Runs once, before the tables are upgraded; taken up where it was when the process dies in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from nakshatra.errors import StoreError
from nakshatra.stores.codec import load
from nakshatra.stores.database import Database
from nakshatra.stores.keyring import Keyring
from nakshatra.stores.schema import letters, lines, profiles, questions, turns
from nakshatra.stores.seal import Seal, is_sealed
from nakshatra.types import Profile

_DONE = "sealed"
"""What is noted among the keys once it is done."""

_BATCH = 500

SEALED = (
    turns.c.message,
    turns.c.heard,
    turns.c.answer,
    turns.c.reply,
    lines.c.turn,
    profiles.c.profile,
    letters.c.reply,
    questions.c.question,
    questions.c.answer,
)
_JSON = b"{"


async def reseal(database: Database, keyring: Keyring) -> None:
    """Raise `StoreError` when words are sealed and the keys are missing."""
    if await keyring.named(_DONE):
        return
    found = await database.read(_tables)
    held = [column for column in SEALED if column.table.name in found]
    if await keyring.is_empty() and await database.read(partial(_any_sealed, held)):
        raise StoreError(
            f"{database.name}: its words are sealed and the file with the keys is gone; bring "
            "keys.sqlite back, or move both away: without the keys nothing can be read"
        )
    for column in held:
        await _column(database, keyring, column)
    if held:
        await database.compact()
    await keyring.make(_DONE)


async def _column(database: Database, keyring: Keyring, column: sa.Column[bytes]) -> None:
    while rows := await database.read(partial(_plain, column)):
        seals = {owner: await keyring.make(owner) for _, owner, _ in rows}
        made = [(key, _sealed(column, plain, seals[owner])) for key, owner, plain in rows]
        await database.write(partial(_put, column, made))


def _sealed(column: sa.Column[bytes], plain: bytes, seal: Seal) -> bytes:
    """A profile is opened once: everybody is given today's first-contact notice."""
    if column is profiles.c.profile:
        return seal.close(replace(load(Profile, plain), greeted=False))
    return seal.wrap(plain)


def _tables(connection: sa.Connection) -> set[str]:
    return set(sa.inspect(connection).get_table_names())


def _any_sealed(columns: Sequence[sa.Column[bytes]], connection: sa.Connection) -> bool:
    some = (connection.scalar(sa.select(c).where(c.is_not(None)).limit(1)) for c in columns)
    return any(row is not None and is_sealed(row) for row in some)


def _key(column: sa.Column[bytes]) -> sa.Column[Any]:
    return next(iter(column.table.primary_key.columns))


def _plain(
    column: sa.Column[bytes], connection: sa.Connection
) -> Sequence[tuple[object, str, bytes]]:
    key, owner = _key(column), column.table.c.owner
    query = sa.select(key, owner, column).where(sa.func.substr(column, 1, 1) == _JSON)
    return [(row[0], row[1], row[2]) for row in connection.execute(query.limit(_BATCH))]


def _put(
    column: sa.Column[bytes], rows: Sequence[tuple[object, bytes]], connection: sa.Connection
) -> None:
    for key, sealed in rows:
        update = column.table.update().where(_key(column) == key)
        connection.execute(update.values({column: sealed}))
