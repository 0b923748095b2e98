"""What a page sends and what it gets back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest

from nakshatra.errors import StoreError
from nakshatra.server.aloud import Wholes
from nakshatra.stores.ledger import Accepted
from nakshatra.types import (
    Address,
    Button,
    Citation,
    Kind,
    Lang,
    Message,
    Reply,
    Said,
    Script,
    Voice,
)
from server.web_house import HOST, House

URDU = Lang("ur", "Arab")


def reply(to: Message | Address, **values: Any) -> Reply:
    address = to.address if isinstance(to, Message) else to
    given = {"text": "जवाब", "lang": Lang("hi", "Deva"), **values}
    return Reply(address=address, to=to.id if isinstance(to, Message) else "1", **given)


async def write(client: httpx.AsyncClient, text: str = "मानसून कब आएगा?") -> httpx.Response:
    return await client.post("/chat/messages", json={"id": str(uuid4()), "text": text})


async def test_a_question_goes_in_and_its_answer_comes_out(
    house: House, client: httpx.AsyncClient
) -> None:
    assert (await write(client)).status_code == 202
    [asked] = house.door.taken
    cited = Citation("health/fever", "Ministry of Health", "https://mohfw.gov.in", "2026-01-02")
    answer = reply(
        asked,
        text="जून में",
        experts=("agriculture",),
        citations=(cited,),
        buttons=(Button("👍", "/feedback good 1"),),
    )
    assert await house.web.send(answer) == "1"
    [letter] = (await client.get("/chat/replies?after=0")).json()["letters"]
    assert letter == {
        "n": 1,
        "to": asked.id,
        "text": "जून में",
        "lang": "hi-Deva",
        "dir": "ltr",
        "kind": "answer",
        "voice": False,
        "more": False,
        "heard": False,
        "experts": ["Farming"],
        "sources": [
            {"title": "Ministry of Health", "url": "https://mohfw.gov.in", "asof": "2026-01-02"}
        ],
        "file": "",
        "buttons": [{"label": "👍", "command": "/feedback good 1"}],
    }
    assert (await client.get("/chat/replies?after=1&wait=0")).json()["letters"] == []


async def test_a_recording_travels_inside_its_message(
    house: House, client: httpx.AsyncClient
) -> None:
    id, clip = str(uuid4()), bytes(range(256)) * 40
    mime = "audio/webm;codecs=opus"
    sent = await client.post(
        f"/chat/messages?id={id}", content=clip, headers={"content-type": mime}
    )
    assert sent.status_code == 202
    [asked] = house.door.taken
    assert asked.media is not None
    assert asked.media.bytes == len(clip)
    assert await house.web.fetch(asked.media) == Voice(clip, mime)


async def test_the_same_id_is_taken_once(house: House, client: httpx.AsyncClient) -> None:
    id = str(uuid4())
    first = await client.post("/chat/messages", json={"id": id, "text": "एक"})
    again = await client.post("/chat/messages", json={"id": id.upper(), "text": "एक"})
    assert (first.json(), again.json()) == ({"accepted": "new"}, {"accepted": "duplicate"})
    assert len(house.door.taken) == 1


async def test_a_waiting_page_hears_at_once(house: House, client: httpx.AsyncClient) -> None:
    await write(client)
    waiting = asyncio.create_task(client.get("/chat/replies?after=0"))
    await asyncio.sleep(0)
    await house.web.send(reply(house.door.taken[0]))
    assert len((await asyncio.wait_for(waiting, 5)).json()["letters"]) == 1


async def test_a_letter_posted_while_the_server_looks_is_not_missed(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(client)
    look, answer = house.box.letters, reply(house.door.taken[0])

    async def slow(address: Address, after: int = 0) -> Any:
        found = await look(address, after)
        if not house.box.posted:
            await house.web.send(answer)
        return found

    monkeypatch.setattr(house.box, "letters", slow)
    got = await asyncio.wait_for(client.get("/chat/replies?after=0"), 5)
    assert len(got.json()["letters"]) == 1


async def test_a_stopping_server_lets_waiting_pages_go(
    house: House, client: httpx.AsyncClient
) -> None:
    waiting = asyncio.create_task(client.get("/chat/replies?after=0"))
    await asyncio.sleep(0)
    house.web.bell.close()
    assert (await asyncio.wait_for(waiting, 5)).json()["letters"] == []
    assert (await asyncio.wait_for(client.get("/chat/replies"), 5)).status_code == 200


async def test_nobody_sees_anothers_letters(house: House, client: httpx.AsyncClient) -> None:
    await write(client)
    await house.web.send(reply(house.door.taken[0], voice=Voice(b"secret", "audio/ogg")))
    async with house.client() as other:
        await other.post("/chat/hello")
        assert (await other.get("/chat/replies?wait=0")).json()["letters"] == []
        assert (await other.get("/chat/voice/1")).status_code == 404
    assert (await client.get("/chat/voice/1")).content == b"secret"


async def test_without_a_session_nothing_is_taken_and_nothing_is_told(house: House) -> None:
    async with house.client() as stranger:
        assert (await write(stranger)).status_code == 401
        assert (await stranger.get("/chat/voice/1")).status_code == 401
        found = (await stranger.get("/chat/replies")).json()
        assert found == {"known": False, "letters": []}
    assert not house.door.taken


async def test_the_session_is_strict_and_long(house: House) -> None:
    async with house.client() as new:
        cookie = (await new.post("/chat/hello")).headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        token = new.cookies["nakshatra"]
        assert len(token) == 22
        assert "set-cookie" not in (await new.post("/chat/hello")).headers
        assert not house.box.profiles  # nothing is kept of who only looks


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"text":"x"}',
        b'{"id":"1","text":"x"}',
        b'{"id":"6f1c1cf4-1b7c-4a55-9a8e-0c3f2b1d4e5f"}',
        b'{"id":"6f1c1cf4-1b7c-4a55-9a8e-0c3f2b1d4e5f","text":""}',
        b'{"id":"6f1c1cf4-1b7c-4a55-9a8e-0c3f2b1d4e5f","text":7}',
    ],
    ids=lambda body: body[:12].decode("ascii", "replace"),
)
async def test_a_body_that_is_no_message_is_400(
    house: House, client: httpx.AsyncClient, body: bytes
) -> None:
    sent = await client.post("/chat/messages", content=body)
    assert sent.status_code == 400
    assert sent.json()["say"]
    assert not house.door.taken


async def test_too_much_is_413_and_says_so_in_the_readers_language(
    house: House, client: httpx.AsyncClient
) -> None:
    hindi = {"accept-language": "hi-IN,hi;q=0.9"}
    text = await client.post(
        "/chat/messages", json={"id": str(uuid4()), "text": "क" * 400_000}, headers=hindi
    )
    voice = await client.post(
        f"/chat/messages?id={uuid4()}",
        content=bytes(9_000_000),
        headers=hindi | {"content-type": "audio/ogg"},
    )
    assert (text.status_code, voice.status_code) == (413, 413)
    assert "बहुत लंबा" in text.json()["say"]
    assert not house.door.taken


async def test_a_body_that_lies_about_its_length_is_cut_off(client: httpx.AsyncClient) -> None:
    async def endless() -> Any:
        while True:
            yield bytes(65_536)

    sent = await client.post("/chat/messages", content=endless())
    assert sent.status_code == 413


async def test_lone_surrogates_come_and_go(house: House, client: httpx.AsyncClient) -> None:
    body = b'{"id":"%s","text":"\\ud800 x"}' % str(uuid4()).encode()
    assert (await client.post("/chat/messages", content=body)).status_code == 202
    await house.web.send(reply(house.door.taken[0], text="\ud800 y"))
    [letter] = (await client.get("/chat/replies")).json()["letters"]
    assert letter["text"] == "? y"


async def test_a_busy_road_asks_the_page_to_try_again(
    house: House, client: httpx.AsyncClient
) -> None:
    house.door.outcome = Accepted.BUSY
    sent = await write(client)
    assert (sent.status_code, sent.headers["retry-after"]) == (503, "30")
    assert "112" in sent.json()["say"]


async def test_a_full_disk_asks_the_page_to_try_again(
    house: House, client: httpx.AsyncClient
) -> None:
    house.door.outcome = StoreError("disk is full")
    assert (await write(client)).status_code == 503


async def test_a_flood_from_one_session_is_slowed(client: httpx.AsyncClient) -> None:
    codes = [(await write(client)).status_code for _ in range(20)]
    assert codes[0] == 202
    assert codes[-1] == 429


async def test_urdu_runs_from_right_to_left(house: House, client: httpx.AsyncClient) -> None:
    await write(client)
    await house.web.send(reply(house.door.taken[0], text="جواب", lang=URDU, kind=Kind.EMERGENCY))
    [letter] = (await client.get("/chat/replies")).json()["letters"]
    assert (letter["dir"], letter["lang"], letter["kind"]) == ("rtl", "ur-Arab", "emergency")


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "9" * 40, "٣"])
async def test_an_after_that_is_no_number_is_400(client: httpx.AsyncClient, after: str) -> None:
    assert (await client.get("/chat/replies", params={"after": after})).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
async def test_another_page_cannot_speak_for_a_person(
    house: House, client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    body = {"id": str(uuid4()), "text": "/forget yes"}
    assert (await client.post("/chat/messages", json=body, headers=headers)).status_code == 403
    assert not house.door.taken
    assert (await client.post("/chat/messages", json=body, headers={"origin": HOST})).is_success


async def test_a_reply_sent_before_a_crash_is_known(house: House) -> None:
    answer = reply(Address("web", "x"))
    assert not await house.web.delivered(answer)
    await house.web.send(answer)
    assert await house.web.delivered(answer)


async def test_the_rest_of_a_voice_is_made_when_it_is_asked_for(
    house: House, client: httpx.AsyncClient
) -> None:
    made: list[Script] = []

    async def speak(script: Script) -> Voice:
        made.append(script)
        return Voice(b"first and rest", "audio/ogg")

    house.app.state.site = replace(house.app.state.site, wholes=Wholes(speak))
    await write(client)
    script = Script((Said("एक।"), Said("दो।")), Lang("hi", "Deva"))
    begun = Voice(b"first", "audio/ogg")
    await house.web.send(reply(house.door.taken[0], voice=begun, script=script))
    [letter] = (await client.get("/chat/replies?after=0")).json()["letters"]
    assert (letter["voice"], letter["more"]) == (True, True)
    assert (await client.get("/chat/voice/1")).content == b"first"
    assert not made
    both = await asyncio.gather(*(client.get("/chat/voice/1/whole") for _ in range(3)))
    assert {one.content for one in both} == {b"first and rest"}
    part = await client.get("/chat/voice/1/whole", headers={"range": "bytes=6-8"})
    assert (part.status_code, part.content) == (206, b"and")
    assert made == [script]
    async with house.client() as other:
        await other.post("/chat/hello")
        assert (await other.get("/chat/voice/1/whole")).status_code == 404


async def test_a_voice_that_was_sent_whole_is_its_own_whole(
    house: House, client: httpx.AsyncClient
) -> None:
    await write(client)
    await house.web.send(reply(house.door.taken[0], voice=Voice(b"all", "audio/ogg")))
    assert (await client.get("/chat/voice/1/whole")).content == b"all"
    assert (await client.get("/chat/voice/7/whole")).status_code == 404


async def test_a_voice_that_can_no_longer_be_made_is_missing_and_tried_again(
    house: House, client: httpx.AsyncClient
) -> None:
    tries: list[Script] = []

    async def speak(script: Script) -> Voice | None:
        tries.append(script)
        return None

    house.app.state.site = replace(house.app.state.site, wholes=Wholes(speak))
    await write(client)
    script = Script((Said("एक।"), Said("दो।")), Lang("hi", "Deva"))
    begun = Voice(b"first", "audio/ogg")
    await house.web.send(reply(house.door.taken[0], voice=begun, script=script))
    for _ in range(2):
        assert (await client.get("/chat/voice/1/whole")).status_code == 404
    assert len(tries) == 2
