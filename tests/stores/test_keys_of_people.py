"""Each person's words are sealed under a key of their own; without the key no copy can be read."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import stat
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as often
from hypothesis import strategies as st

from nakshatra.errors import StoreError
from nakshatra.settings import Settings
from nakshatra.stores.files import FILE
from nakshatra.stores.keyring import FILE as KEYS
from nakshatra.stores.keys import owner_of
from nakshatra.stores.master import FILE as MASTER
from nakshatra.stores.master import masters
from nakshatra.stores.seal import NOBODY, Seal, new_seal
from nakshatra.stores.sql import SqlStore
from nakshatra.types import ENGLISH, Address, Message, Profile, Role, Turn

ASHA, RAVI = Address("fake", "asha"), Address("fake", "ravi")
OLD, NEW = (b64encode(bytes([n]) * 32).decode() for n in (1, 2))


def line(text: str) -> Turn:
    return Turn(Role.USER, text, ENGLISH, datetime(2026, 11, 26, tzinfo=UTC))


async def opened(folder: Path, **settings: str) -> SqlStore:
    store = SqlStore(Settings(data_dir=folder, **settings))  # type: ignore[arg-type]
    try:
        await store.open()
    except StoreError:
        await store.close()
        raise
    return store


async def told(folder: Path, **settings: str) -> list[str]:
    store = await opened(folder, **settings)
    history = [turn.text for turn in await store.history(ASHA)]
    await store.close()
    return history


async def said(folder: Path, text: str, who: Address = ASHA, **settings: str) -> None:
    store = await opened(folder, **settings)
    await store.remember(who, [line(text)])
    await store.close()


async def test_a_backup_is_unreadable_once_its_person_said_forget(tmp_path: Path) -> None:
    live, backup = tmp_path / "live", tmp_path / "backup"
    await said(live, "the words of Asha")
    await said(live, "the words of Ravi", RAVI)
    backup.mkdir()
    shutil.copy(live / FILE, backup / FILE)
    store = await opened(live)
    await store.forget(ASHA)
    await store.close()
    for name in (KEYS, MASTER):
        shutil.copy(live / name, backup / name)
    store = await opened(backup)
    assert list(await store.history(ASHA)) == []
    assert [turn.text for turn in await store.history(RAVI)] == ["the words of Ravi"]
    await store.close()


async def test_a_database_of_before_is_sealed_and_nothing_is_lost(tmp_path: Path) -> None:
    await said(tmp_path, "said long ago")
    _as_before(tmp_path)
    assert b"said long ago" in (tmp_path / FILE).read_bytes()
    store = await opened(tmp_path)
    assert [turn.text for turn in await store.history(ASHA)] == ["said long ago"]
    assert not (await store.profile(ASHA)).greeted  # everybody is given the new notice once
    await store.close()
    assert b"said long ago" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def _as_before(folder: Path) -> None:
    """The file as version 0001 had it: JSON in the rows, no keys."""
    (folder / KEYS).unlink()
    (folder / FILE).unlink()
    old = Path(__file__).parents[1] / "data" / "stores" / "v0001.sql"
    with sqlite3.connect(folder / FILE) as connection:
        connection.executescript(old.read_text("utf-8"))
    connection.close()


async def test_without_the_keys_it_does_not_start_and_says_why(tmp_path: Path) -> None:
    await said(tmp_path, "something")
    (tmp_path / KEYS).unlink()
    with pytest.raises(StoreError, match=r"bring keys\.sqlite back"):
        await opened(tmp_path)


async def test_with_another_master_key_it_does_not_start_and_says_why(tmp_path: Path) -> None:
    await said(tmp_path, "something", master_key=OLD)
    with pytest.raises(StoreError, match="another master key sealed it"):
        await opened(tmp_path, master_key=NEW)


async def test_a_master_key_is_changed_by_naming_the_new_one_first(tmp_path: Path) -> None:
    await said(tmp_path, "something", master_key=OLD)
    assert await told(tmp_path, master_key=f"{NEW}, {OLD}") == ["something"]
    assert await told(tmp_path, master_key=NEW) == ["something"]


async def test_the_master_key_is_for_this_user_s_eyes_alone(tmp_path: Path) -> None:
    await said(tmp_path, "something")
    assert stat.S_IMODE((tmp_path / MASTER).stat().st_mode) == 0o600


@pytest.mark.parametrize("key", ["short", "???", ","])
async def test_a_master_key_that_is_none_is_named(tmp_path: Path, key: str) -> None:
    with pytest.raises(StoreError, match="NAKSHATRA_MASTER_KEY holds"):
        await opened(tmp_path, master_key=key)


def test_machines_that_share_a_database_must_share_the_master_key(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="NAKSHATRA_MASTER_KEY is not set"):
        masters(Settings(data_dir=tmp_path, database_url="postgresql://nowhere/none"))


async def test_a_key_is_never_shown(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, master_key=OLD)
    assert OLD not in repr(settings)
    assert "key" not in repr(new_seal())


async def test_a_message_that_crosses_forget_can_be_read_or_is_gone(tmp_path: Path) -> None:
    """Sealed under a key that is destroyed meanwhile it would be neither."""
    store = await opened(tmp_path)
    await store.save_profile(ASHA, Profile(greeted=True))
    for number in range(5):
        crossing = (store.ledger.accept(_message(f"{number}-{n}"), urgent=False) for n in range(3))
        await asyncio.gather(*crossing, store.forget(ASHA), store.remember(ASHA, [line("x")]))
        for place in await store.ledger.unfinished():
            work = await store.ledger.work(place.key)
            assert work is not None
            assert work.message is not None
    assert all(turn.text == "x" for turn in await store.history(ASHA))
    await store.close()


def _message(id: str) -> Message:
    return Message(id=id, address=ASHA, sent_at=datetime.now(UTC), text="fever")


async def test_forgetting_a_stranger_makes_no_key(tmp_path: Path) -> None:
    store = await opened(tmp_path)
    await store.forget(RAVI)
    assert await store._keyring.find(owner_of(RAVI)) is NOBODY
    await store.close()


@often(max_examples=40)
@given(st.binary(max_size=200))
def test_only_its_own_key_opens_it(plain: bytes) -> None:
    mine, other = new_seal(), new_seal()
    sealed = mine.wrap(plain)
    assert mine.unwrap(sealed) == plain
    assert other.unwrap(sealed) is None
    assert NOBODY.unwrap(sealed) is None
    assert mine.unwrap(sealed[:-1]) is None


@often(max_examples=40)
@given(st.binary(max_size=60))
def test_no_bytes_break_it(data: bytes) -> None:
    assert Seal(bytes(32)).open(Profile, data) is None


async def test_a_crash_in_the_midst_of_forget_is_made_good_at_the_next_start(
    tmp_path: Path,
) -> None:
    """The key was gone and the rows were not: taps, receipts and the person's choices too."""
    store = await opened(tmp_path)
    await store.remember(ASHA, [line("the words of Asha")])
    await store.add_feedback(ASHA, "1", 1)
    await store.add_feedback(RAVI, "1", 1)
    write = store.database.write

    async def cut(*_: object) -> None:
        raise StoreError("the power went")

    store.database.write = cut  # type: ignore[method-assign,assignment]
    with pytest.raises(StoreError):
        await store.forget(ASHA)
    store.database.write = write  # type: ignore[method-assign]
    await store.close()
    store = await opened(tmp_path)
    held = await store.export(ASHA)
    assert (held["conversation"], held["feedback"]) == ([], [])
    assert len((await store.export(RAVI))["feedback"]) == 1
    await store.remember(ASHA, [line("a new beginning")])
    await store.close()
    assert await told(tmp_path) == ["a new beginning"]


async def test_what_is_said_while_forget_is_under_way_is_kept(tmp_path: Path) -> None:
    store = await opened(tmp_path)
    await store.remember(ASHA, [line("old words")])
    scrub, keyring = store._keyring._database.scrub, store._keyring

    async def crossed() -> bool:
        keyring._database.scrub = scrub  # type: ignore[method-assign]
        await keyring.make(owner_of(ASHA))
        return await scrub()

    keyring._database.scrub = crossed  # type: ignore[method-assign]
    await store.forget(ASHA)
    await store.remember(ASHA, [line("new words")])
    await store.close()
    assert await told(tmp_path) == ["new words"]
