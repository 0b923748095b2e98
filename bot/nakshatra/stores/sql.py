"""Our SQL tables as the Store port: SQLite by default, PostgreSQL when the operator has one.

The road's own rows are in ledger.py; this file erases and exports them with everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from nakshatra.errand import Errand, Outcome
from nakshatra.errors import StoreError
from nakshatra.farewell import Farewell
from nakshatra.registry import Spec
from nakshatra.rights import TAG, may_train
from nakshatra.settings import Settings
from nakshatra.stores import errands, events
from nakshatra.stores import feedback as feedback_on
from nakshatra.stores import trails as trails_on
from nakshatra.stores.conversation import Conversation, keep_profile, profile_of
from nakshatra.stores.database import Database
from nakshatra.stores.export import export
from nakshatra.stores.files import keys_url, make_folder, url_of
from nakshatra.stores.forgetting import Forgetting
from nakshatra.stores.inbox import Inbox
from nakshatra.stores.keyring import Keyring
from nakshatra.stores.keys import key_of, owner_of
from nakshatra.stores.ledger import Ledger
from nakshatra.stores.master import masters
from nakshatra.stores.migrate import check, migrate
from nakshatra.stores.people import People
from nakshatra.stores.persons import Persons
from nakshatra.stores.processing import Processing
from nakshatra.stores.purse import Purse
from nakshatra.stores.reseal import reseal
from nakshatra.stores.schema import letters, lines, profiles
from nakshatra.stores.seal import NOBODY, Seal
from nakshatra.stores.trails import SharedTrails
from nakshatra.types import Address, Profile, Reply, Turn

LINES = 8
"""Of a conversation that a turn looks back on."""

PRIVATE_MS = 10 * 60_000
"""A private letter that nobody fetches is gone after ten minutes."""

HANDED_MS = 24 * 3_600_000
"""An operator's answer comes when nobody looks: it lies for a day, as long as in their queue."""

ARRIVED_MS = 60_000
"""One that was fetched, after a minute: its voice, or its file, is fetched after its words."""


class SqlStore:
    def __init__(self, settings: Settings, now: Callable[[], datetime] | None = None) -> None:
        self.settings = settings
        now = now or (lambda: datetime.now(UTC))
        self.database = Database(url_of(settings), now)
        apart = Database(keys_url(settings), now) if self.database.is_sqlite else self.database
        self._keyring = Keyring(apart, lambda: masters(settings))
        self._persons = Persons(self.database, self._keyring)
        self._conversation = Conversation(settings)
        self.processing = Processing(self.database, self._keyring, settings)
        self.purse = Purse(self.database)
        self.trails = SharedTrails(self.database, self._persons)
        self.inbox = Inbox(self.database, self._persons, settings)
        self.ledger = Ledger(
            self.database, self._persons, self._conversation, self.processing, settings
        )
        self._forgetting = Forgetting(self.database, self._keyring, self.ledger, self.processing)
        self._people = People(self.database, self._persons, self._forgetting, self.processing)

    async def open(self) -> None:
        """Make or upgrade the tables. Raise `StoreError`."""
        if self.database.is_sqlite:
            make_folder(self.settings)
        async with self.database.alone():
            await check(self.database)
            await self._keyring.open()
            await reseal(self.database, self._keyring)
            await migrate(self.database)
            await errands.key_prints(self.database, self._keyring)
            await self._forgetting.finish()

    async def close(self) -> None:
        await self._keyring.close()
        await self.database.close()

    async def person(self, address: Address) -> tuple[Profile, Sequence[Turn]]:
        """Profile and history in one look."""
        now, last = self.database.milliseconds(), self._conversation.last
        return await self._persons.read(
            owner_of(address),
            lambda c, owner, seal: (
                profile_of(c, owner, seal),
                last(c, owner, seal, now, LINES),
            ),
        )

    async def history(self, address: Address, limit: int = LINES) -> Sequence[Turn]:
        now, last = self.database.milliseconds(), self._conversation.last
        return await self._persons.read(
            owner_of(address), lambda c, owner, seal: last(c, owner, seal, now, limit)
        )

    async def remember(self, address: Address, turns: Sequence[Turn]) -> None:
        now, add = self.database.milliseconds(), self._conversation.add
        await self._persons.write(
            owner_of(address), lambda c, owner, seal: add(c, owner, seal, now, turns)
        )

    async def take_back(self, address: Address, message_id: str) -> Sequence[Turn]:
        drop = self._conversation.take_back
        return await self._persons.write(
            owner_of(address), lambda c, owner, seal: drop(c, owner, seal, message_id)
        )

    async def left(self, address: Address) -> None:
        """Nothing can be brought to them: what waits goes."""
        await self.ledger.drop_all(owner_of(address))

    async def withdrawn(self, address: Address, message_id: str) -> None:
        """They deleted it: its words go, and unless it is urgent nobody answers it any more."""
        now = self.database.milliseconds()
        await self._persons.write(
            owner_of(address),
            lambda c, owner, seal: events.withdrawn(c, owner, seal, message_id, now),
        )

    async def moved(self, old: Address, new: Address, *, noted: bool = False) -> None:
        """The same people, under another name; what waits goes there. May be told twice. `noted`:
        it is noted when people write there."""
        before, after = await self.owner(old), await self.owner(new)
        await self._people.move(before, after, new, noted=noted)

    async def tie(self, address: Address, other: str, at: datetime) -> None:
        """The platform says that `other` is the same person's second name there."""
        await self._people.tie(address, other, at)

    async def owner(self, address: Address) -> str:
        """Who it is, by whichever of their names."""
        return await self._persons.owner(owner_of(address))

    async def answered(self, address: Address, platform_id: str) -> str:
        """The key of the message whose answer has this id on the platform; "" = we know none."""
        owner = await self.owner(address)
        return await self.database.read(lambda c: events.answered(c, owner, platform_id))

    async def answers(self, address: Address, ids: Sequence[str]) -> str:
        """The platform's ids of the newest answer to one of these messages; "" = there is none."""
        owner, keys = await self.owner(address), [key_of(address, id) for id in ids]
        return await self.database.read(lambda c: events.answers(c, owner, keys))

    async def profile(self, address: Address) -> Profile:
        return await self._persons.read(owner_of(address), profile_of)

    async def save_profile(self, address: Address, profile: Profile) -> None:
        await self.change_profile(address, lambda _: profile)

    async def change_profile(self, address: Address, change: Callable[[Profile], Profile]) -> None:
        """Read and written in one transaction: another turn of theirs may change it meanwhile."""
        now = self.database.milliseconds()

        def save(connection: sa.Connection, owner: str, seal: Seal) -> None:
            mine = profiles.c.owner == owner
            connection.execute(sa.select(mine).where(mine).with_for_update()).close()
            profile = change(profile_of(connection, owner, seal))
            keep_profile(connection, owner, seal, profile)
            if not profile.remember:
                self._conversation.shorten(connection, owner, now)

        await self._persons.write(owner_of(address), save)

    async def add_feedback(self, address: Address, message_id: str, score: int) -> None:
        """A second opinion on the same message replaces the first. `message_id` may also be the
        platform's id of the answer: a thumb is put under that."""
        about = await self.answered(address, message_id) or key_of(address, message_id)
        await self.judge(address, about, score)

    async def judge(self, address: Address, key: str, score: int) -> None:
        """Feedback on the message that has this key."""
        owner, now = await self.owner(address), self.database.milliseconds()
        add = feedback_on.add
        await self.database.write(lambda c: add(c, owner, key, score, now))

    async def feedback_report(self) -> Sequence[Mapping[str, Any]]:
        return await self.database.read(feedback_on.report)

    async def block(self, number: int) -> None:
        """Close a question, and take no more of its person. Raise `StoreError`."""
        question = (await self.inbox.item(number)).question
        if question is None:
            raise StoreError(f"question {number} was erased; nobody is blocked")
        await self.change_profile(question.address, lambda p: replace(p, no_human=True))
        await self.inbox.close(number)

    async def forget(self, address: Address, last: Farewell | None = None) -> None:
        """Every word of this person, by whichever of their names they ask."""
        await self._forgetting(await self.owner(address), last)

    async def export(self, address: Address) -> Mapping[str, Any]:
        names = await self.processing.names(await self.owner(address))

        def held(connection: sa.Connection, owner: str, seal: Seal) -> Mapping[str, Any]:
            log = self.processing.of(connection, names)
            told = {"channel": address.channel, TAG: may_train(address.channel)}
            return {**told, **export(connection, owner, seal), "processing": log}

        return await self._persons.read(owner_of(address), held)

    async def post(self, reply: Reply, at: datetime) -> int:  # noqa: ARG002
        now = self.database.milliseconds()

        def post(connection: sa.Connection, owner: str, seal: Seal) -> int:
            until = self._conversation.until(connection, owner, seal, now)
            until = max(until, now + HANDED_MS) if reply.brought else until
            until = min(until, now + PRIVATE_MS) if reply.private else until
            row = {"owner": owner, "until": until, "private": reply.private}
            new = letters.insert().values(**row, reply=seal.close(reply))
            return int(connection.scalar(new.returning(letters.c.serial)) or 0)

        return await self._persons.write(owner_of(reply.address), post)

    async def letters(self, address: Address, after: int = 0) -> Sequence[tuple[int, Reply]]:
        """Asking for those after a private one says that it arrived: it goes soon."""
        owner, now = await self.owner(address), self.database.milliseconds()
        mine, soon = letters.c.owner == owner, now + ARRIVED_MS
        fetched = sa.and_(letters.c.private, letters.c.serial <= after, letters.c.until > soon)
        arrived = sa.and_(mine, fetched)
        query = sa.select(letters.c.serial, letters.c.reply, arrived.label("arrived"))
        waiting = sa.and_(mine, letters.c.serial > after, letters.c.until > now)
        query = query.where(sa.or_(waiting, arrived)).order_by(letters.c.serial)

        def look(
            connection: sa.Connection, _: str, seal: Seal
        ) -> tuple[list[tuple[int, Reply]], bool]:
            rows = connection.execute(query).all()
            opened = [(row.serial, seal.open(Reply, row.reply)) for row in rows if not row.arrived]
            return [(n, reply) for n, reply in opened if reply], any(row.arrived for row in rows)

        found, over = await self._persons.read(owner, look)
        if over:
            shorten = letters.update().where(arrived).values(until=soon)
            await self.database.write(lambda c: c.execute(shorten).close())
        return found

    async def open_errand(self, address: Address, message_id: str, errand: Errand) -> Errand:
        key, now = key_of(address, message_id), self.database.milliseconds()

        def work(connection: sa.Connection, owner: str, seal: Seal) -> Errand:
            until = self._conversation.until(connection, owner, seal, now)
            return errands.opened(connection, key, owner, seal, until, errand)

        return await self._persons.write(owner_of(address), work)

    async def outcome(self, address: Address, message_id: str) -> Outcome | None:
        key = key_of(address, message_id)
        row = await self.database.read(lambda c: errands.looked_up(c, key))
        if row is None:
            return None
        owner = row["owner"] if row["reply"] is not None else ""
        seal = await self._persons.keyring.find(owner) if owner else NOBODY
        return errands.outcome(row, seal)

    async def answer_errand(self, reply: Reply) -> bool:
        key, now = key_of(reply.address, reply.to), self.database.milliseconds()

        def work(connection: sa.Connection, owner: str, seal: Seal) -> bool:
            until = self._conversation.until(connection, owner, seal, now)
            until = min(until, now + PRIVATE_MS) if reply.private else until
            return errands.answered(connection, key, owner, seal, until, reply)

        return await self._persons.write(owner_of(reply.address), work)

    async def purge(self) -> None:
        """What has outlived its purpose goes."""
        now = self.database.milliseconds()

        def purge(connection: sa.Connection) -> None:
            for table in (lines, letters):
                connection.execute(table.delete().where(table.c.until <= now))
            errands.purge(connection, now)
            trails_on.purge(connection, now)
            self.ledger.purge(connection, now)
            self.inbox.expire(connection, now)
            self.processing.purge(connection)

        await self.database.write(purge)
        await self.processing.drop_salts()
        await self._forgetting.scrub()


def build(spec: Spec) -> SqlStore:
    """Call `open` before anything else."""
    return SqlStore(spec.settings)
