"""Another name of a person -> that person: a phone number whose business-scoped id is known.

Works inside transactions that another opened. It holds hashes alone, and each for thirty days after
the platform last told both names at once. docs/decisions/0020-whatsapp.md says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from nakshatra.stores.schema import contacts, names

DAY_MS = 24 * 60 * 60_000
REST_MS = 30 * DAY_MS
"""Whoever wrote from a number within this time still has it: one that was given up rests for 90
days in India (45 in the United States) before another person gets it."""


def owner_by(connection: sa.Connection, name: str) -> str:
    """The owner whom this hash of an address names: itself, unless it is another's second name."""
    found = sa.select(names.c.owner).where(names.c.name == name)
    return connection.scalar(found) or name


def told(connection: sa.Connection, name: str) -> tuple[str, int]:
    """Whose second name it is, and when the platform last said so; ("", 0) = nobody's."""
    row = connection.execute(sa.select(names.c.owner, names.c.at).where(names.c.name == name))
    found = row.first()
    return (found.owner, found.at) if found else ("", 0)


def put(connection: sa.Connection, name: str, owner: str, at: int) -> None:
    """From now on it is this person's, and their only one: who has a new number gave the old one
    up, and somebody else may get it. No name leads round in a circle, or over a third."""
    both = (name, owner)
    gone = sa.or_(names.c.name.in_(both), names.c.owner.in_(both))
    connection.execute(names.delete().where(gone))
    connection.execute(names.insert().values(name=name, owner=owner, at=at))


def free(connection: sa.Connection, name: str) -> None:
    """It leads to nobody else any more."""
    connection.execute(names.delete().where(names.c.name == name))


def wrote_lately(connection: sa.Connection, name: str, now: int) -> bool:
    """Whether its holder of today is surely who wrote from it before."""
    at = connection.scalar(sa.select(contacts.c.wrote_at).where(contacts.c.owner == name))
    return at is not None and now - at < REST_MS


def exported(connection: sa.Connection, owner: str) -> Sequence[Mapping[str, Any]]:
    rows = connection.execute(sa.select(names.c.name, names.c.at).where(names.c.owner == owner))
    return [
        {"hash": row.name, "at": datetime.fromtimestamp(row.at / 1000, UTC).isoformat()}
        for row in rows
    ]
