"""A row of the ledger, read back: a message, what each stage made of it, what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa

from nakshatra.stores.seal import Seal
from nakshatra.types import Answer, Message, Reply, Utterance


class State(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCONFIRMED = "unconfirmed"
    HELD = "held"
    WITHHELD = "withheld"
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
    """It stands in no line: an emergency, or the wish to be forgotten, which asks back first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Place):
    """A row, read back."""

    channel: str
    state: State
    attempts: int
    """How often it was taken up again after a crash."""

    resent: int
    """How often its reply went out again, because the platform lost it."""

    platform_id: str
    """The platform's ids of its reply, one space between; "" = it is not known to be out."""

    accepted_at: datetime
    fault: str
    """Why an operator should look; "" = no reason to. Never holds what the person said."""

    message: Message | None
    """None once its content is gone."""

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


def work_of(row: sa.RowMapping, seal: Seal) -> Work:
    return Work(
        serial=row["serial"],
        key=row["key"],
        owner=row["owner"],
        channel=row["channel"],
        state=State(row["state"]),
        urgent=row["urgent"],
        attempts=row["attempts"],
        resent=row["resent"],
        platform_id=row["platform_id"],
        accepted_at=datetime.fromtimestamp(row["accepted_at"] / 1000, UTC),
        fault=row["fault"],
        message=seal.open(Message, row["message"]),
        heard=seal.open(Utterance, row["heard"]),
        answer=seal.open(Answer, row["answer"]),
        reply=seal.open(Reply, row["reply"]),
        done=row["done_at"] is not None,
    )
