"""Messages that programs handed us, in the tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import pytest

from nakshatra.errand import Errand
from nakshatra.settings import Settings
from nakshatra.stores.keys import key_of
from nakshatra.stores.ledger import State
from nakshatra.stores.sql import SqlStore
from nakshatra.types import ENGLISH, Address, Message, Reply

ASHA = Address("api", "ivr/asha")
ID = "ivr/1"
CALL = Errand(print="p", callback="https://ivr.example/x")


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 26, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[SqlStore]:
    made = SqlStore(Settings(data_dir=tmp_path), clock)
    await made.open()
    yield made
    await made.close()


def reply(text: str) -> Reply:
    return Reply(address=ASHA, to=ID, text=text, lang=ENGLISH)


async def take(store: SqlStore) -> None:
    await store.open_errand(ASHA, ID, CALL)
    message = Message(id=ID, address=ASHA, sent_at=datetime.now(UTC), text="fever")
    await store.ledger.accept(message, urgent=False)


async def finish(store: SqlStore, state: State = State.SENT, fault: str = "") -> None:
    work = await store.ledger.work(key_of(ASHA, ID))
    assert work is not None
    await store.ledger.finish(work, state, fault=fault)


async def test_the_first_of_several_calls_with_one_id_stays(store: SqlStore) -> None:
    assert await store.open_errand(ASHA, ID, CALL) == CALL
    other = await store.open_errand(ASHA, ID, replace(CALL, print="other", callback=""))
    assert (other.callback, other.print == "other") == (CALL.callback, False)
    assert await store.outcome(ASHA, ID) is None


async def test_the_first_reply_is_the_reply_and_another_is_not(store: SqlStore) -> None:
    await take(store)
    assert await store.answer_errand(reply("Drink water."))
    assert await store.answer_errand(reply("Drink water."))
    assert not await store.answer_errand(reply("Hello!"))
    called = await store.outcome(ASHA, ID)
    assert called is not None
    assert (called.reply, called.done) == (reply("Drink water."), False)
    assert called.errand.callback == CALL.callback


async def test_a_message_that_was_never_accepted_has_no_reply(store: SqlStore) -> None:
    await store.open_errand(ASHA, ID, CALL)
    assert not await store.answer_errand(reply("Too many wait."))


async def test_a_reply_is_exported_and_erased_and_the_erasing_is_answered(store: SqlStore) -> None:
    await take(store)
    await store.answer_errand(reply("Drink water."))
    assert "Drink water." in json.dumps((await store.export(ASHA))["replies"])
    await store.open_errand(ASHA, "ivr/2", CALL)
    await store.forget(ASHA)
    assert (await store.export(ASHA))["replies"] == []
    called = await store.outcome(ASHA, ID)
    assert called is not None
    assert (called.reply, called.state) == (None, State.ERASED)
    left = await store.open_errand(ASHA, "ivr/2", Errand())
    assert (left.print, left.callback) == ("", CALL.callback)


async def test_a_reply_goes_when_a_conversation_does_but_not_while_it_is_wanted(
    store: SqlStore, clock: Clock
) -> None:
    await take(store)
    await store.answer_errand(reply("Drink water."))
    clock.at += timedelta(days=1)
    await store.purge()
    called = await store.outcome(ASHA, ID)
    assert called is not None
    assert called.reply is not None
    await finish(store, State.DEAD, "ChannelError")
    await store.purge()
    assert (await store.open_errand(ASHA, ID, Errand())).callback == CALL.callback
    clock.at += timedelta(days=8)
    await store.purge()
    await store.purge()
    called = await store.outcome(ASHA, ID)
    assert called is not None
    assert called.reply is None


def _lying(store: SqlStore) -> str:
    with sqlite3.connect(store.settings.data_dir / "nakshatra.sqlite") as db:
        return b"".join(row for (row,) in db.execute("SELECT errand FROM errands")).decode()


async def test_the_print_of_a_question_cannot_be_guessed_from_the_tables(store: SqlStore) -> None:
    plain = blake2b(b"i have tb", digest_size=16).hexdigest()
    asked = replace(CALL, print=plain)
    assert await store.open_errand(ASHA, ID, asked) == asked
    assert await store.open_errand(ASHA, ID, asked) == asked
    assert plain not in _lying(store)
    assert (await store.open_errand(ASHA, ID, CALL)).print != CALL.print


async def test_a_print_of_before_is_keyed_at_the_start_and_still_known(
    tmp_path: Path, store: SqlStore, clock: Clock
) -> None:
    await store.remember(ASHA, [])
    await store.open_errand(ASHA, ID, CALL)
    await store.close()
    with sqlite3.connect(tmp_path / "nakshatra.sqlite") as db:
        old = json.dumps({"print": "p", "callback": CALL.callback}).encode()
        db.execute("UPDATE errands SET errand = ?", (old,))
    again = SqlStore(Settings(data_dir=tmp_path), clock)
    await again.open()
    assert '"p"' not in _lying(again)
    assert await again.open_errand(ASHA, ID, CALL) == CALL
    assert (await again.open_errand(ASHA, ID, replace(CALL, print="q"))).print != "q"
    await again.close()
