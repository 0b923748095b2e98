"""Who may call /v1, how often, and with what: no house behind it is needed to say no."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from durable.harness import Expert, Platform, Transcriber, bot
from nakshatra.bell import Bell
from nakshatra.callers import read_callers
from nakshatra.catalogue import Catalogue
from nakshatra.durable.rate import Rate
from nakshatra.server.gate import Gate
from nakshatra.server.metrics import Meter
from nakshatra.server.v1.app import front_app
from nakshatra.server.v1.faults import Fault
from nakshatra.server.v1.front import Front
from nakshatra.server.v1.reading import Fields
from nakshatra.server.v1.wanted import wanted
from nakshatra.settings import Settings
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Role
from server.v1.front_house import KEY, KEYS, OTHER
from server.web_house import FakeDoor, House

WIDE = Rate(10_000)
CATALOGUE = Catalogue.load()


def caller(folder: Path, key: str = KEY, **more: Any) -> httpx.AsyncClient:
    """A program before a front of fakes."""
    settings = Settings(data_dir=folder, api_keys=KEYS)
    given: dict[str, Any] = {
        "bot": bot({"api": Platform()}, Expert(), Transcriber()),
        "road": FakeDoor(),
        "store": SqlStore(settings),
        "settings": settings,
        "callers": read_callers(KEYS),
        "bell": Bell(),
        "look_s": 1.0,
        "meter": Meter(),
        "rate": WIDE,
    }
    app = front_app(Front(**(given | more)))
    return client(app, settings, key)


def client(app: Starlette, settings: Settings, key: str) -> httpx.AsyncClient:
    gated = Gate(app, settings)
    headers = {"authorization": f"Bearer {key}"} if key else {}
    transport = httpx.ASGITransport(app=gated)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8321", headers=headers)


async def test_without_keys_there_is_no_v1(house: House) -> None:
    async with house.client(headers={"authorization": f"Bearer {KEY}"}) as program:
        assert (await program.get("/v1/models")).status_code == 404
        assert (await program.post("/v1/messages", json={})).status_code == 404
        assert (await program.get("/v1/openapi.json")).status_code == 404


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        f"Basic {KEY}",
        f"Bearer {KEY}x",
        f"Bearer {KEY[:-1]}",
        KEY,
        "Bearer é",
        f"Bearer {KEYS}",
        f"Bearer ivr:{KEY}",
        "Bearer " + "k" * 60_000,
    ],
)
async def test_a_forged_key_opens_nothing(tmp_path: Path, header: str) -> None:
    async with caller(tmp_path, key="") as stranger:
        headers = httpx.Headers([(b"authorization", header.encode())])
        answers = [
            await stranger.get("/models", headers=headers),
            await stranger.post("/messages", headers=headers, content=b"x" * 100),
            await stranger.get("/messages/1/voice", headers=headers),
        ]
    for answer in answers:
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["error"]["code"] == "invalid_api_key"
        assert KEY not in answer.text


async def test_who_calls_too_often_waits_and_nobody_else_does(tmp_path: Path) -> None:
    rate = Rate(2, lambda: 0.0)
    async with caller(tmp_path, rate=rate) as ivr, caller(tmp_path, OTHER, rate=rate) as kiosk:
        assert [(await ivr.get("/models")).status_code for _ in range(3)] == [200, 200, 429]
        slowed = await ivr.get("/models")
        assert int(slowed.headers["retry-after"]) >= 1
        assert slowed.json()["error"]["type"] == "rate_limit_error"
        assert (await kiosk.get("/models")).status_code == 200


async def test_a_gateway_answers_nothing_itself(tmp_path: Path) -> None:
    async with caller(tmp_path, works=False) as program:
        asked = {"model": "nakshatra", "messages": [{"role": "user", "content": "fever"}]}
        refused = await program.post("/chat/completions", json=asked)
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "gateway")


async def test_what_takes_too_long_is_a_503_and_not_a_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nakshatra.server.v1.completions.ANSWER_S", 0.0)
    asked = {"model": "nakshatra", "messages": [{"role": "user", "content": "fever"}]}
    async with caller(tmp_path) as program:
        late = await program.post("/chat/completions", json=asked)
    assert (late.status_code, late.json()["error"]["code"]) == (503, "timeout")
    assert "retry-after" in late.headers


async def test_a_fault_of_ours_is_a_500_that_tells_no_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks(*_: object) -> None:
        raise RuntimeError("fever of Asha")

    monkeypatch.setattr("nakshatra.server.v1.completions.answered", breaks)
    asked = {"model": "nakshatra", "messages": [{"role": "user", "content": "fever"}]}
    async with caller(tmp_path) as program:
        broke = await program.post("/chat/completions", json=asked)
    assert (broke.status_code, broke.json()["error"]["type"]) == (500, "server_error")
    assert "Asha" not in broke.text
    assert "RuntimeError" in caplog.text
    assert "Asha" not in caplog.text


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/messages", 11_000_000), ("/chat/completions", 12_000_000), ("/audio/speech", 110_000)],
)
async def test_a_huge_body_is_413(tmp_path: Path, path: str, limit: int) -> None:
    async with caller(tmp_path) as program:
        said = await program.post(path, content=b" " * limit)

        async def unsaid() -> Any:
            for _ in range(limit // 50_000 + 1):
                yield b" " * 50_000

        streamed = await program.post(path, content=unsaid())
    assert (said.status_code, streamed.status_code) == (413, 413)
    assert "larger" in said.json()["error"]["message"]


async def test_a_huge_recording_is_413(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, max_media_bytes=1000)
    form = {"files": {"file": ("a.ogg", bytes(1001))}}
    note = {"user": "a", "audio": {"data": "A" * 2000}}
    async with caller(tmp_path, settings=settings) as program:
        sent = await program.post("/audio/transcriptions", **form)  # type: ignore[arg-type]
        assert sent.status_code == 413
        assert (await program.post("/messages", json=note)).status_code == 413


BROKEN = [
    b"",
    b"[]",
    b"null",
    b"{",
    b'{"user": "\xe9"}',
    '{"user": "é"}'.encode("utf-16"),
    b'{"user": NaN}',
    b"[" * 100_000,
    b'{"user": 1, "text": "a"}',
    b'{"user": "a", "text": 1}',
    b'{"user": "a"}',
    b'{"user": "", "text": "a"}',
    b'{"user": "a", "text": "   "}',
    b'{"user": "a\\u0000", "text": "a"}',
    b'{"user": "a", "text": "a", "txt": "b"}',
    b'{"user": "a", "text": "a", "audio": {"data": "QQ=="}}',
    b'{"user": "a", "audio": {"data": "!"}}',
    b'{"user": "a", "audio": []}',
    b'{"user": "a", "text": "a", "lang": "tlh"}',
    b'{"user": "a", "text": "a", "voice": "loud"}',
    b'{"user": "a", "text": "a", "id": "a b"}',
    b'{"user": "a", "text": "a", "abilities": {"units": 1}}',
    b'{"user": "a", "text": "a", "abilities": {"units": 30.5}}',
    b'{"user": "a", "text": "a", "abilities": {"wings": 2}}',
    b'{"user": "a", "text": "a", "abilities": {"short": "yes"}}',
]


@pytest.mark.parametrize("body", BROKEN)
async def test_a_message_that_is_written_wrongly_is_a_clear_400(
    tmp_path: Path, body: bytes
) -> None:
    async with caller(tmp_path) as program:
        refused = await program.post("/messages", content=body)
    assert refused.status_code == 400
    assert refused.json()["error"]["message"].endswith(".")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"not a form"),
        ("multipart/form-data; boundary=b; charset=klingon", b"--b\r\n\r\n--b--\r\n"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="user"\r\n\r\n' + b"a" * 70_000,
        ),
        ("application/x-www-form-urlencoded", b"user=a"),
        ("text/plain", b"hello"),
    ],
)
async def test_a_form_that_is_written_wrongly_is_a_clear_400(
    tmp_path: Path, kind: str, body: bytes
) -> None:
    async with caller(tmp_path) as program:
        for path in ("/messages", "/audio/transcriptions"):
            refused = await program.post(path, content=body, headers={"content-type": kind})
            assert refused.status_code == 400, path
            assert refused.json()["error"]["message"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
MESSAGE = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "system"]) | JSON, "content": JSON}
)
OPTIONS = ("n", "stream", "max_tokens", "metadata", "response_format", "modalities", "audio")


@given(st.lists(MESSAGE | JSON, max_size=3), st.dictionaries(st.sampled_from(OPTIONS), JSON))
def test_whatever_is_sent_is_read_or_refused(messages: list[Any], options: Any) -> None:
    fields = Fields({"model": "nakshatra", "messages": messages, **options})
    with suppress(Fault):
        assert wanted(fields, CATALOGUE).talk.question.role is Role.USER


async def test_what_is_not_there_is_told_as_the_rest(tmp_path: Path) -> None:
    async with caller(tmp_path) as program:
        nothing, method = await program.get("/nothing"), await program.put("/messages")
    assert (nothing.status_code, method.status_code) == (404, 405)
    assert "openapi.json" in nothing.json()["error"]["message"]
    assert method.json()["error"]["type"] == "invalid_request_error"
