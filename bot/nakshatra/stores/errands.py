"""Messages that programs handed us: how each wants its reply, and the reply until it is fetched.

Works inside a transaction that another opened. A row lives as long as its message has something to
wait for: until it is answered, delivered or looked at, and then as long as a conversation does. How
the reply is wanted holds no words; the reply is sealed under its person's key, and so is the print
of what was asked: a hash alone of few words could be guessed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from hashlib import blake2b

import sqlalchemy as sa

from nakshatra.errand import Errand, Outcome
from nakshatra.stores.codec import dump, load
from nakshatra.stores.database import Database, insert_into
from nakshatra.stores.keyring import Keyring
from nakshatra.stores.schema import errands, turns
from nakshatra.stores.seal import Seal
from nakshatra.types import Reply

_KEYED = "keyed-"
"""How a print begins that is under its person's key; those of before are not."""


def opened(
    connection: sa.Connection, key: str, owner: str, seal: Seal, until: int, errand: Errand
) -> Errand:
    """The first of several stays and is returned, with this one's print where it asked the same."""
    theirs = replace(errand, print=_keyed(seal, errand.print))
    row = insert_into(errands, connection).values(key=key, owner=owner, until=until)
    first = row.values(errand=dump(theirs)).on_conflict_do_nothing(index_elements=["key"])
    connection.execute(first)
    query = sa.select(errands.c.errand).where(errands.c.key == key)
    kept = load(Errand, connection.scalars(query).one())
    same = _keyed(seal, kept.print) == theirs.print
    return replace(kept, print=errand.print) if same else kept


async def key_prints(database: Database, keyring: Keyring) -> None:
    """What an earlier version wrote without a key. May be done twice. Raise `StoreError`."""
    query = sa.select(errands.c.key, errands.c.owner, errands.c.errand)
    rows = await database.read(lambda c: c.execute(query.where(errands.c.owner != "")).all())
    for key, owner, data in rows:
        errand = load(Errand, data)
        if not errand.print or errand.print.startswith(_KEYED):
            continue
        seal = await keyring.find(owner)
        keyed = dump(replace(errand, print=_keyed(seal, errand.print) if seal.key else ""))
        update = errands.update().where(errands.c.key == key).values(errand=keyed)
        await database.write(partial(_do, update))


def _do(update: sa.Update, connection: sa.Connection) -> None:
    connection.execute(update)


def _keyed(seal: Seal, print: str) -> str:
    """A print that is keyed already, or erased, stays."""
    if not print or print.startswith(_KEYED):
        return print
    return _KEYED + blake2b(print.encode(), key=seal.key, digest_size=16).hexdigest()


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
