"""What SMS cost: one row a message that was sent, added up by day. Holds nothing of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from nakshatra.stores.database import Database
from nakshatra.stores.schema import postage

_INDIA = timedelta(hours=5, minutes=30)
"""A day begins where the people are."""

_DAY_MS = 86_400_000
ANSWERS = ("answer", "emergency")
"""Kinds of message of which each answers one question; the others go with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What one day cost."""

    day: date
    messages: int
    answers: int
    segments: int
    rupees: float

    @property
    def rupees_an_answer(self) -> float:
        """All of the day's messages, menus and notices too, over its answers."""
        return self.rupees / self.answers if self.answers else 0.0


class Purse:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def spend(self, kind: str, segments: int, rupees: float) -> None:
        """Raise `StoreError`."""
        row = {"kind": kind, "segments": segments, "rupees": rupees}
        row["at"] = self._database.milliseconds()
        await self._database.write(lambda c: c.execute(postage.insert().values(**row)).close())

    async def days(self, last: int) -> Sequence[Day]:
        """The last so many days on which something was sent, oldest first. Raise `StoreError`."""
        offset = int(_INDIA.total_seconds() * 1000)
        day = sa.cast(
            (postage.c.at + offset - (postage.c.at + offset) % _DAY_MS) / _DAY_MS, sa.Integer
        )
        is_answer = sa.case((postage.c.kind.in_(ANSWERS), 1), else_=0)
        query = (
            sa.select(
                day.label("day"),
                sa.func.count().label("messages"),
                sa.func.sum(is_answer).label("answers"),
                sa.func.sum(postage.c.segments).label("segments"),
                sa.func.sum(postage.c.rupees).label("rupees"),
            )
            .group_by(day)
            .order_by(day.desc())
            .limit(last)
        )
        rows = await self._database.read(lambda c: list(c.execute(query).mappings()))
        return [Day(**{**row, "day": _date(row["day"])}) for row in reversed(rows)]


def _date(days: int) -> date:
    return datetime.fromtimestamp(days * 86_400, UTC).date()
