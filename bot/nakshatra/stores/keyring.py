"""A person -> the key that seals their words, in one small table of its own.

On SQLite it is a file of its own, so that backups of the words need not hold the keys. Destroying a
key makes every copy of what it sealed unreadable. docs/decisions/0024-promises.md says why.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from nakshatra.errors import StoreError
from nakshatra.stores.database import Database, insert_into
from nakshatra.stores.seal import NOBODY, Seal, new_seal

FILE = "keys.sqlite"

_HELD = 4096
"""Keys in memory at once; the person longest silent gives way."""

_PROOF, _PROVEN = "", b"nakshatra"
"""A row that only the right master key opens."""

_VOID = b""
"""In a key's place: its person said /forget, and their rows are being erased."""

_LAST = b"\x00"
"""How such a mark begins that holds what they are told then, under the master key."""

_metadata = sa.MetaData()
keys = sa.Table(
    "person_keys",
    _metadata,
    sa.Column("owner", sa.String(32), primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)

_IS_VOID = sa.or_(keys.c.sealed == _VOID, sa.func.substr(keys.c.sealed, 1, 1) == _LAST)


class Keyring:
    def __init__(self, database: Database, masters: Callable[[], Sequence[Seal]]) -> None:
        self._database = database
        self._read_masters = masters
        self._masters: Sequence[Seal] = ()
        self._holds = database.is_sqlite
        """One process alone uses the file; elsewhere another worker may have destroyed a key."""

        self._held: OrderedDict[str, Seal] = OrderedDict()
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Make the table, prove the master key, seal anew what an older one sealed. Raise
        `StoreError`."""
        self._masters = self._read_masters()
        await self._database.write(_metadata.create_all)
        await self._database.write(self._proven)

    async def close(self) -> None:
        self._held.clear()
        await self._database.close()

    async def find(self, owner: str) -> Seal:
        """`NOBODY` when this person has no key: nothing of theirs is kept."""
        if (held := self._held.get(owner)) is not None:
            self._held.move_to_end(owner)
            return held
        async with self._turn:  # a key that is being destroyed meanwhile is not taken up again
            seal = await self._database.read(lambda c: self._row(c, owner))
            return self._hold(owner, seal)

    async def make(self, owner: str) -> Seal:
        """Their key, made when they have none."""
        seal = await self.find(owner)
        return await self.settle(owner, new_seal()) if seal is NOBODY else seal

    async def settle(self, owner: str, seal: Seal) -> Seal:
        """This becomes their key, unless they have one: then that."""
        async with self._turn:
            made = await self._database.write(lambda c: self._made(c, owner, seal))
            return self._hold(owner, made)

    def is_current(self, owner: str, seal: Seal) -> bool:
        """Whether what it seals can be read again; asked in the transaction that writes it."""
        return not self._holds or self._held.get(owner) == seal

    async def destroy(self, owner: str) -> None:
        await self._drop(owner, lambda c: self._delete(c, owner))

    async def void(self, owner: str, last: bytes = b"") -> None:
        """Destroy it, and note that its rows are to be erased until `bury` says that they were, or
        `settle` that they have a key again. `last` is kept as long."""
        await self._drop(owner, lambda c: self._void(c, owner, last))

    async def bury(self, owner: str) -> None:
        mine = sa.and_(keys.c.owner == owner, _IS_VOID)
        await self._database.write(lambda c: c.execute(keys.delete().where(mine)).close())

    async def voided(self) -> Sequence[tuple[str, bytes]]:
        """People whose rows were to be erased when the process died, and what they are told."""
        query = sa.select(keys.c.owner, keys.c.sealed).where(_IS_VOID)
        rows = await self._database.read(lambda c: c.execute(query).all())
        return [(owner, self._last(mark)) for owner, mark in rows]

    async def _drop(self, owner: str, work: Callable[[sa.Connection], None]) -> None:
        async with self._turn:
            self._held.pop(owner, None)
            await self._database.write(work)
        await self._database.scrub()

    async def named(self, beginning: str) -> Sequence[str]:
        """Those whose name begins so."""
        query = sa.select(keys.c.owner).where(keys.c.owner.startswith(beginning))
        return await self._database.read(lambda c: c.scalars(query).all())

    async def is_empty(self) -> bool:
        """Whether nobody has a key yet."""
        query = sa.select(sa.func.count()).where(keys.c.owner != _PROOF)
        return not await self._database.read(lambda c: c.scalar(query))

    def _hold(self, owner: str, seal: Seal) -> Seal:
        if self._holds and seal is not NOBODY:
            self._held[owner] = seal
            if len(self._held) > _HELD:
                self._held.popitem(last=False)
        return seal

    def _row(self, connection: sa.Connection, owner: str) -> Seal:
        row = connection.scalar(sa.select(keys.c.sealed).where(keys.c.owner == owner))
        return Seal(self._opened(row)) if row and not row.startswith(_LAST) else NOBODY

    def _made(self, connection: sa.Connection, owner: str, seal: Seal) -> Seal:
        """Of two workers that make it at once the first one's stays."""
        sealed = self._masters[0].wrap(seal.key)
        new = insert_into(keys, connection).values(owner=owner, sealed=sealed)
        over_void = {"set_": {"sealed": sealed}, "where": _IS_VOID}
        once = new.on_conflict_do_update(index_elements=["owner"], **over_void)
        connection.execute(once)
        return self._row(connection, owner)

    def _delete(self, connection: sa.Connection, owner: str) -> None:
        connection.execute(keys.delete().where(keys.c.owner == owner))

    def _void(self, connection: sa.Connection, owner: str, last: bytes) -> None:
        mark = _LAST + self._masters[0].wrap(last) if last else _VOID
        self._delete(connection, owner)
        connection.execute(keys.insert().values(owner=owner, sealed=mark))

    def _last(self, mark: bytes) -> bytes:
        return self._opened(mark.removeprefix(_LAST)) if mark else b""

    def _proven(self, connection: sa.Connection) -> None:
        query = sa.select(keys.c.owner, keys.c.sealed).where(keys.c.sealed != _VOID)
        rows = connection.execute(query).all()
        if not rows:
            row = {"owner": _PROOF, "sealed": self._masters[0].wrap(_PROVEN)}
            connection.execute(keys.insert().values(**row))
        for owner, row in rows:
            start, sealed = row[: row.startswith(_LAST)], row.removeprefix(_LAST)
            plain = self._opened(sealed)
            if self._masters[0].unwrap(sealed) is None:
                anew = start + self._masters[0].wrap(plain)
                connection.execute(keys.update().where(keys.c.owner == owner).values(sealed=anew))

    def _opened(self, row: bytes) -> bytes:
        for master in self._masters:
            if (plain := master.unwrap(row)) is not None:
                return plain
        raise StoreError(
            f"{self._database.name}: another master key sealed it; set NAKSHATRA_MASTER_KEY to "
            "that key (or bring back its file master.key); without it nothing can be read"
        )
