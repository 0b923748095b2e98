"""What our own database keeps, for how long, and what it says when it cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from nakshatra.errors import StoreError
from nakshatra.settings import Settings
from nakshatra.stores.files import FILE
from nakshatra.stores.keys import key_of
from nakshatra.stores.ledger import KEYS, Accepted, State
from nakshatra.stores.schema import letters
from nakshatra.stores.sql import SqlStore
from nakshatra.types import ENGLISH, Address, Message, Profile, Reply, Role, Turn, Utterance

ASHA = Address("fake", "919876543210")
SECRET = "I have a secret illness"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[SqlStore]:
    made = SqlStore(Settings(data_dir=tmp_path, max_backlog=3), clock)
    await made.open()
    yield made
    await made.close()


def message(id: str = "1", text: str = SECRET) -> Message:
    return Message(id=id, address=ASHA, sent_at=datetime.now(UTC), text=text)


def line(text: str = SECRET) -> Turn:
    return Turn(Role.USER, text, ENGLISH, datetime.now(UTC))


async def take(store: SqlStore, id: str = "1") -> str:
    accepted, _ = await store.ledger.accept(message(id), urgent=False)
    assert accepted is Accepted.NEW
    return key_of(ASHA, id)


async def finish(store: SqlStore, key: str, state: State = State.SENT, fault: str = "") -> None:
    work = await store.ledger.work(key)
    assert work is not None
    await store.ledger.finish(work, state, fault=fault, said=[line()])


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_without_consent_a_conversation_lasts_half_an_hour(
    store: SqlStore, clock: Clock
) -> None:
    await store.remember(ASHA, [line()])
    clock.now += timedelta(minutes=29)
    assert len(await store.history(ASHA)) == 1
    clock.now += timedelta(minutes=2)
    assert list(await store.history(ASHA)) == []


async def test_with_consent_it_lasts_a_month(store: SqlStore, clock: Clock) -> None:
    await store.save_profile(ASHA, Profile(remember=True))
    await store.remember(ASHA, [line()])
    clock.now += timedelta(days=29)
    assert len(await store.history(ASHA)) == 1
    clock.now += timedelta(days=2)
    assert list(await store.history(ASHA)) == []


async def test_consent_taken_back_shortens_what_is_kept(store: SqlStore, clock: Clock) -> None:
    await store.save_profile(ASHA, Profile(remember=True))
    await store.remember(ASHA, [line()])
    await store.save_profile(ASHA, Profile(remember=False))
    clock.now += timedelta(minutes=31)
    assert list(await store.history(ASHA)) == []


async def test_old_rows_are_really_gone_from_the_disk(
    store: SqlStore, clock: Clock, tmp_path: Path
) -> None:
    await store.remember(ASHA, [line()])
    await store.post(Reply(address=ASHA, to="1", text=SECRET, lang=ENGLISH), clock.now)
    await finish(store, await take(store))
    [sealed] = await store.database.read(lambda c: c.scalars(sa.select(letters.c.reply)).all())
    assert sealed in everything(tmp_path)
    clock.now += timedelta(minutes=31)
    await store.purge()
    await store.database.scrub()
    assert sealed not in everything(tmp_path)
    assert SECRET.encode() not in everything(tmp_path)


async def test_forgetting_leaves_no_byte_on_the_disk(store: SqlStore, tmp_path: Path) -> None:
    await finish(store, await take(store, "1"))
    await finish(store, await take(store, "2"), State.DEAD, "ChannelError")
    waiting = await take(store, "3")
    await store.ledger.note(waiting, heard=Utterance(SECRET, ENGLISH))
    await store.forget(ASHA)
    assert SECRET.encode() not in everything(tmp_path)
    assert ASHA.user.encode() not in everything(tmp_path)


async def test_forgetting_takes_the_platform_s_own_ids_too(store: SqlStore, tmp_path: Path) -> None:
    work = await store.ledger.work(await take(store))
    assert work is not None
    await store.ledger.finish(work, State.SENT, platform_id=f"{ASHA.user}:42")
    await store.forget(ASHA)
    assert ASHA.user.encode() not in everything(tmp_path)


async def test_a_turn_that_was_under_way_writes_nothing_after_forget(
    store: SqlStore, tmp_path: Path
) -> None:
    key = await take(store)
    work = await store.ledger.work(key)
    assert work is not None
    await store.forget(ASHA)
    await store.ledger.note(key, heard=Utterance(SECRET, ENGLISH))
    await store.ledger.finish(work, State.SENT, said=[line()])
    assert SECRET.encode() not in everything(tmp_path)
    assert await store.ledger.backlog() == 0


async def test_a_person_is_known_only_by_a_hash(store: SqlStore, tmp_path: Path) -> None:
    await store.save_profile(ASHA, Profile(greeted=True))
    await store.remember(ASHA, [line()])
    await store.add_feedback(ASHA, ASHA.user, 1)
    assert ASHA.user.encode() not in everything(tmp_path)


async def test_a_second_delivery_is_known_after_its_content_is_gone(
    store: SqlStore, clock: Clock
) -> None:
    await finish(store, await take(store))
    clock.now += timedelta(days=7)
    await store.purge()
    assert (await store.ledger.accept(message(), urgent=False))[0] is Accepted.DUPLICATE
    clock.now += KEYS
    await store.purge()
    assert (await store.ledger.accept(message(), urgent=False))[0] is Accepted.NEW


async def test_when_too_many_wait_only_emergencies_come_in(store: SqlStore) -> None:
    for id in "123":
        await take(store, id)
    assert (await store.ledger.accept(message("4"), urgent=False))[0] is Accepted.BUSY
    assert (await store.ledger.accept(message("5"), urgent=True))[0] is Accepted.NEW
    await finish(store, key_of(ASHA, "1"))
    await finish(store, key_of(ASHA, "2"))
    assert (await store.ledger.accept(message("4"), urgent=False))[0] is Accepted.NEW


async def test_a_dead_letter_keeps_its_content_for_a_week(store: SqlStore, clock: Clock) -> None:
    await finish(store, await take(store), State.DEAD, "Gone")
    clock.now += timedelta(days=6)
    await store.purge()
    [letter] = await store.ledger.faults()
    assert letter.message is not None
    assert letter.message.text == SECRET
    clock.now += timedelta(days=7)
    await store.purge()
    assert list(await store.ledger.faults()) == []


async def test_a_discarded_dead_letter_is_empty(store: SqlStore, tmp_path: Path) -> None:
    key = await take(store)
    work = await store.ledger.work(key)
    assert work is not None
    await store.ledger.finish(work, State.DEAD, fault="Gone")
    await store.ledger.discard(work.serial)
    await store.database.scrub()
    assert SECRET.encode() not in everything(tmp_path)
    with pytest.raises(StoreError, match="no dead letter 1"):
        await store.ledger.replay(work.serial)


async def test_a_full_disk_names_the_file_and_the_remedy(store: SqlStore) -> None:
    async with store.database._engine.connect() as connection:
        await connection.execution_options(begin="")
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match=r"nakshatra\.sqlite: .*full; free some space"):
        await store.remember(ASHA, [line("long " * 100_000)])


async def test_a_file_held_by_another_program_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nakshatra.stores.database.BUSY_S", 0.01)
    store = SqlStore(Settings(data_dir=tmp_path))
    await store.open()
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked; another program holds it"):
        await store.remember(ASHA, [line()])
    other.close()
    await store.remember(ASHA, [line()])
    await store.close()


async def test_a_broken_file_says_so_and_quotes_nobody(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this was a database once " * 100)
    store = SqlStore(Settings(data_dir=tmp_path))
    with pytest.raises(StoreError, match=r"nakshatra\.sqlite: .*move the file away"):
        await store.open()
    await store.close()


async def test_an_error_never_quotes_what_was_said(tmp_path: Path) -> None:
    store = SqlStore(Settings(data_dir=tmp_path))
    with pytest.raises(StoreError) as caught:
        await store.remember(ASHA, [line()])
    assert SECRET not in str(caught.value)
    assert SECRET not in str(caught.value.__cause__)
    await store.close()


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = SqlStore(Settings(data_dir=tmp_path / "file" / "below"))
    with pytest.raises(StoreError, match="set data_dir"):
        await store.open()
    await store.close()


def test_an_unknown_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="mysql is not served"):
        SqlStore(Settings(data_dir=tmp_path, database_url="mysql://u:p@h/d"))
