"""One tap on an answer -> a row with what the answer was made from; counted for an operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from nakshatra.stores.schema import feedback, processing, turns

_ABOUT = ("units", "pack", "lang", "kind")


def add(connection: sa.Connection, owner: str, message: str, score: int, now: int) -> None:
    """A second opinion on the same message replaces the first."""
    columns = [processing.c[name] for name in _ABOUT]
    answered = sa.select(*columns).join(turns, turns.c.serial == processing.c.turn)
    found = connection.execute(answered.where(turns.c.key == message)).mappings().first()
    about: Mapping[str, str] = dict(found) if found else {}
    same = (feedback.c.owner == owner, feedback.c.message == message)
    connection.execute(feedback.delete().where(*same))
    row = {"owner": owner, "message": message, "score": score, "at": now, **about}
    connection.execute(feedback.insert().values(**row))


def answered(connection: sa.Connection, owner: str, platform_id: str) -> str:
    """The key of the message that was answered by what the platform knows by this id; "" = none."""
    row = (turns.c.owner == owner, turns.c.platform_id == platform_id)
    return connection.scalar(sa.select(turns.c.key).where(*row)) or ""


def report(connection: sa.Connection) -> Sequence[Mapping[str, Any]]:
    """Good and bad taps by unit, version and language, the worst first."""
    good = sa.func.sum(sa.case((feedback.c.score > 0, 1), else_=0)).label("good")
    bad = sa.func.sum(sa.case((feedback.c.score < 0, 1), else_=0)).label("bad")
    by = [feedback.c[name] for name in _ABOUT]
    query = sa.select(*by, good, bad).group_by(*by).order_by(bad.desc(), good, *by)
    return [dict(row) for row in connection.execute(query).mappings()]
