"""Messages that programs handed us: how each wants its reply, and the reply until it is fetched.

Works inside a transaction that another opened. A row lives as long as its message has something to
wait for: until it is answered, delivered or looked at, and then as long as a conversation does.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from nakshatra.call import Call, Called
from nakshatra.stores.codec import dump, load
from nakshatra.stores.schema import calls, turns
from nakshatra.types import Reply


def open_call(connection: sa.Connection, key: str, owner: str, until: int, call: Call) -> Call:
    """The first of several stays and is returned."""
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(calls)
    row = insert.values(key=key, owner=owner, until=until, call=dump(call))
    connection.execute(row.on_conflict_do_nothing(index_elements=["key"]))
    return load(Call, connection.scalars(_call_of(key)).one())


def _call_of(key: str) -> sa.Select[Any]:
    return sa.select(calls.c.call).where(calls.c.key == key)


def called(connection: sa.Connection, key: str) -> Called | None:
    """None when no such message was accepted."""
    query = (
        sa.select(turns.c.state, turns.c.done_at, calls.c.call, calls.c.reply)
        .outerjoin_from(turns, calls, turns.c.key == calls.c.key)
        .where(turns.c.key == key)
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    return Called(
        reply=load(Reply, row["reply"]) if row["reply"] is not None else None,
        state=row["state"],
        done=row["done_at"] is not None,
        call=load(Call, row["call"]) if row["call"] is not None else Call(),
    )


def answer_call(connection: sa.Connection, key: str, owner: str, until: int, reply: Reply) -> bool:
    """False when the message has another reply, or was never accepted."""
    if connection.scalar(sa.select(turns.c.serial).where(turns.c.key == key)) is None:
        return False
    row = connection.execute(sa.select(calls.c.reply).where(calls.c.key == key)).first()
    if row is not None and row.reply is not None:
        return load(Reply, row.reply).text == reply.text
    values = {"owner": owner, "until": until, "reply": dump(reply)}
    if row is None:
        connection.execute(calls.insert().values(key=key, call=dump(Call()), **values))
    else:
        connection.execute(calls.update().where(calls.c.key == key).values(**values))
    return True


def erase(connection: sa.Connection, owner: str) -> None:
    """Every word of one person. Where to post the reply that they still get stays: /forget itself
    is answered."""
    theirs = calls.c.owner == owner
    connection.execute(calls.delete().where(theirs, calls.c.reply.is_not(None)))
    waiting = sa.select(calls.c.key, calls.c.call).where(theirs)
    for key, call in connection.execute(waiting).all():
        bare = dump(replace(load(Call, call), print=""))
        connection.execute(calls.update().where(calls.c.key == key).values(owner="", call=bare))


def purge(connection: sa.Connection, now: int) -> None:
    """What was fetched or may not be kept longer goes, unless its message is still in the works or
    a dead letter that an operator may send again."""
    kept = sa.select(turns.c.key).where(
        turns.c.key == calls.c.key, sa.or_(turns.c.done_at.is_(None), turns.c.fault != "")
    )
    connection.execute(calls.delete().where(calls.c.until <= now, ~kept.exists()))
