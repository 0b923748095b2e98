"""After /export a person holds every word that the tables hold of them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import fakes
from nakshatra.errand import Errand
from nakshatra.settings import Settings
from nakshatra.stores.inbox import Question
from nakshatra.stores.keys import key_of, owner_of
from nakshatra.stores.schema import metadata
from nakshatra.stores.seal import is_sealed
from nakshatra.stores.sql import SqlStore
from nakshatra.trail import BLANK, Trail
from nakshatra.types import ENGLISH, Address, Media, Message, Profile, Reply, Role, Turn, Utterance

ASHA = Address("fake", "asha")
NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    made = SqlStore(Settings(data_dir=tmp_path), lambda: NOW)
    await made.open()
    yield made
    await made.close()


async def fill(store: SqlStore) -> None:
    """A note that was heard and whose answer nobody has yet, and everything else there is."""
    note = Message(id="1", address=ASHA, sent_at=NOW, media=Media("voice-ref", "audio/ogg", 5.0))
    await store.ledger.accept(note, urgent=False)
    key = key_of(ASHA, "1")
    reply = Reply(address=ASHA, to="1", text="the reply on its way", lang=ENGLISH)
    heard = Utterance("what was heard of the note", ENGLISH, spoken=True)
    answer = replace(fakes.answer("what the expert said"), short="in short")
    await store.ledger.note(key, heard=heard, answer=answer, reply=reply)
    await store.remember(ASHA, [Turn(Role.USER, "said before", ENGLISH, NOW)])
    await store.save_profile(ASHA, Profile(remember=True))
    await store.post(replace(reply, text="a letter"), NOW)
    question = Question(address=ASHA, of="1", text="asked of a person", lang=ENGLISH)
    asked = replace(question, before=("told earlier",), errand=Errand(callback="https://ivr/q"))
    await store.inbox.ask(asked)
    await store.open_errand(ASHA, "1", Errand(print="p", callback="https://ivr.example/x"))
    await store.answer_errand(replace(reply, text="a fetched reply"))

    def step(_: Trail, at: float) -> tuple[Trail, None]:
        return replace(BLANK, times=(at,)), None

    await store.trails.step(owner_of(ASHA), "", step)


def words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from words(one)
    elif isinstance(value, list):
        for one in value:
            yield from words(one)


async def held(store: SqlStore) -> set[str]:
    """Every text in every sealed value of hers in every table."""
    seal = await store._persons.keyring.find(owner_of(ASHA))

    def all_of(connection: sa.Connection) -> list[bytes]:
        tables = metadata.sorted_tables
        rows = [row for table in tables for row in connection.execute(sa.select(table)).all()]
        return [value for row in rows for value in row if isinstance(value, bytes)]

    found = await store.database.read(all_of)
    opened = [seal.unwrap(value) if is_sealed(value) else value for value in found]
    assert len(opened) >= 11
    return {text for plain in opened if plain for text in words(json.loads(plain)) if " " in text}


async def test_every_word_that_is_sealed_is_handed_over(store: SqlStore) -> None:
    await fill(store)
    told = json.dumps(await store.export(ASHA))
    lying = await held(store)
    assert {"what was heard of the note", "in short", "told earlier", "a letter"} <= lying
    assert [text for text in lying if text not in told] == []
    for callback in ("https://ivr/q", "https://ivr.example/x"):
        assert callback in told


async def test_a_recording_is_told_of_and_not_copied(store: SqlStore) -> None:
    await fill(store)
    [message] = (await store.export(ASHA))["messages"]
    assert (message["media"]["seconds"], message["media"]["ref"]) == (5.0, "")
    assert message["heard"]["text"] == "what was heard of the note"
    assert message["state"] == "waiting"


async def test_nothing_of_it_is_left_after_forget(store: SqlStore) -> None:
    await fill(store)
    await store.forget(ASHA)
    after = await store.export(ASHA)
    assert (after["messages"], after["calls"], after["questions"]) == ([], [], [])
