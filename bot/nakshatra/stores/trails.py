"""What the door remembers of each person, in a row that several processes share.

Sealed as all that a person caused is: a digest of few words could be guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa

from nakshatra.stores.database import Database, insert_into
from nakshatra.stores.persons import Persons
from nakshatra.stores.schema import trails, turns
from nakshatra.stores.seal import Seal
from nakshatra.trail import BLANK, Trail

T = TypeVar("T")

KEPT_MS = 15 * 60_000
"""Longer than the door looks back, or turns anybody away."""


class SharedTrails:
    def __init__(self, database: Database, persons: Persons) -> None:
        self._database = database
        self._persons = persons

    async def step(
        self, name: str, key: str, take: Callable[[Trail, float], tuple[Trail, T]]
    ) -> T | None:
        """None when the message `key` was accepted before. Raise `StoreError`."""
        now = self._database.milliseconds()

        def step(connection: sa.Connection, owner: str, seal: Seal) -> T | None:
            if key and _accepted(connection, key):
                return None
            row = {"owner": owner, "until": now + KEPT_MS}
            blank = insert_into(trails, connection).values(**row, trail=seal.close(BLANK))
            mine = blank.on_conflict_do_update(index_elements=["owner"], set_=row)  # locks it, too
            before = connection.scalars(mine.returning(trails.c.trail)).one()
            after, found = take(seal.open(Trail, before) or BLANK, now / 1000)
            kept = trails.update().where(trails.c.owner == owner)
            connection.execute(kept.values(trail=seal.close(after)))
            return found

        return await self._persons.write(name, step)


def trail_of(connection: sa.Connection, owner: str, seal: Seal) -> Trail | None:
    """None when there is none."""
    row = connection.scalar(sa.select(trails.c.trail).where(trails.c.owner == owner))
    return seal.open(Trail, row)


def purge(connection: sa.Connection, now: int) -> None:
    connection.execute(trails.delete().where(trails.c.until <= now))


def _accepted(connection: sa.Connection, key: str) -> bool:
    return connection.scalar(sa.select(turns.c.serial).where(turns.c.key == key)) is not None
