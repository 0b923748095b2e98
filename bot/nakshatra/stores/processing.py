"""The processing log: that an answer was given, in which field and from which units. No words.

Each year has a salt of its own, so that one person's rows of two years do not meet; it is kept with
the keys of people and destroyed with the year's last row. /forget takes the pseudonym off the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa

from nakshatra.settings import Settings
from nakshatra.stores.database import Database
from nakshatra.stores.keyring import Keyring
from nakshatra.stores.schema import processing

_SALT = "log-"
"""What the key of a year is called among those of people; an owner is a hexadecimal hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is told of one answer."""

    lang: str
    field: str
    """The experts that answered, as "health+finance"; "" = the bot spoke for itself."""

    kind: str
    units: str
    """Ids such as "health/dengue", parted by spaces."""

    pack: str
    """Digests of those experts' folders, as "health@1f2e3d4c5b6a", parted by spaces."""

    spoken: bool
    linked: bool = True
    """Whether a tap on the answer may find it."""


class Processing:
    def __init__(self, database: Database, keyring: Keyring, settings: Settings) -> None:
        self._database = database
        self._keyring = keyring
        self._kept = timedelta(days=settings.log_days)

    async def salt(self) -> bytes:
        """This year's."""
        return (await self._keyring.make(f"{_SALT}{self._now().year}")).key

    def add(
        self, connection: sa.Connection, entry: Entry, *, salt: bytes, owner: str, **row: Any
    ) -> None:
        """An answer that was lost and went out again is one answer."""
        told = asdict(entry)
        linked = told.pop("linked")
        before = sa.and_(processing.c.turn == row["turn"], processing.c.turn != 0)
        connection.execute(processing.delete().where(before))
        row |= told | {"who": pseudonym(owner, salt), "turn": row["turn"] if linked else 0}
        connection.execute(processing.insert().values(**row))

    async def names(self, owner: str) -> Sequence[str]:
        """A person's pseudonyms of all years that are kept."""
        salts = [await self._keyring.find(name) for name in await self._years()]
        return [pseudonym(owner, salt.key) for salt in salts]

    def unlink(self, connection: sa.Connection, names: Sequence[str]) -> None:
        mine = processing.c.who.in_(names)
        connection.execute(processing.update().where(mine).values(who="", turn=0))

    def rename(self, connection: sa.Connection, names: Mapping[str, str]) -> None:
        """One person's pseudonyms -> another's, who is the same."""
        for old, new in names.items():
            mine = processing.c.who == old
            connection.execute(processing.update().where(mine).values(who=new))

    def of(self, connection: sa.Connection, names: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        return self._rows(connection, processing.c.who.in_(names))

    async def since(self, at: datetime) -> Sequence[Mapping[str, Any]]:
        """All rows from then on, oldest first, as JSON-ready values."""
        when = processing.c.at >= int(at.timestamp() * 1000)
        return await self._database.read(lambda c: self._rows(c, when))

    def purge(self, connection: sa.Connection) -> None:
        oldest = self._now() - self._kept
        old = processing.c.at < int(oldest.timestamp() * 1000)
        connection.execute(processing.delete().where(old))

    async def drop_salts(self) -> None:
        """Of years whose last row is gone."""
        oldest = self._now() - self._kept
        for name in await self._years():
            if int(name.removeprefix(_SALT)) < oldest.year:
                await self._keyring.destroy(name)

    async def _years(self) -> Sequence[str]:
        return await self._keyring.named(_SALT)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._database.milliseconds() / 1000, UTC)

    def _rows(
        self, connection: sa.Connection, where: sa.ColumnElement[bool]
    ) -> Sequence[Mapping[str, Any]]:
        query = sa.select(processing).where(where).order_by(processing.c.serial)
        return [_told(row) for row in connection.execute(query).mappings()]


def pseudonym(owner: str, salt: bytes) -> str:
    return blake2b(owner.encode(), key=salt, digest_size=16).hexdigest()


def _told(row: sa.RowMapping) -> Mapping[str, Any]:
    at = datetime.fromtimestamp(row["at"] / 1000, UTC).isoformat(timespec="seconds")
    return {key: row[key] for key in row if key not in ("serial", "turn")} | {"at": at}
