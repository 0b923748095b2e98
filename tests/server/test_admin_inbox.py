"""The operator's queue over HTTP: closed unless there is a key, and to who has it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.channels.web import Web
from nakshatra.server.app import make_app
from nakshatra.settings import Settings
from nakshatra.stores.inbox import Question
from nakshatra.stores.sql import SqlStore
from nakshatra.types import ENGLISH, Address
from server.web_house import HOST, FakeDoor

KEY = b"the key of the tests"
ASHA = Address("fake", "919876543210")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    made = SqlStore(Settings(data_dir=tmp_path, admin_key=KEY.decode()))
    await made.open()
    await made.inbox.ask(Question(address=ASHA, of="1", text="why is it salty", lang=ENGLISH))
    yield made
    await made.close()


def client(store: SqlStore, settings: Settings, key: bytes = KEY) -> httpx.AsyncClient:
    web = Web(store)
    app = make_app(
        road=FakeDoor(),
        store=store,
        channels={"web": web},
        catalogue=Catalogue.load(),
        settings=settings,
        bell=web.bell,
    )
    headers = {b"authorization": b"Bearer " + key} if key else {}
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=HOST, headers=headers)


async def test_without_a_key_of_ours_there_is_no_such_address(store: SqlStore) -> None:
    async with client(store, replace(store.settings, admin_key="")) as visitor:
        assert (await visitor.get("/admin/inbox")).status_code == 404


@pytest.mark.parametrize("key", [b"", b"wrong", KEY + b"x", b"\xc3\xa9"])
async def test_another_key_opens_nothing(store: SqlStore, key: bytes) -> None:
    async with client(store, store.settings, key) as visitor:
        assert (await visitor.get("/admin/inbox")).status_code == 401
        sent = await visitor.post("/admin/inbox/1/answer", json={"text": "no"})
        assert sent.status_code == 401


async def test_a_question_is_seen_and_answered(store: SqlStore) -> None:
    async with client(store, store.settings) as operator:
        [item] = (await operator.get("/admin/inbox")).json()
        assert item["question"] == "why is it salty"
        assert ASHA.user not in str(item)
        assert (await operator.get("/admin/inbox/1")).json() == item
        done = await operator.post("/admin/inbox/1/answer", json={"text": "The sea."})
        assert (done.json()["stage"], done.json()["answer"]) == ("answered", "The sea.")
        assert (await operator.get("/admin/inbox")).json() == []


@pytest.mark.parametrize("verb", ["close", "block"])
async def test_a_question_is_closed(store: SqlStore, verb: str) -> None:
    async with client(store, store.settings) as operator:
        done = await operator.post(f"/admin/inbox/1/{verb}")
        assert (done.json()["stage"], done.json()["question"]) == ("closed", "")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"text": 1}', b"[" * 60_000, b"\xff"])
async def test_a_body_that_is_none_is_400(store: SqlStore, body: bytes) -> None:
    async with client(store, store.settings) as operator:
        sent = await operator.post("/admin/inbox/1/answer", content=body)
        assert sent.status_code == 400


async def test_what_cannot_be_done_says_why(store: SqlStore) -> None:
    async with client(store, store.settings) as operator:
        missing: Any = await operator.get("/admin/inbox/7")
        assert (missing.status_code, "no question 7" in missing.text) == (409, True)
        empty = await operator.post("/admin/inbox/1/answer", json={"text": " "})
        assert empty.status_code == 409
        huge = await operator.post("/admin/inbox/1/answer", content=b"x" * 70_000)
        assert huge.status_code == 413
