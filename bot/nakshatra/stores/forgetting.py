"""A person's wish to be forgotten -> no key and no row of theirs.

The key goes first: whatever comes after, no copy of their words can be read. A crash in between is
made good at the next start.
"""

from __future__ import annotations

import sqlalchemy as sa

from nakshatra.stores import errands
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

_THEIRS = (lines, profiles, feedback, letters, questions, receipts, contacts, names, trails)
"""All that is erased at once; the ledger and the log see to themselves."""


class Forgetting:
    def __init__(
        self, database: Database, keyring: Keyring, ledger: Ledger, processing: Processing
    ) -> None:
        self._database, self._keyring = database, keyring
        self._ledger, self._processing = ledger, processing
        self._scrubbed = True

    async def __call__(self, owner: str) -> None:
        """Raise `StoreError`."""
        await self._keyring.void(owner)
        await self._erase(owner)

    async def finish(self) -> None:
        """What a crash left undone. Raise `StoreError`."""
        for owner in await self._keyring.voided():
            await self._erase(owner)

    async def scrub(self) -> None:
        """Again, when a reader was in the way."""
        if not self._scrubbed:
            self._scrubbed = await self._database.scrub()

    async def _erase(self, owner: str) -> None:
        logged = await self._processing.names(owner)

        def erase(connection: sa.Connection) -> None:
            self._ledger.erase(connection, owner)
            errands.erase(connection, owner)
            self._processing.unlink(connection, logged)
            for table in _THEIRS:
                connection.execute(table.delete().where(table.c.owner == owner))

        await self._database.write(erase)
        await self._keyring.bury(owner)
        self._scrubbed = await self._database.scrub()
