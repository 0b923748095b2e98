"""The road's own rows: what arrived, what each stage made of it, what was sent.

One row a message. Its key stays when its content is gone, so that a late second delivery is known.
The states: waiting -> sending -> sent; or `unconfirmed` (a crash came between sending and knowing),
`dead` (given up), `erased` (the person said /forget), `discarded` (an operator looked at it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from nakshatra.errors import StoreError
from nakshatra.settings import Settings
from nakshatra.stores.codec import dump, load
from nakshatra.stores.conversation import Conversation
from nakshatra.stores.database import Database
from nakshatra.stores.keys import key_of, owner_of
from nakshatra.stores.schema import turns
from nakshatra.types import Answer, Message, Reply, Turn, Utterance

FAULTY = timedelta(days=7)
"""How long a dead letter keeps its content: an operator has a week to look at it."""

KEYS = timedelta(days=30)
"""How long a key is kept; platforms deliver again for at most about a week."""

_EMPTY: Mapping[str, str | None] = {
    **dict.fromkeys(("message", "heard", "answer", "reply")),
    **{"owner": "", "platform_id": ""},
}

T = TypeVar("T")


class State(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCONFIRMED = "unconfirmed"
    DEAD = "dead"
    ERASED = "erased"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row without what was said."""

    serial: int
    """Grows with each message; an operator calls a dead letter by it."""

    key: str
    owner: str
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Place):
    """A row, read back."""

    channel: str
    state: State
    attempts: int
    """How often it was taken up again after a crash."""

    accepted_at: datetime
    fault: str
    """Why an operator should look; "" = no reason to. Never holds what the person said."""

    message: Message | None
    heard: Utterance | None
    answer: Answer | None
    reply: Reply | None
    done: bool


class Accepted(StrEnum):
    """What became of a message at the door."""

    NEW = "new"
    DUPLICATE = "duplicate"
    BUSY = "busy"
    LIMITED = "limited"
    """One too many of this person's in a minute."""

    LOOP = "loop"
    """A machine's: it would go round in a circle."""

    LATE = "late"
    """Written so long ago that nobody waits for the answer."""


class Ledger:
    def __init__(self, database: Database, conversation: Conversation, settings: Settings) -> None:
        self._database = database
        self._conversation = conversation
        self._context = timedelta(minutes=settings.context_minutes)
        self._room = settings.max_backlog

    async def accept(self, message: Message, *, urgent: bool) -> tuple[Accepted, int]:
        """On disk when it returns NEW, with its number. What is urgent is never BUSY."""
        insert = self._insert().values(
            key=key_of(message.address, message.id),
            owner=owner_of(message.address),
            channel=message.address.channel,
            state=State.WAITING,
            urgent=urgent,
            attempts=0,
            accepted_at=self._database.milliseconds(),
            fault="",
            platform_id="",
            message=dump(message),
        )
        once = insert.on_conflict_do_nothing(index_elements=["key"]).returning(turns.c.serial)

        def work(connection: sa.Connection) -> tuple[Accepted, int]:
            if not urgent and _backlog(connection) >= self._room:
                return Accepted.BUSY, 0
            serial = connection.scalar(once)
            return (Accepted.DUPLICATE, 0) if serial is None else (Accepted.NEW, serial)

        return await self._database.write(work)

    async def backlog(self) -> int:
        """Messages that were accepted and are not finished."""
        return await self._database.read(_backlog)

    async def unfinished(self) -> Sequence[Place]:
        """In the order of their arrival."""
        columns = (turns.c.serial, turns.c.key, turns.c.owner, turns.c.urgent)
        query = sa.select(*columns).where(turns.c.done_at.is_(None)).order_by(turns.c.serial)
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
    ) -> None:
        """What a stage made; nothing is written once the person said /forget."""
        given = {"heard": heard, "answer": answer, "reply": reply}
        values: dict[str, Any] = {k: dump(v) for k, v in given.items() if v is not None}
        if state is not None:
            values["state"] = state
        await self._change(_open(key).values(**values))

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
    ) -> None:
        """The turn is over; what was said joins the conversation in the same transaction."""
        now = self._database.milliseconds()
        values = {"state": state, "platform_id": platform_id, "fault": fault, "done_at": now}

        def finish(connection: sa.Connection) -> None:
            if connection.execute(_open(work.key).values(**values)).rowcount:
                self._conversation.add(connection, work.owner, now, said)

        await self._database.write(finish)

    async def replay(self, serial: int) -> Work:
        """Wait again. A reply that could not be delivered is kept, an apology is not."""
        work = await self.fault(serial)
        if work.message is None:
            raise StoreError(f"dead letter {serial} has no content any more; discard it")
        values: dict[str, Any] = {"state": State.WAITING, "fault": "", "done_at": None}
        if work.state is State.SENT:
            values |= {"answer": None, "reply": None}
        await self._change(_numbered(serial).values(attempts=0, **values))
        return work

    async def discard(self, serial: int) -> None:
        """An operator has seen it: its content goes."""
        await self.fault(serial)
        await self._change(_numbered(serial).values(fault="", state=State.DISCARDED, **_EMPTY))

    async def drop(self, key: str) -> None:
        """It is not answered any more: the person worded it anew."""
        over = {"state": State.DISCARDED, "done_at": self._database.milliseconds()}
        await self._change(_open(key).values(**over, **_EMPTY))

    async def drop_all(self, owner: str) -> None:
        """What waits for one person, who is not there any more."""
        over = {"state": State.ERASED, "done_at": self._database.milliseconds(), **_EMPTY}
        waiting = (turns.c.owner == owner, turns.c.done_at.is_(None))
        await self._change(turns.update().where(*waiting).values(**over))

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

    def purge(self, connection: sa.Connection, now: int) -> None:
        """Empty what is over, drop the oldest keys."""
        over = sa.or_(
            sa.and_(turns.c.fault == "", turns.c.done_at < now - _ms(self._context)),
            turns.c.done_at < now - _ms(FAULTY),
        )
        connection.execute(
            turns.update().where(over, turns.c.owner != "").values(fault="", **_EMPTY)
        )
        connection.execute(turns.delete().where(turns.c.done_at < now - _ms(KEYS)))

    def _insert(self) -> Any:
        """Both dialects can skip a row that is there; their common one cannot."""
        return (sqlite if self._database.is_sqlite else postgresql).insert(turns)

    async def _works(self, *where: sa.ColumnElement[bool]) -> Sequence[Work]:
        query = sa.select(turns).where(*where).order_by(turns.c.serial)
        return await self._database.read(
            lambda c: [_work(row) for row in c.execute(query).mappings()]
        )

    async def _change(self, update: sa.Update) -> None:
        await self._database.write(lambda c: c.execute(update).close())


def _backlog(connection: sa.Connection) -> int:
    query = sa.select(sa.func.count()).select_from(turns).where(turns.c.done_at.is_(None))
    return int(connection.scalar(query) or 0)


def _open(key: str) -> sa.Update:
    return turns.update().where(turns.c.key == key, turns.c.done_at.is_(None))


def _numbered(serial: int) -> sa.Update:
    return turns.update().where(turns.c.serial == serial)


def _work(row: sa.RowMapping) -> Work:
    return Work(
        serial=row["serial"],
        key=row["key"],
        owner=row["owner"],
        channel=row["channel"],
        state=State(row["state"]),
        urgent=row["urgent"],
        attempts=row["attempts"],
        accepted_at=datetime.fromtimestamp(row["accepted_at"] / 1000, UTC),
        fault=row["fault"],
        message=_loaded(Message, row["message"]),
        heard=_loaded(Utterance, row["heard"]),
        answer=_loaded(Answer, row["answer"]),
        reply=_loaded(Reply, row["reply"]),
        done=row["done_at"] is not None,
    )


def _loaded(cls: type[T], data: bytes | None) -> T | None:
    return None if data is None else load(cls, data)


def _ms(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
