"""Questions that people asked a person of the operator: the queue, its caps, its end.

The states: waiting -> answered -> sent; or `expired` (nobody answered in time) -> sent; `closed`
(an operator will not answer). Delivery is the road's: durable/hand_off.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from nakshatra.errand import Errand
from nakshatra.errors import StoreError
from nakshatra.settings import Settings
from nakshatra.stores.conversation import profile_of
from nakshatra.stores.database import Database
from nakshatra.stores.keys import owner_of
from nakshatra.stores.persons import Persons
from nakshatra.stores.schema import questions
from nakshatra.stores.seal import Seal
from nakshatra.types import Address, Lang

_DAY = timedelta(days=1)

LONGEST = 4000
"""Characters of an operator's answer."""


class Stage(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"
    EXPIRED = "expired"
    SENT = "sent"
    CLOSED = "closed"


class Taken(StrEnum):
    """What became of a question."""

    NEW = "new"
    AGAIN = "again"
    """It waits already."""

    FULL = "full"
    """This person has asked enough for a day, or too many wait."""

    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """As the operator may see it: secrets are struck out, nothing names the person."""

    address: Address
    """Where the answer goes; not shown."""

    of: str
    """The platform's id of the message."""

    text: str
    lang: Lang
    before: tuple[str, ...] = ()
    """What they had said before, if they let us remember."""

    errand: Errand | None = None
    """Where a program wants the answer posted; None = nowhere. Not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanAnswer:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row of the queue, read back."""

    number: int
    owner: str
    channel: str
    stage: Stage
    at: datetime
    until: datetime
    question: Question | None
    """None once it was erased."""

    answer: HumanAnswer | None


class Inbox:
    def __init__(self, database: Database, persons: Persons, settings: Settings) -> None:
        self._database = database
        self._persons = persons
        self._daily = settings.hand_off_daily
        self._room = settings.hand_off_queue
        self._patience = timedelta(days=settings.hand_off_days)

    async def ask(self, question: Question) -> Taken:
        name, now = owner_of(question.address), self._database.milliseconds()
        row = {
            "channel": question.address.channel,
            "lang": str(question.lang),
            "state": Stage.WAITING,
            "at": now,
            "until": now + _ms(self._patience),
        }

        def ask(connection: sa.Connection, owner: str, seal: Seal) -> Taken:
            refused = self._refused(connection, owner, seal, question, now)
            if refused is None:
                sealed = {"owner": owner, "question": seal.close(question)}
                connection.execute(questions.insert().values(**row, **sealed))
            return refused or Taken.NEW

        return await self._persons.write(name, ask)

    async def waiting(self) -> Sequence[Item]:
        """Those an operator has not answered, oldest first."""
        return await self._items(questions.c.state == Stage.WAITING)

    async def ready(self) -> Sequence[Item]:
        """Those whose answer, or notice that there will be none, has to be sent."""
        return await self._items(questions.c.state.in_((Stage.ANSWERED, Stage.EXPIRED)))

    async def find(self, number: int) -> Item | None:
        found = await self._items(questions.c.serial == number)
        return found[0] if found else None

    async def item(self, number: int) -> Item:
        """Raise `StoreError` when there is none."""
        if (found := await self.find(number)) is None:
            raise StoreError(f"no question {number}; `nakshatra inbox list` shows them")
        return found

    async def answer(self, number: int, text: str) -> None:
        """Kept until the running bot has sent it. Raise `StoreError`."""
        item, text = await self.item(number), text.strip()
        if not 0 < len(text) <= LONGEST:
            raise StoreError(f"an answer has from 1 to {LONGEST} characters")
        waits = _numbered(number).where(questions.c.state == Stage.WAITING)

        def answer(connection: sa.Connection, _: str, seal: Seal) -> bool:
            row = {"state": Stage.ANSWERED, "answer": seal.close(HumanAnswer(text=text))}
            return bool(connection.execute(waits.values(**row)).rowcount)

        if item.question is None or not await self._persons.write(item.owner, answer):
            stage = (await self.item(number)).stage
            raise StoreError(f"question {number} is {stage}; it takes no answer")

    async def close(self, number: int) -> None:
        """No answer will come; what was asked is erased. Raise `StoreError`."""
        await self.item(number)
        await self._change(number, state=Stage.CLOSED, question=None, answer=None)

    async def sent(self, number: int) -> None:
        """The road has the answer; it is erased a day later."""
        until = self._database.milliseconds() + _ms(_DAY)
        await self._change(number, state=Stage.SENT, until=until)

    def expire(self, connection: sa.Connection, now: int) -> None:
        """Nobody answered in time; and what is over is erased."""
        late = (questions.c.state == Stage.WAITING, questions.c.until <= now)
        connection.execute(questions.update().where(*late).values(state=Stage.EXPIRED))
        over = questions.c.state.in_((Stage.SENT, Stage.CLOSED))
        connection.execute(questions.delete().where(over, questions.c.until <= now))

    def _refused(
        self, connection: sa.Connection, owner: str, seal: Seal, question: Question, now: int
    ) -> Taken | None:
        if profile_of(connection, owner, seal).no_human:
            return Taken.BLOCKED
        today = (questions.c.owner == owner, questions.c.at > now - _ms(_DAY))
        mine = connection.scalars(sa.select(questions.c.question).where(*today)).all()
        asked = [seal.open(Question, row) for row in mine]
        if any(one and (one.of, one.text) == (question.of, question.text) for one in asked):
            return Taken.AGAIN
        if len(mine) >= self._daily or _waiting(connection) >= self._room:
            return Taken.FULL
        return None

    async def _items(self, *where: sa.ColumnElement[bool]) -> Sequence[Item]:
        query = sa.select(questions).where(*where).order_by(questions.c.serial)
        rows = await self._database.read(lambda c: c.execute(query).mappings().all())
        return [_item(row, await self._persons.keyring.find(row["owner"])) for row in rows]

    async def _change(self, number: int, **values: Any) -> None:
        update = _numbered(number).values(**values)
        await self._database.write(lambda c: c.execute(update).close())


def shown(item: Item) -> dict[str, Any]:
    """What an operator sees, as JSON-ready values."""
    asked = item.question or replace(_ERASED, lang=Lang("", ""))
    return {
        "number": item.number,
        "at": item.at.isoformat(timespec="seconds"),
        "until": item.until.isoformat(timespec="seconds"),
        "channel": item.channel,
        "stage": str(item.stage),
        "lang": str(asked.lang),
        "question": asked.text,
        "before": list(asked.before),
        "answer": item.answer.text if item.answer else "",
    }


_ERASED = Question(address=Address("", ""), of="", text="", lang=Lang("", ""))


def _waiting(connection: sa.Connection) -> int:
    waits = questions.c.state == Stage.WAITING
    return int(connection.scalar(sa.select(sa.func.count()).where(waits)) or 0)


def _numbered(number: int) -> sa.Update:
    return questions.update().where(questions.c.serial == number)


def _item(row: sa.RowMapping, seal: Seal) -> Item:
    return Item(
        number=row["serial"],
        owner=row["owner"],
        channel=row["channel"],
        stage=Stage(row["state"]),
        at=_time(row["at"]),
        until=_time(row["until"]),
        question=seal.open(Question, row["question"]),
        answer=seal.open(HumanAnswer, row["answer"]),
    )


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _ms(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
