"""What happened to a person or a chat -> their rows. Each works in a transaction of another's, and
may be done twice: platforms tell things twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from nakshatra.stores.conversation import keep_profile, profile_of
from nakshatra.stores.inbox import Question
from nakshatra.stores.receipts import wrote
from nakshatra.stores.reseal import SEALED
from nakshatra.stores.schema import (
    contacts,
    feedback,
    letters,
    lines,
    profiles,
    questions,
    receipts,
    turns,
)
from nakshatra.stores.seal import Seal
from nakshatra.stores.work import State
from nakshatra.types import Address, Event, Message, Profile, Reply

ADDRESSED: Sequence[tuple[sa.Column[bytes], type[Message | Reply | Question]]] = (
    (turns.c.message, Message),
    (turns.c.reply, Reply),
    (questions.c.question, Question),
)
"""What names where it goes."""


def moved(connection: sa.Connection, old: str, seal: Seal, new: str, other: Seal) -> None:
    """All that was the old owner's is the new one's, sealed under their key; what the new one has
    chosen stays, and what protected the old one holds."""
    chosen = connection.scalar(sa.select(profiles.c.owner).where(profiles.c.owner == new))
    if chosen is not None:
        before = profile_of(connection, old, seal)
        connection.execute(profiles.delete().where(profiles.c.owner == old))
        both = _protected(profile_of(connection, new, other), before)
        keep_profile(connection, new, other, both)
    for column in SEALED:
        _sealed_anew(connection, column, old, seal, other)
    _carry(connection, old, new)
    judged = sa.select(feedback.c.message).where(feedback.c.owner == new)
    mine = feedback.c.owner == old
    connection.execute(feedback.delete().where(mine, feedback.c.message.in_(judged)))
    for table in (turns, lines, letters, profiles, questions, receipts, feedback):
        connection.execute(table.update().where(table.c.owner == old).values(owner=new))


def readdress(connection: sa.Connection, owner: str, seal: Seal, to: Address) -> None:
    """What waits for them, or may be sent again, goes to where they are now."""
    for column, kind in ADDRESSED:
        key = next(iter(column.table.primary_key.columns))
        rows = sa.select(key, column).where(column.table.c.owner == owner, column.is_not(None))
        for number, data in connection.execute(rows).all():
            if (found := seal.open(kind, data)) is not None:
                moved = seal.close(replace(found, address=to))
                update = column.table.update().where(key == number)
                connection.execute(update.values({column: moved}))


def _carry(connection: sa.Connection, old: str, new: str) -> None:
    """When they last wrote: the later of both."""
    both = contacts.c.owner.in_((old, new))
    latest = connection.scalar(sa.select(sa.func.max(contacts.c.wrote_at)).where(both))
    connection.execute(contacts.delete().where(contacts.c.owner == old))
    if latest is not None:
        wrote(connection, new, latest)


def _protected(profile: Profile, before: Profile) -> Profile:
    """Consent to remember is not carried into a profile that has none."""
    return replace(
        profile,
        stopped=profile.stopped or before.stopped,
        private=profile.private or before.private,
        child=profile.child or before.child,
        remember=profile.remember and (not before.child or profile.parent_agreed),
        no_human=profile.no_human or before.no_human,
        greeted=profile.greeted or before.greeted,
        asked_memory=profile.asked_memory or before.asked_memory,
    )


def _sealed_anew(
    connection: sa.Connection, column: sa.Column[bytes], old: str, seal: Seal, other: Seal
) -> None:
    key = next(iter(column.table.primary_key.columns))
    rows = sa.select(key, column).where(column.table.c.owner == old, column.is_not(None))
    for number, data in connection.execute(rows).all():
        if (plain := seal.unwrap(data)) is not None:
            update = column.table.update().where(key == number)
            connection.execute(update.values({column: other.wrap(plain)}))


def withdrawn(connection: sa.Connection, owner: str, seal: Seal, id: str, now: int) -> None:
    """Its words go, and those of each edit of it. Of one that is urgent they stay until it was
    answered: it is marked."""
    gone = {"fault": "", **dict.fromkeys(("message", "heard", "answer", "reply"))}
    over = {"state": State.DISCARDED, "done_at": now}
    rows = sa.select(turns.c.serial, turns.c.message, turns.c.urgent, turns.c.done_at)
    for row in connection.execute(rows.where(turns.c.owner == owner)).all():
        message = seal.open(Message, row.message)
        if message is None or id not in (message.id, message.replaces):
            continue
        mine = turns.update().where(turns.c.serial == row.serial)
        open_, done = mine.where(turns.c.done_at.is_(None)), turns.c.done_at.is_not(None)
        if row.urgent:
            marked = seal.close(replace(message, event=Event.TAKEN_BACK))
            connection.execute(open_.values(message=marked))
        else:
            connection.execute(open_.values(**over, **gone))
        connection.execute(mine.where(done).values(**gone))


def stands(connection: sa.Connection, key: str) -> bool:
    """Whether it is to be answered still; an urgent one that was taken back is, by first aid."""
    open_ = sa.select(turns.c.serial).where(turns.c.key == key, turns.c.done_at.is_(None))
    return connection.scalar(open_) is not None


def unsaid(connection: sa.Connection, owner: str, before: int, now: int) -> None:
    """Who says /forget waits for none of their earlier messages: those that nothing was made of yet
    are over, and what is under way for them ends. Not what is urgent."""
    gone = dict.fromkeys(("message", "heard", "answer"))
    theirs = (turns.c.owner == owner, turns.c.serial < before, turns.c.urgent.is_(False))
    waits = (turns.c.done_at.is_(None), turns.c.reply.is_(None))
    over = {"state": State.ERASED, "done_at": now, "fault": "", **gone}
    connection.execute(turns.update().where(*theirs, *waits).values(**over))


def is_withdrawn(connection: sa.Connection, key: str, seal: Seal) -> bool:
    """Whether its person took it back, although it is answered."""
    row = connection.scalar(sa.select(turns.c.message).where(turns.c.key == key))
    message = seal.open(Message, row)
    return message is not None and message.event is Event.TAKEN_BACK


def answered(connection: sa.Connection, owner: str, platform_id: str) -> str:
    """The key of the message whose answer has this id on the platform; "" = we know none."""
    rows = connection.execute(
        sa.select(turns.c.key, turns.c.platform_id).where(turns.c.owner == owner)
    )
    return next((key for key, ids in rows if platform_id in ids.split()), "")


def answers(connection: sa.Connection, owner: str, keys: list[str]) -> str:
    """The platform's ids of the newest answer to one of these; "" = there is none."""
    mine = (turns.c.owner == owner, turns.c.key.in_(keys), turns.c.platform_id != "")
    newest = sa.select(turns.c.platform_id).where(*mine).order_by(turns.c.serial.desc())
    return connection.scalar(newest.limit(1)) or ""
