"""The road's own rows: what arrived, what each stage made of it, what was sent.

One row a message. Its key stays when its content is gone, so that a late second delivery is known.
The states: waiting -> sending -> sent; or `unconfirmed` (a crash came between sending and knowing),
`held` (the platform takes nothing until the person writes again), `withheld` (they said STOP),
`dead` (given up), `erased` (the person said /forget), `discarded` (an operator looked at it).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from nakshatra.errors import StoreError
from nakshatra.farewell import Farewell, is_farewell
from nakshatra.settings import Settings
from nakshatra.stores import events
from nakshatra.stores.conversation import Conversation
from nakshatra.stores.database import Database
from nakshatra.stores.held import Held
from nakshatra.stores.keys import key_of, owner_of
from nakshatra.stores.names import owner_by
from nakshatra.stores.persons import Persons
from nakshatra.stores.processing import Entry, Processing
from nakshatra.stores.schema import contacts, names, receipts, turns
from nakshatra.stores.seal import Seal
from nakshatra.stores.work import Accepted as Accepted
from nakshatra.stores.work import Place as Place
from nakshatra.stores.work import State as State
from nakshatra.stores.work import Work as Work
from nakshatra.stores.work import work_of
from nakshatra.types import Answer, Message, Reply, Turn, Utterance

KEYS = timedelta(days=30)
"""How long a key is kept; platforms deliver again for at most about a week."""

_EMPTY: Mapping[str, str | None] = {
    **dict.fromkeys(("message", "heard", "answer", "reply")),
    **{"owner": "", "platform_id": ""},
}

_TO_DO = sa.and_(turns.c.done_at.is_(None), turns.c.state != State.HELD.value)


class Ledger:
    def __init__(
        self,
        database: Database,
        persons: Persons,
        conversation: Conversation,
        processing: Processing,
        settings: Settings,
    ) -> None:
        self._database = database
        self._persons = persons
        self._conversation = conversation
        self._processing = processing
        self._faulty = timedelta(days=settings.fault_days)
        self._context = timedelta(minutes=settings.context_minutes)
        self._room = settings.max_backlog
        self.held = Held(database, persons, conversation)

    async def accept(self, message: Message, *, urgent: bool) -> tuple[Accepted, int]:
        """On disk when it returns NEW, with its number. What is urgent is never BUSY. Who says
        /forget is not answered any more what they said before."""
        now = self._database.milliseconds()
        insert = self._insert().values(
            key=key_of(message.address, message.id),
            channel=message.address.channel,
            state=State.WAITING,
            accepted_at=now,
            **{"urgent": urgent, "attempts": 0, "fault": "", "platform_id": ""},
        )

        def work(connection: sa.Connection, owner: str, seal: Seal) -> tuple[Accepted, int]:
            if not urgent and _backlog(connection) >= self._room:
                return Accepted.BUSY, 0
            row = insert.values(owner=owner, message=seal.close(message))
            once = row.on_conflict_do_nothing(index_elements=["key"]).returning(turns.c.serial)
            serial = connection.scalar(once)
            if serial is not None and is_farewell(message):
                events.unsaid(connection, owner, serial, now)
            return (Accepted.DUPLICATE, 0) if serial is None else (Accepted.NEW, serial)

        return await self._persons.write(owner_of(message.address), work)

    async def knows(self, key: str) -> bool:
        """Whether it was accepted before."""
        query = sa.select(turns.c.serial).where(turns.c.key == key)
        return await self._database.read(lambda c: c.scalar(query)) is not None

    async def stands(self, key: str) -> bool:
        """Whether it is to be answered still."""
        return await self._database.read(lambda c: events.stands(c, key))

    async def backlog(self) -> int:
        """Messages that were accepted and are not finished."""
        return await self._database.read(_backlog)

    async def unfinished(self) -> Sequence[Place]:
        """In the order of their arrival."""
        columns = (turns.c.serial, turns.c.key, turns.c.owner, turns.c.urgent)
        query = sa.select(*columns).where(_TO_DO).order_by(turns.c.serial)
        return await self._database.read(
            lambda c: [Place(**row) for row in c.execute(query).mappings()]
        )

    async def faults(self) -> Sequence[Work]:
        """The dead letters, oldest first."""
        return await self._works(turns.c.fault != "")

    async def fault(self, serial: int) -> Work:
        """Raise `StoreError` when there is no such dead letter."""
        found = await self._works(turns.c.fault != "", turns.c.serial == serial)
        if not found:
            raise StoreError(f"no dead letter {serial}; `nakshatra dead-letters list` shows them")
        return found[0]

    async def work(self, key: str) -> Work | None:
        found = await self._works(turns.c.key == key)
        return found[0] if found else None

    async def note(
        self,
        key: str,
        *,
        heard: Utterance | None = None,
        answer: Answer | None = None,
        reply: Reply | None = None,
        state: State | None = None,
        owner: str = "",
    ) -> bool:
        """What a stage made; False, and nothing is written, once the person said /forget or took
        the message back. `owner` is the row's, where it is known."""
        given = {"heard": heard, "answer": answer, "reply": reply}
        values: dict[str, Any] = {} if state is None else {"state": state}
        owner = owner or await self._owner(key)

        def note(connection: sa.Connection, _: str, seal: Seal) -> bool:
            made = {name: seal.close(value) for name, value in given.items() if value is not None}
            return bool(connection.execute(_open(key).values(**values, **made)).rowcount)

        return await self._persons.write(owner, note) if owner else False

    async def taken_up_again(self, key: str) -> None:
        """A crash came while it was under way."""
        await self._change(_open(key).values(attempts=turns.c.attempts + 1))

    async def finish(
        self,
        work: Work,
        state: State,
        *,
        platform_id: str = "",
        fault: str = "",
        said: Sequence[Turn] = (),
        entry: Entry | None = None,
        keep: bool = True,
    ) -> bool:
        """The turn is over; what was said joins the conversation, and `entry` the log, in the same
        transaction. `keep`: False empties the row at once. False when the person took the message
        back, or it was over before: nothing of it stays."""
        now = self._database.milliseconds()
        values: dict[str, Any] = {"state": state, "platform_id": platform_id, "done_at": now}
        emptied = {"fault": "", **_EMPTY}
        salt = await self._processing.salt() if entry else b""
        took = now - int(work.accepted_at.timestamp() * 1000)
        row = {"at": now, "turn": work.serial, "channel": work.channel, "took": max(took, 0)}

        def finish(connection: sa.Connection, owner: str, seal: Seal) -> bool:
            stands = not events.is_withdrawn(connection, work.key, seal)
            last = {"fault": fault} if keep and stands else emptied
            ended = connection.execute(_open(work.key).values(**{**values, **last})).rowcount
            if ended and stands:
                self._conversation.add(connection, owner, seal, now, said)
            if ended and entry is not None:
                self._processing.add(connection, entry, salt=salt, owner=owner, **row)
            return bool(ended) and stands

        return await self._persons.write(work.owner, finish)

    async def replay(self, serial: int) -> Work:
        """Wait again. A reply that could not be delivered is kept, an apology is not."""
        work = await self.fault(serial)
        if work.message is None:
            raise StoreError(f"dead letter {serial} has no content any more; discard it")
        values: dict[str, Any] = {"state": State.WAITING, "fault": "", "done_at": None}
        if work.state is State.SENT:
            values |= {"answer": None, "reply": None}
        await self._change(_numbered(serial).values(attempts=0, resent=0, **values))
        return work

    async def discard(self, serial: int) -> None:
        """An operator has seen it: its content goes."""
        await self.fault(serial)
        over = sa.func.coalesce(turns.c.done_at, self._database.milliseconds())
        gone = {"fault": "", "state": State.DISCARDED, "done_at": over}
        await self._change(_numbered(serial).values(**gone, **_EMPTY))

    async def drop(self, key: str) -> None:
        """It is not answered any more: the person worded it anew."""
        over = {"state": State.DISCARDED, "done_at": self._database.milliseconds()}
        await self._change(_open(key).values(**over, **_EMPTY))

    async def drop_all(self, owner: str) -> None:
        """What waits for one person, who is not there any more."""
        over = {"state": State.ERASED, "done_at": self._database.milliseconds(), **_EMPTY}

        def drop(connection: sa.Connection) -> None:
            waiting = (turns.c.owner == owner_by(connection, owner), turns.c.done_at.is_(None))
            connection.execute(turns.update().where(*waiting).values(**over))

        await self._database.write(drop)

    def erase(self, connection: sa.Connection, owner: str) -> None:
        """Every word of one person; what waits is not answered any more."""
        unfinished = turns.c.done_at.is_(None)
        connection.execute(
            turns.update()
            .where(turns.c.owner == owner)
            .values(
                state=sa.case((unfinished, State.ERASED.value), else_=turns.c.state),
                done_at=sa.func.coalesce(turns.c.done_at, self._database.milliseconds()),
                fault="",
                **_EMPTY,
            )
        )

    def tell_last(self, connection: sa.Connection, owner: str, seal: Seal, last: Farewell) -> bool:
        """The erased message waits for its answer to be sent, with both; False when it came from
        elsewhere than the road, or is answered already."""
        key = key_of(last.message.address, last.message.id)
        waits = {"state": State.WAITING, "done_at": None, "owner": owner}
        held = {"message": seal.close(last.message), "answer": seal.close(last.answer)}
        untold = sa.or_(turns.c.state == State.ERASED, turns.c.done_at.is_(None))
        row = turns.update().where(turns.c.key == key, untold).values(**waits, **held)
        return bool(connection.execute(row).rowcount)

    def purge(self, connection: sa.Connection, now: int) -> None:
        """Empty what is over, drop the oldest keys. What nobody came back for is a dead letter."""
        waited = (turns.c.state == State.HELD, turns.c.accepted_at < now - _ms(self._faulty))
        late = {"state": State.DEAD, "done_at": now, "fault": "the person did not write again"}
        connection.execute(turns.update().where(*waited).values(**late))
        over = sa.or_(
            sa.and_(turns.c.fault == "", turns.c.done_at < now - _ms(self._context)),
            turns.c.done_at < now - _ms(self._faulty),
        )
        connection.execute(
            turns.update().where(over, turns.c.owner != "").values(fault="", **_EMPTY)
        )
        for at in (turns.c.done_at, receipts.c.at, contacts.c.wrote_at, names.c.at):
            connection.execute(at.table.delete().where(at < now - _ms(KEYS)))

    def _insert(self) -> Any:
        """Both dialects can skip a row that is there; their common one cannot."""
        return (sqlite if self._database.is_sqlite else postgresql).insert(turns)

    async def _works(self, *where: sa.ColumnElement[bool]) -> Sequence[Work]:
        query = sa.select(turns).where(*where).order_by(turns.c.serial)
        rows = await self._database.read(lambda c: c.execute(query).mappings().all())
        found = [work_of(row, await self._persons.keyring.find(row["owner"])) for row in rows]
        closed = {
            w.owner for w, row in zip(found, rows, strict=True) if row["message"] and not w.message
        }
        if closed and await self._renamed(closed):
            return await self._works(*where)
        return found

    async def _renamed(self, owners: Iterable[str]) -> bool:
        """Whether one of them got another name since their rows were read."""
        return any([await self._persons.owner(owner) != owner for owner in owners])

    async def _owner(self, key: str) -> str:
        query = sa.select(turns.c.owner).where(turns.c.key == key)
        return await self._database.read(lambda c: c.scalar(query)) or ""

    async def _change(self, update: sa.Update) -> None:
        await self._database.write(lambda c: c.execute(update).close())


def _backlog(connection: sa.Connection) -> int:
    query = sa.select(sa.func.count()).select_from(turns).where(_TO_DO)
    return int(connection.scalar(query) or 0)


def _open(key: str) -> sa.Update:
    return turns.update().where(turns.c.key == key, turns.c.done_at.is_(None))


def _numbered(serial: int) -> sa.Update:
    return turns.update().where(turns.c.serial == serial)


def _ms(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
