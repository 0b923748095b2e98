"""The lines of a conversation, kept for as long as the person agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from nakshatra.settings import Settings
from nakshatra.stores.database import insert_into
from nakshatra.stores.schema import lines, profiles
from nakshatra.stores.seal import Seal
from nakshatra.types import Profile, Turn


class Conversation:
    """Works inside a transaction that another opened."""

    def __init__(self, settings: Settings) -> None:
        self._context = timedelta(minutes=settings.context_minutes)
        self._memory = timedelta(days=settings.memory_days)

    def last(
        self, connection: sa.Connection, owner: str, seal: Seal, now: int, limit: int
    ) -> Sequence[Turn]:
        """The newest lines that may still be used, oldest first."""
        rows = connection.scalars(
            sa.select(lines.c.turn)
            .where(lines.c.owner == owner, lines.c.until > now)
            .order_by(lines.c.serial.desc())
            .limit(limit)
        )
        turns = (seal.open(Turn, row) for row in reversed(rows.all()))
        return [turn for turn in turns if turn is not None]

    def add(
        self, connection: sa.Connection, owner: str, seal: Seal, now: int, turns: Sequence[Turn]
    ) -> None:
        if not turns:
            return
        row = {"owner": owner, "at": now, "until": self.until(connection, owner, seal, now)}
        rows = [{**row, "turn": seal.close(turn)} for turn in turns]
        connection.execute(lines.insert(), rows)

    def take_back(
        self, connection: sa.Connection, owner: str, seal: Seal, of: str
    ) -> Sequence[Turn]:
        """The lines of one message and its later wordings, which are dropped."""
        rows = connection.execute(
            sa.select(lines.c.serial, lines.c.turn)
            .where(lines.c.owner == owner)
            .order_by(lines.c.serial)
        ).all()
        turns = {serial: seal.open(Turn, turn) for serial, turn in rows}
        gone = {
            serial: turn
            for serial, turn in turns.items()
            if turn and of and f"{turn.of}:".startswith(f"{of}:")
        }
        connection.execute(lines.delete().where(lines.c.serial.in_(gone)))
        return list(gone.values())

    def until(self, connection: sa.Connection, owner: str, seal: Seal, now: int) -> int:
        """When a line of this person that is written now has to go."""
        profile = profile_of(connection, owner, seal)
        return now + _ms(self._memory if profile.remember else self._context)

    def shorten(self, connection: sa.Connection, owner: str, now: int) -> None:
        """Consent is withdrawn: nothing outlives the context window."""
        limit = now + _ms(self._context)
        connection.execute(
            lines.update().where(lines.c.owner == owner, lines.c.until > limit).values(until=limit)
        )


def profile_of(connection: sa.Connection, owner: str, seal: Seal) -> Profile:
    row = connection.scalar(sa.select(profiles.c.profile).where(profiles.c.owner == owner))
    return seal.open(Profile, row) or Profile()


def keep_profile(connection: sa.Connection, owner: str, seal: Seal, profile: Profile) -> None:
    """In one statement: another worker may save it at the same moment."""
    sealed = seal.close(profile)
    row = insert_into(profiles, connection).values(owner=owner, profile=sealed)
    once = row.on_conflict_do_update(index_elements=["owner"], set_={"profile": sealed})
    connection.execute(once)


def _ms(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)
