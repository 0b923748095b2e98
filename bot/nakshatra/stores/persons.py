"""Transactions on what we keep of one person, with the key that seals it.

A message that crosses its person's /forget is sealed under their next key, or erased with the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import sqlalchemy as sa

from nakshatra.stores.database import Database
from nakshatra.stores.keyring import Keyring
from nakshatra.stores.seal import Seal

T = TypeVar("T")


class _Crossed(Exception):
    """The key was destroyed before it could seal."""


class Persons:
    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self.keyring = keyring

    async def write(self, owner: str, work: Callable[[sa.Connection, Seal], T]) -> T:
        """Raise `StoreError`."""
        while True:
            seal = await self.keyring.make(owner)
            try:
                return await self._database.write(partial(self._sealed, owner, seal, work))
            except _Crossed:
                continue

    async def read(self, owner: str, work: Callable[[sa.Connection, Seal], T]) -> T:
        """Raise `StoreError`."""
        seal = await self.keyring.find(owner)
        return await self._database.read(lambda c: work(c, seal))

    def _sealed(
        self,
        owner: str,
        seal: Seal,
        work: Callable[[sa.Connection, Seal], T],
        connection: sa.Connection,
    ) -> T:
        if not self.keyring.is_current(owner, seal):
            raise _Crossed
        return work(connection, seal)
