"""WhatsApp through the real server and the real road: accepted once, and only what Meta signed."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_graph_api import TOKEN, FakeGraphApi
from nakshatra.app import House, build_house
from nakshatra.catalogue import Catalogue
from nakshatra.channels.web import Web
from nakshatra.channels.whatsapp import WhatsApp
from nakshatra.errors import Rejected
from nakshatra.server.app import app_of, make_app
from nakshatra.settings import Settings
from nakshatra.types import Address
from server.web_house import Box, FakeDoor
from whatsapp_payloads import (
    NAMES,
    PERSON,
    PHONE_ID,
    SECRET,
    VERIFY,
    body,
    named,
    payload,
    signed,
    typed,
)

BSUID = "US.13491208655302741918"
HOOK = "/hooks/whatsapp"
CATALOGUE = Catalogue.load()


@pytest.fixture(scope="module")
def graph() -> Iterator[FakeGraphApi]:
    with FakeGraphApi() as graph:
        yield graph


def set_for(graph: FakeGraphApi, folder: Path) -> Settings:
    return Settings(
        data_dir=folder,
        whatsapp_token=TOKEN,
        whatsapp_phone_id=PHONE_ID,
        whatsapp_app_secret=SECRET,
        whatsapp_verify_token=VERIFY,
        whatsapp_api=graph.url,
        whatsapp_per_second=10_000,
        warm_up=False,
    )


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[tuple[House, httpx.AsyncClient]]:
    house = build_house(settings)
    await house.road.start()
    app = app_of(house, settings)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8321") as meta:
        try:
            yield house, meta
        finally:
            await house.road.stop()
            await house.parts.close()


async def call(meta: httpx.AsyncClient, update: Any) -> int:
    data = body(update)
    return (await meta.post(HOOK, content=data, headers=signed(data))).status_code


async def until_idle(house: House) -> None:
    async with asyncio.timeout(60):
        while await house.road.backlog():
            await asyncio.sleep(0.05)


async def test_one_answer_each_however_often_and_in_whatever_order_it_is_delivered(
    graph: FakeGraphApi, tmp_path: Path
) -> None:
    people = [f"9198123456{n:02}" for n in range(8)]
    calls = [
        typed("/help" if n % 2 else "hello", f"wamid.{who}-{n}=", who)
        for who in people
        for n in range(3)
    ] * 3
    random.Random(7).shuffle(calls)
    graph.sent.clear()
    async with running(set_for(graph, tmp_path)) as (house, meta):
        codes = await asyncio.gather(*(call(meta, update) for update in calls))
        await until_idle(house)
    assert set(codes) == {200}
    answered = Counter(seen.tracker for seen in graph.sent)
    assert set(answered) == {f"wamid.{who}-{n}=" for who in people for n in range(3)}
    assert set(answered.values()) == {1}


async def test_a_person_is_answered_by_the_real_bot_and_thumbs_it(
    graph: FakeGraphApi, tmp_path: Path
) -> None:
    graph.sent.clear()
    async with running(set_for(graph, tmp_path)) as (house, meta):
        await call(meta, typed("gehu ka msp kitna hai", "wamid.MSP="))
        await until_idle(house)
        answer = next(seen for seen in graph.sent if seen.buttons)
        thumb = payload("reaction")
        thumb["entry"][0]["changes"][0]["value"]["messages"][0] |= {
            "id": "wamid.THUMB=",
            "reaction": {"message_id": answer.id, "emoji": "👍"},
        }
        assert await call(meta, thumb) == 200
        await until_idle(house)
        read = payload("status_read")
        read["entry"][0]["changes"][0]["value"]["statuses"][0]["id"] = answer.id
        assert await call(meta, read) == 200
        [report] = await house.store.feedback_report()
    assert answer.quotes == "wamid.MSP="
    assert (report["good"], report["bad"]) == (1, 0)
    assert report["units"], "the thumb is counted for what the answer was made from"


async def test_stop_by_number_holds_under_the_id_that_comes_later(
    graph: FakeGraphApi, tmp_path: Path
) -> None:
    graph.sent.clear()
    async with running(set_for(graph, tmp_path)) as (house, meta):
        for n, (text, number, id) in enumerate(
            [
                ("STOP", PERSON, ""),
                ("hello", PERSON, BSUID),
                ("hello", "", BSUID),
                ("START", "", BSUID),
                ("gehu ka msp kitna hai", PERSON, ""),
            ]
        ):
            await call(meta, named(typed(text, f"wamid.{n}="), number, id))
            await until_idle(house)
        async with asyncio.timeout(60):  # what follows an answer is noted after it is sent
            while not (await house.store.profile(Address("whatsapp", BSUID))).helped:
                await asyncio.sleep(0.05)
        by_either = [await house.store.profile(Address("whatsapp", who)) for who in (PERSON, BSUID)]
        held = await house.store.export(Address("whatsapp", BSUID))
    answered = list(dict.fromkeys(seen.tracker for seen in graph.sent))
    assert answered == ["wamid.0=", "wamid.3=", "wamid.4="]
    assert by_either[0] == by_either[1]
    assert len(held["messages"]) == 5, "the queue is one, too"
    assert all(message["known_as"] == "" for message in held["messages"])


@pytest.fixture
async def hall(deaf: WhatsApp, tmp_path: Path) -> AsyncIterator[tuple[FakeDoor, httpx.AsyncClient]]:
    """The server and the channel, with a door that takes everything."""
    door, box = FakeDoor(), Box()
    web = Web(box)
    app = make_app(
        road=door,
        store=box,  # type: ignore[arg-type]
        channels={"web": web, "whatsapp": deaf},
        catalogue=CATALOGUE,
        settings=Settings(data_dir=tmp_path),
        bell=web.bell,
    )
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8321") as meta:
        yield door, meta


async def test_the_challenge_is_answered_to_meta_alone(
    hall: tuple[FakeDoor, httpx.AsyncClient],
) -> None:
    ask = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    _, meta = hall
    told = await meta.get(HOOK, params={**ask, "hub.verify_token": VERIFY})
    assert (told.status_code, told.text) == (200, "1158201444")
    assert told.headers["content-type"].startswith("text/plain")
    for wrong in ({}, {"hub.verify_token": "x"}, {"hub.verify_token": "ü"}):
        assert (await meta.get(HOOK, params={**ask, **wrong})).status_code == 403


async def test_2000_forged_truncated_and_damaged_calls_are_not_accepted(
    hall: tuple[FakeDoor, httpx.AsyncClient],
) -> None:
    chance = random.Random(20261126)
    door, meta = hall
    codes: Counter[int] = Counter()
    for _ in range(2000):
        data, headers = _damaged(chance)
        answer = await meta.post(HOOK, content=data, headers=headers)
        codes[answer.status_code] += 1
    assert set(codes) == {403}
    assert (door.taken, door.told) == ([], [])


def _damaged(chance: random.Random) -> tuple[bytes, dict[str, str]]:
    """A call of Meta's with something wrong: the bytes, the signature, or both."""
    data = body(payload(chance.choice(NAMES)))
    headers = signed(data)
    match chance.randrange(6):
        case 0:
            return data[: chance.randrange(len(data))], headers
        case 1:
            at = chance.randrange(len(data))
            return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[
                at + 1 :
            ], headers
        case 2:
            return data, signed(data, "another secret")
        case 3:
            return data, {}
        case 4:
            given = headers["X-Hub-Signature-256"]
            return data, {"X-Hub-Signature-256": given[: chance.randrange(len(given))]}
        case _:
            cut = data[: chance.randrange(len(data))]  # signed, and yet no JSON
            return cut, signed(cut)


@pytest.fixture(scope="module")
def deaf(tmp_path_factory: pytest.TempPathFactory, graph: FakeGraphApi) -> WhatsApp:
    return WhatsApp(set_for(graph, tmp_path_factory.mktemp("wa")), CATALOGUE)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)


@settings(max_examples=150, deadline=None)
@given(value=JSON, header=st.text(max_size=80), raw=st.binary(max_size=200))
def test_nothing_signed_or_not_breaks_the_reader(
    deaf: WhatsApp, value: Any, header: str, raw: bytes
) -> None:
    with pytest.raises(Rejected):
        deaf.parse({"x-hub-signature-256": header}, raw)
    for data in (raw, json.dumps(value).encode(), json.dumps(_wrapped(value)).encode()):
        for read in (deaf.parse, deaf.receipts):
            try:
                assert list(read(signed(data), data)) == []
            except Rejected:
                continue


def _wrapped(value: Any) -> Any:
    """As deep as a call is read."""
    inner = {"metadata": {"phone_number_id": PHONE_ID}, "messages": value, "statuses": value}
    change = {"field": "messages", "value": inner}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
