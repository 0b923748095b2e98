"""Replies that wait for their person: held outside a platform's window, let go when they write;
and what the platform tells of a reply afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from nakshatra.stores import receipts as told
from nakshatra.stores.conversation import Conversation, profile_of
from nakshatra.stores.database import Database
from nakshatra.stores.keys import owner_of
from nakshatra.stores.names import owner_by
from nakshatra.stores.persons import Persons
from nakshatra.stores.schema import turns
from nakshatra.stores.seal import Seal
from nakshatra.stores.work import Place, State, Work, work_of
from nakshatra.types import Address, Kind, Receipt, Reply

_TRIES = 2
"""So often a reply that the platform took and lost is sent again."""


class Held:
    def __init__(self, database: Database, persons: Persons, conversation: Conversation) -> None:
        self._database = database
        self._persons = persons
        self._conversation = conversation

    async def may_write(self, owner: str, hours: float) -> bool:
        """Whether the person wrote within so many hours; yes where nobody knows when they did."""
        now = self._database.milliseconds()
        return await self._database.read(
            lambda c: told.may_write(c, owner_by(c, owner), now, hours)
        )

    async def stopped(self, address: Address) -> bool:
        """Whether the person said STOP, and not START since."""
        name = owner_of(address)
        return (await self._persons.read(name, profile_of)).stopped

    async def hold(self, work: Work, reply: Reply, fault: str) -> bool:
        """The reply waits until the person writes; True when none of theirs waits already."""
        mine = (turns.c.key == work.key, turns.c.done_at.is_(None))

        def hold(connection: sa.Connection, owner: str, seal: Seal) -> bool:
            first = not _waits(connection, owner)
            values = {"state": State.HELD, "reply": seal.close(reply), "fault": fault}
            done = connection.execute(turns.update().where(*mine).values(**values))
            return bool(done.rowcount) and first

        return await self._persons.write(work.owner, hold)

    async def mark(self, work: Work, fault: str) -> None:
        """Why an operator should look at what waits for this person; "" = they need not."""

        def mark(connection: sa.Connection) -> None:
            theirs = _held(owner_by(connection, work.owner))
            connection.execute(turns.update().where(*theirs).values(fault=fault))

        await self._database.write(mark)

    async def first_with(self, fault: str) -> Sequence[Work]:
        """Of each person with such a fault, what has waited longest."""
        marked = (turns.c.state == State.HELD.value, turns.c.fault == fault)
        oldest = sa.select(sa.func.min(turns.c.serial)).where(*marked).group_by(turns.c.owner)
        query = sa.select(turns).where(turns.c.serial.in_(oldest)).order_by(turns.c.serial)
        rows = await self._database.read(lambda c: c.execute(query).mappings().all())
        return [work_of(row, await self._persons.keyring.find(row["owner"])) for row in rows]

    async def wrote(self, name: str, *, release: bool = True) -> Sequence[Place]:
        """The person wrote: what was held for them waits its turn again, in its order, or stays
        held."""
        now = self._database.milliseconds()
        columns = (turns.c.serial, turns.c.key, turns.c.owner, turns.c.urgent)

        def let_go(connection: sa.Connection) -> Sequence[Place]:
            owner = owner_by(connection, name)
            told.wrote(connection, owner, now)
            if not release:
                return ()
            query = sa.select(*columns).where(*_held(owner)).order_by(turns.c.serial)
            found = [Place(**row) for row in connection.execute(query).mappings()]
            free = turns.update().where(*_held(owner)).values(state=State.WAITING, fault="")
            connection.execute(free)
            return found

        return await self._database.write(let_go)

    async def receive(self, receipt: Receipt, fault: str) -> Work | None:
        """Note it. A reply that failed is a dead letter, unless a second try may help: then it
        waits its turn again. One that failed because the person has to write first is held, with
        `fault`, and returned when none of theirs is held already."""
        now, name = self._database.milliseconds(), owner_of(receipt.address)

        def receive(connection: sa.Connection, owner: str, seal: Seal) -> Work | None:
            if not told.add(connection, owner, receipt):
                return None
            rows = connection.execute(sa.select(turns).where(told.turn_of(receipt))).mappings()
            work = next((work_of(row, seal) for row in rows), None)
            return self._told(connection, seal, work, receipt, fault, now) if work else None

        return await self._persons.write(name, receive)

    def _told(
        self,
        connection: sa.Connection,
        seal: Seal,
        work: Work,
        receipt: Receipt,
        fault: str,
        now: int,
    ) -> Work | None:
        row = turns.update().where(turns.c.serial == work.serial)
        if told.arrived(receipt):
            if work.state is State.UNCONFIRMED:
                connection.execute(row.values(state=State.SENT, fault=""))
            return None
        if work.state is not State.SENT or _is_of_before(receipt, work):
            return None
        goes_again = receipt.outside or _may_help(receipt, work)
        if not goes_again or work.reply is None or work.message is None:
            dead = row.values(state=State.DEAD, fault=told.fault_of(receipt), done_at=now)
            connection.execute(dead)
            return None
        first = receipt.outside and not _waits(connection, work.owner)
        self._conversation.take_back(connection, work.owner, seal, work.message.id)
        how: dict[str, Any] = {"state": State.HELD, "fault": fault}
        if not receipt.outside:
            how = {"state": State.WAITING, "fault": "", "resent": work.resent + 1}
        connection.execute(row.values(**how, done_at=None))
        return work if first else None


def _is_of_before(receipt: Receipt, work: Work) -> bool:
    """It tells late of a part of a sending that another has followed."""
    ids = work.platform_id.split()
    return bool(work.resent and ids) and receipt.id not in ids


def _may_help(receipt: Receipt, work: Work) -> bool:
    """To send it again: the platform was busy or broken, or it is first aid."""
    urgent = work.reply is not None and work.reply.kind is Kind.EMERGENCY
    return work.resent < _TRIES and (receipt.again or urgent)


def _held(owner: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (turns.c.owner == owner, turns.c.state == State.HELD.value)


def _waits(connection: sa.Connection, owner: str) -> bool:
    return connection.scalar(sa.select(turns.c.serial).where(*_held(owner)).limit(1)) is not None
