"""Our SQL tables as the Store port: SQLite by default, PostgreSQL when the operator has one.

The road's own rows are in ledger.py; this file erases and exports them with everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from nakshatra.call import Call, Called
from nakshatra.errors import StoreError
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.stores import calls
from nakshatra.stores.codec import dump, load
from nakshatra.stores.conversation import Conversation, profile_of
from nakshatra.stores.database import Database
from nakshatra.stores.export import export
from nakshatra.stores.keys import key_of, owner_of
from nakshatra.stores.ledger import Ledger
from nakshatra.stores.migrate import migrate
from nakshatra.stores.schema import feedback, letters, lines, profiles
from nakshatra.types import Address, Profile, Reply, Turn

FILE = "nakshatra.sqlite"

LINES = 8
"""Of a conversation that a turn looks back on."""


class SqlStore:
    def __init__(self, settings: Settings, now: Callable[[], datetime] | None = None) -> None:
        self.settings = settings
        self.database = Database(_url(settings), now or (lambda: datetime.now(UTC)))
        self._conversation = Conversation(settings)
        self.ledger = Ledger(self.database, self._conversation, settings)

    async def open(self) -> None:
        """Make or upgrade the tables. Raise `StoreError`."""
        if self.database.is_sqlite:
            _make_folder(self.settings)
        await migrate(self.database)

    async def close(self) -> None:
        await self.database.close()

    async def person(self, address: Address) -> tuple[Profile, Sequence[Turn]]:
        """Profile and history in one look."""
        owner, now = owner_of(address), self.database.milliseconds()
        return await self.database.read(
            lambda c: (profile_of(c, owner), self._conversation.last(c, owner, now, LINES))
        )

    async def history(self, address: Address, limit: int = LINES) -> Sequence[Turn]:
        owner, now = owner_of(address), self.database.milliseconds()
        return await self.database.read(lambda c: self._conversation.last(c, owner, now, limit))

    async def remember(self, address: Address, turns: Sequence[Turn]) -> None:
        owner, now = owner_of(address), self.database.milliseconds()
        await self.database.write(lambda c: self._conversation.add(c, owner, now, turns))

    async def take_back(self, address: Address, message_id: str) -> Sequence[Turn]:
        owner = owner_of(address)
        return await self.database.write(
            lambda c: self._conversation.take_back(c, owner, message_id)
        )

    async def profile(self, address: Address) -> Profile:
        owner = owner_of(address)
        return await self.database.read(lambda c: profile_of(c, owner))

    async def save_profile(self, address: Address, profile: Profile) -> None:
        owner, now = owner_of(address), self.database.milliseconds()

        def save(connection: sa.Connection) -> None:
            connection.execute(profiles.delete().where(profiles.c.owner == owner))
            connection.execute(profiles.insert().values(owner=owner, profile=dump(profile)))
            if not profile.remember:
                self._conversation.shorten(connection, owner, now)

        await self.database.write(save)

    async def add_feedback(self, address: Address, message_id: str, score: int) -> None:
        """A second opinion on the same message replaces the first."""
        owner, message = owner_of(address), key_of(address, message_id)
        row = {"owner": owner, "message": message, "score": score}
        row["at"] = self.database.milliseconds()

        def add(connection: sa.Connection) -> None:
            same = (feedback.c.owner == owner, feedback.c.message == message)
            connection.execute(feedback.delete().where(*same))
            connection.execute(feedback.insert().values(**row))

        await self.database.write(add)

    async def forget(self, address: Address) -> None:
        owner = owner_of(address)

        def erase(connection: sa.Connection) -> None:
            self.ledger.erase(connection, owner)
            calls.erase(connection, owner)
            for table in (lines, profiles, feedback, letters):
                connection.execute(table.delete().where(table.c.owner == owner))

        await self.database.write(erase)
        await self.database.scrub()

    async def export(self, address: Address) -> Mapping[str, Any]:
        owner = owner_of(address)
        return await self.database.read(lambda c: export(c, owner))

    async def post(self, reply: Reply, at: datetime) -> int:  # noqa: ARG002
        owner, now = owner_of(reply.address), self.database.milliseconds()

        def post(connection: sa.Connection) -> int:
            until = self._conversation.until(connection, owner, now)
            row = letters.insert().values(owner=owner, until=until, reply=dump(reply))
            return int(connection.scalar(row.returning(letters.c.serial)) or 0)

        return await self.database.write(post)

    async def letters(self, address: Address, after: int = 0) -> Sequence[tuple[int, Reply]]:
        owner, now = owner_of(address), self.database.milliseconds()
        waiting = (letters.c.owner == owner, letters.c.serial > after, letters.c.until > now)
        query = sa.select(letters.c.serial, letters.c.reply).where(*waiting)
        return await self.database.read(
            lambda c: [
                (serial, load(Reply, reply))
                for serial, reply in c.execute(query.order_by(letters.c.serial))
            ]
        )

    async def open_call(self, address: Address, message_id: str, call: Call) -> Call:
        key, owner, now = (
            key_of(address, message_id),
            owner_of(address),
            self.database.milliseconds(),
        )
        return await self.database.write(
            lambda c: calls.open_call(c, key, owner, self._conversation.until(c, owner, now), call)
        )

    async def called(self, address: Address, message_id: str) -> Called | None:
        key = key_of(address, message_id)
        return await self.database.read(lambda c: calls.called(c, key))

    async def answer_call(self, reply: Reply) -> bool:
        key, owner, now = (
            key_of(reply.address, reply.to),
            owner_of(reply.address),
            self.database.milliseconds(),
        )
        return await self.database.write(
            lambda c: calls.answer_call(
                c, key, owner, self._conversation.until(c, owner, now), reply
            )
        )

    async def purge(self) -> None:
        """What has outlived its purpose goes."""
        now = self.database.milliseconds()

        def purge(connection: sa.Connection) -> None:
            for table in (lines, letters):
                connection.execute(table.delete().where(table.c.until <= now))
            calls.purge(connection, now)
            self.ledger.purge(connection, now)

        await self.database.write(purge)


def build(spec: Spec) -> SqlStore:
    """Call `open` before anything else."""
    return SqlStore(spec.settings)


def _url(settings: Settings) -> str:
    """SQLite in data_dir unless the operator names a PostgreSQL."""
    if not settings.database_url:
        return f"sqlite+aiosqlite:///{settings.data_dir / FILE}"
    url = sa.make_url(settings.database_url)
    driver = {"postgresql": "postgresql+psycopg", "sqlite": "sqlite+aiosqlite"}
    backend = url.get_backend_name()
    if backend not in driver:
        raise StoreError(
            f"database_url: {backend} is not served; use postgresql:// or leave it out"
        )
    return url.set(drivername=driver[backend]).render_as_string(hide_password=False)


def _make_folder(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{settings.data_dir}: {error.strerror}; set data_dir to a folder that may be written"
        ) from error
