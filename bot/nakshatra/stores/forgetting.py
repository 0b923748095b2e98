"""A person's wish to be forgotten -> no key and no row of theirs.

The key goes first: whatever comes after, no copy of their words can be read. A crash in between is
made good at the next start: what they are told last lies in the key's place until it waits to be
sent, so that they hear it.
"""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from nakshatra import forgetful
from nakshatra.farewell import Farewell
from nakshatra.stores import errands
from nakshatra.stores.codec import dump, load
from nakshatra.stores.database import Database
from nakshatra.stores.keyring import Keyring
from nakshatra.stores.ledger import Ledger
from nakshatra.stores.processing import Processing
from nakshatra.stores.schema import (
    contacts,
    feedback,
    letters,
    lines,
    names,
    profiles,
    questions,
    receipts,
    trails,
)
from nakshatra.stores.seal import Seal, new_seal

_THEIRS = (lines, profiles, feedback, letters, questions, receipts, contacts, names, trails)
"""All that is erased at once; the ledger and the log see to themselves."""

ELSEWHERE_MS = 15 * 60_000
"""A process that shares the database knows nobody who said /forget at another: it empties what it
remembers of words so often."""


class Forgetting:
    def __init__(
        self, database: Database, keyring: Keyring, ledger: Ledger, processing: Processing
    ) -> None:
        self._database, self._keyring = database, keyring
        self._ledger, self._processing = ledger, processing
        self._scrubbed = True
        self._emptied = 0

    async def __call__(self, owner: str, last: Farewell | None = None) -> None:
        """Raise `StoreError`."""
        await self._keyring.void(owner, dump(last) if last else b"")
        await self._erase(owner, last)

    async def finish(self) -> None:
        """What a crash left undone. Raise `StoreError`."""
        for owner, last in await self._keyring.voided():
            await self._erase(owner, load(Farewell, last) if last else None)

    async def scrub(self) -> None:
        """Again, when a reader was in the way; and what this process remembers of words, where
        another may have been told to forget them."""
        now = self._database.milliseconds()
        if not self._database.is_sqlite and now - self._emptied > ELSEWHERE_MS:
            self._emptied = now
            forgetful.empty()
        if not self._scrubbed:
            self._scrubbed = await self._database.scrub()

    async def _erase(self, owner: str, last: Farewell | None) -> None:
        logged, seal = await self._processing.names(owner), new_seal()

        def erase(connection: sa.Connection) -> bool:
            self._ledger.erase(connection, owner)
            errands.erase(connection, owner)
            self._processing.unlink(connection, logged)
            for table in _THEIRS:
                connection.execute(table.delete().where(table.c.owner == owner))
            return last is not None and self._ledger.tell_last(connection, owner, seal, last)

        if await self._database.write(erase) and last is not None:
            await self._told_last(owner, seal, last)
        else:
            await self._keyring.bury(owner)
        forgetful.empty()
        self._scrubbed = await self._database.scrub()

    async def _told_last(self, owner: str, seal: Seal, last: Farewell) -> None:
        """What waits to be said is sealed under their next key: this one, or one that another
        message of theirs made meanwhile."""
        while (now := await self._keyring.settle(owner, seal)) != seal:
            seal = now
            again = partial(self._ledger.tell_last, owner=owner, seal=seal, last=last)
            await self._database.write(again)
