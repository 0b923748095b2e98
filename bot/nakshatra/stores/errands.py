"""Messages that programs handed us: how each wants its reply, and the reply until it is fetched.

Works inside a transaction that another opened. A row lives as long as its message has something to
wait for: until it is answered, delivered or looked at, and then as long as a conversation does. How
the reply is wanted holds no words; the reply is sealed under its person's key.
"""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from nakshatra.errand import Errand, Outcome
from nakshatra.stores.codec import dump, load
from nakshatra.stores.schema import errands, turns
from nakshatra.stores.seal import Seal
from nakshatra.types import Reply


def opened(connection: sa.Connection, key: str, owner: str, until: int, errand: Errand) -> Errand:
    """The first of several stays and is returned."""
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(errands)
    row = insert.values(key=key, owner=owner, until=until, errand=dump(errand))
    connection.execute(row.on_conflict_do_nothing(index_elements=["key"]))
    kept = sa.select(errands.c.errand).where(errands.c.key == key)
    return load(Errand, connection.scalars(kept).one())


def looked_up(connection: sa.Connection, key: str) -> sa.RowMapping | None:
    """None when no such message was accepted."""
    query = (
        sa.select(
            turns.c.state, turns.c.done_at, errands.c.owner, errands.c.errand, errands.c.reply
        )
        .outerjoin_from(turns, errands, turns.c.key == errands.c.key)
        .where(turns.c.key == key)
    )
    return connection.execute(query).mappings().first()


def outcome(row: sa.RowMapping, seal: Seal) -> Outcome:
    return Outcome(
        reply=seal.open(Reply, row["reply"]),
        state=row["state"],
        done=row["done_at"] is not None,
        errand=load(Errand, row["errand"]) if row["errand"] is not None else Errand(),
    )


def answered(
    connection: sa.Connection, key: str, owner: str, seal: Seal, until: int, reply: Reply
) -> bool:
    """False when the message has another reply, or was never accepted."""
    if connection.scalar(sa.select(turns.c.serial).where(turns.c.key == key)) is None:
        return False
    row = connection.execute(sa.select(errands.c.reply).where(errands.c.key == key)).first()
    if row is not None and (before := seal.open(Reply, row.reply)) is not None:
        return before.text == reply.text
    values = {"owner": owner, "until": until, "reply": seal.close(reply)}
    if row is None:
        connection.execute(errands.insert().values(key=key, errand=dump(Errand()), **values))
    else:
        connection.execute(errands.update().where(errands.c.key == key).values(**values))
    return True


def erase(connection: sa.Connection, owner: str) -> None:
    """Every word of one person. Where to post the reply that they still get stays: /forget itself
    is answered."""
    theirs = errands.c.owner == owner
    connection.execute(errands.delete().where(theirs, errands.c.reply.is_not(None)))
    waiting = sa.select(errands.c.key, errands.c.errand).where(theirs)
    for key, errand in connection.execute(waiting).all():
        bare = dump(replace(load(Errand, errand), print=""))
        update = errands.update().where(errands.c.key == key)
        connection.execute(update.values(owner="", errand=bare))


def purge(connection: sa.Connection, now: int) -> None:
    """What was fetched or may not be kept longer goes, unless its message is still in the works or
    a dead letter that an operator may send again."""
    kept = sa.select(turns.c.key).where(
        turns.c.key == errands.c.key, sa.or_(turns.c.done_at.is_(None), turns.c.fault != "")
    )
    connection.execute(errands.delete().where(errands.c.until <= now, ~kept.exists()))
