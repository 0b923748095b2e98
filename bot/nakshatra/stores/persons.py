"""Transactions on what we keep of one person, with the key that seals it.

A message that crosses its person's /forget is sealed under their next key, or erased with the rest.
Whoever has a second name (names.py) is found by either, also when they get it in the midst of this.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import sqlalchemy as sa

from nakshatra.stores.database import Database
from nakshatra.stores.keyring import Keyring
from nakshatra.stores.names import owner_by
from nakshatra.stores.seal import NOBODY, Seal

T = TypeVar("T")

Theirs = Callable[[sa.Connection, str, Seal], T]
"""What is done, given the owner that their rows have."""


class _Crossed(Exception):
    """The key was destroyed before it could seal."""


class _Renamed(Exception):
    """It is another's second name."""

    def __init__(self, owner: str) -> None:
        super().__init__()
        self.owner = owner


class Persons:
    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self.keyring = keyring

    async def owner(self, name: str) -> str:
        """Whose it is: the hash itself, unless it is another's second name. Raise `StoreError`."""
        return await self._database.read(lambda c: owner_by(c, name))

    async def write(self, name: str, work: Theirs[T]) -> T:
        """Raise `StoreError`."""
        owner = name
        while True:
            seal = await self.keyring.find(owner)
            if seal is NOBODY:
                owner = await self.owner(owner)
                seal = await self.keyring.make(owner)
            try:
                return await self._database.write(partial(self._sealed, owner, seal, work))
            except _Crossed:
                continue
            except _Renamed as now:
                owner = now.owner

    async def read(self, name: str, work: Theirs[T]) -> T:
        """Raise `StoreError`."""
        owner = name
        while True:
            seal = await self.keyring.find(owner)
            try:
                return await self._database.read(partial(_opened, owner, seal, work))
            except _Renamed as now:
                owner = now.owner

    def _sealed(self, owner: str, seal: Seal, work: Theirs[T], connection: sa.Connection) -> T:
        if not self.keyring.is_current(owner, seal):
            raise _Crossed
        return _opened(owner, seal, work, connection)


def _opened(owner: str, seal: Seal, work: Theirs[T], connection: sa.Connection) -> T:
    if (now := owner_by(connection, owner)) != owner:
        raise _Renamed(now)
    return work(connection, owner, seal)
