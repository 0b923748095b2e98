"""Two names of one person -> one person; a number that changed hands -> two.

A platform tells in one signed call that a number and an id are the same person. Their rows become
the id's. What stands under a number that was silent for long may be somebody else's who gave it up:
it is erased, all but a STOP.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from nakshatra.stores import events, names
from nakshatra.stores.conversation import keep_profile, profile_of
from nakshatra.stores.database import Database
from nakshatra.stores.forgetting import Forgetting
from nakshatra.stores.keys import owner_of
from nakshatra.stores.persons import Persons
from nakshatra.stores.processing import Processing
from nakshatra.stores.seal import NOBODY, Seal
from nakshatra.types import Address


class People:
    def __init__(
        self, database: Database, persons: Persons, forget: Forgetting, processing: Processing
    ) -> None:
        self._database = database
        self._persons = persons
        self._forget = forget
        self._processing = processing

    async def tie(self, address: Address, other: str, at: datetime) -> None:
        """`other` is the same person's second name on this platform, which said so at this time.
        May be done twice, and late: the newest word holds. Raise `StoreError`."""
        owner, name = owner_of(address), owner_of(replace(address, user=other))
        said = int(at.timestamp() * 1000)
        await self._back_home(owner)
        whose, since = await self._database.read(lambda c: names.told(c, name))
        if name == owner or said < since or (whose == owner and said - since < names.DAY_MS):
            return
        if not whose and await self._persons.keyring.find(name) is not NOBODY:
            await self._taken_over(name, owner)
        await self._database.write(lambda c: names.put(c, name, owner, said))
        await self._persons.keyring.destroy(name)

    async def move(
        self, before: str, after: str, to: Address | None = None, *, noted: bool = False
    ) -> None:
        """All that is the first owner's becomes the second's, and what waits goes `to` them; None =
        it finds them where it was meant to go. What is under way finds them by the
        old name for a day: then it may be somebody else's. `noted`: where it is noted when people
        write, the new name of one who was silent for long was another person's."""
        seal = await self._persons.keyring.find(before)
        if seal is NOBODY or before == after:  # told twice
            return
        if noted:
            await self._cleared(after, before)
        await self._database.write(lambda c: names.free(c, after))
        old, new = [await self._processing.names(owner) for owner in (before, after)]
        now = self._database.milliseconds()

        def move(connection: sa.Connection, owner: str, mine: Seal) -> bool:
            if owner == before:
                return False
            events.moved(connection, before, seal, owner, mine)
            if to is not None:
                events.readdress(connection, owner, mine, to)
            self._processing.rename(connection, dict(zip(old, new, strict=True)))
            names.put(connection, before, owner, now - names.REST_MS + names.DAY_MS)
            return True

        if await self._persons.write(after, move):
            await self._persons.keyring.destroy(before)

    async def _back_home(self, owner: str) -> None:
        """Whoever was told to have moved away from this name writes under it again."""
        if (away := await self._persons.owner(owner)) != owner:
            await self.move(away, owner)

    async def _cleared(self, name: str, heir: str) -> None:
        """What another left under it is erased, all but a STOP."""
        now = self._database.milliseconds()
        is_theirs = await self._database.read(lambda c: names.wrote_lately(c, name, now))
        if is_theirs or await self._persons.keyring.find(name) is NOBODY:
            return
        if (await self._persons.read(name, profile_of)).stopped:
            await self._persons.write(heir, _stop)
        await self._forget(name)

    async def _taken_over(self, name: str, owner: str) -> None:
        now = self._database.milliseconds()
        if await self._database.read(lambda c: names.wrote_lately(c, name, now)):
            await self.move(name, owner)
        else:
            await self._cleared(name, owner)


def _stop(connection: sa.Connection, owner: str, seal: Seal) -> None:
    profile = profile_of(connection, owner, seal)
    keep_profile(connection, owner, seal, replace(profile, stopped=True))
