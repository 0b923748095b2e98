"""Calls to /hooks/sms: the provider's are taken once, nobody else's at all."""

from __future__ import annotations

import gc
import logging
import random
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from starlette.applications import Starlette
from twilio.request_validator import RequestValidator

from channels.sms_house import CARDS, HOOK_SECRET, PERSON, PUBLIC, call, channel, payload, settings
from fake_sms_gateway import TOKEN
from nakshatra.channels.sms import Sms
from nakshatra.channels.web import Web
from nakshatra.server.app import make_app
from nakshatra.types import Receipt
from server.web_house import Box, FakeDoor

URL = f"{PUBLIC}/hooks/sms"
SIGNED = "x-twilio-signature"


@dataclass
class Door(FakeDoor):
    receipts: list[Receipt] = field(default_factory=list)

    async def receipt(self, receipt: Receipt) -> None:
        self.receipts.append(receipt)


def house(sms: Sms) -> tuple[Starlette, Door]:
    door, web = Door(), Web(Box())
    app = make_app(
        road=door,
        store=Box(),  # type: ignore[arg-type]
        channels={"sms": sms},
        catalogue=CARDS,
        settings=settings(host="0.0.0.0"),
        bell=web.bell,
    )
    return app, door


def caller(app: Starlette, client: str = "203.0.113.7") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(client, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://10.0.0.5:8321")


def signature(body: str, url: str = URL) -> str:
    fields = dict(parse_qsl(body, keep_blank_values=True))
    return str(RequestValidator(TOKEN).compute_signature(url, fields))


async def knock(
    app: Starlette, method: str, path: str, headers: dict[str, str], body: bytes
) -> int:
    """A call without a client of our own: ten thousand of them should not be a test of httpx."""
    told: list[int] = []
    plain, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": plain,
        "query_string": query.encode("latin-1", "replace"),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("203.0.113.7", 4711),
        "server": ("10.0.0.5", 8321),
        "scheme": "http",
    }

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])

    await app(scope, receive, send)
    return told[0]


def resident() -> int:
    """Megabytes of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 // 1_000_000


FORM = {"content-type": "application/x-www-form-urlencoded"}


async def test_twilio_s_own_signature_over_the_public_address_opens_it_behind_a_proxy() -> None:
    app, door = house(channel())
    body = payload("twilio.message.form")
    async with caller(app) as platform:
        headers = {**FORM, SIGNED: signature(body)}
        assert (await platform.post("/hooks/sms", content=body, headers=headers)).status_code == 200
        inside = {**FORM, SIGNED: signature(body, "http://10.0.0.5:8321/hooks/sms")}
        assert (await platform.post("/hooks/sms", content=body, headers=inside)).status_code == 403
    [message] = door.taken
    assert message.address.user == PERSON


async def test_a_report_becomes_a_receipt() -> None:
    app, door = house(channel())
    body = payload("twilio.report.form")
    async with caller(app) as platform:
        headers = {**FORM, SIGNED: signature(body)}
        assert (await platform.post("/hooks/sms", content=body, headers=headers)).is_success
    assert [receipt.id for receipt in door.receipts] == ["SM0123456789abcdef0123456789abcd02"]
    assert not door.taken


async def test_a_get_below_the_secret_path_and_a_head_that_only_asks() -> None:
    app, door = house(channel("exotel"))
    path = f"/hooks/sms/{HOOK_SECRET}?{payload('exotel.message.query')}"
    async with caller(app) as platform:
        assert (await platform.head(path)).status_code == 200
        assert not door.taken
        assert (await platform.get(path)).status_code == 200
        assert (await platform.get(path.replace(HOOK_SECRET, "guess"))).status_code == 403
        assert (await platform.get(f"/hooks/sms?{path.partition('?')[2]}")).status_code == 403
    assert len(door.taken) == 1


@pytest.mark.parametrize(("client", "status"), [("198.51.100.9", 200), ("203.0.113.7", 403)])
async def test_calls_come_from_the_provider_s_network_alone(client: str, status: int) -> None:
    app, _ = house(channel("exotel", sms_networks="198.51.100.0/24,2001:db8::/32"))
    path = f"/hooks/sms/{HOOK_SECRET}?{payload('exotel.message.query')}"
    async with caller(app, client) as platform:
        assert (await platform.get(path)).status_code == status


def test_basic_and_header_proofs() -> None:
    from nakshatra.channels.sms.provider import Proof
    from nakshatra.errors import Rejected

    made = channel("textlocal", sms_hook_secret=f"user:{HOOK_SECRET}")
    given = replace(call("textlocal", "message"), path="")
    right = b64encode(f"user:{HOOK_SECRET}".encode()).decode()
    for proof, header, good in (
        (Proof.BASIC, "Authorization", f"Basic {right}"),
        (Proof.HEADER, "X-Token", f"user:{HOOK_SECRET}"),
    ):
        provider = replace(made.provider, proof=proof, header="x-token")
        gate = replace(made._gate, provider=provider)
        fields: dict[str, str] = {}
        gate.check(replace(given, headers={header: good}), fields)
        for bad in ("", "Basic", "Basic !!", good[:-1], good + "x", "Bearer x"):
            with pytest.raises(Rejected):
                gate.check(replace(given, headers={header: bad}), fields)


TRUE = (
    payload("twilio.message.form"),
    signature(payload("twilio.message.form")),
    RequestValidator("another").compute_signature(
        URL, dict(parse_qsl(payload("twilio.message.form"), keep_blank_values=True))
    ),
)
"""A body, Twilio's signature of it, and that of another account."""


def forged(chance: random.Random) -> tuple[str, str, dict[str, str], bytes]:
    """Method, path, headers and body of a call that Twilio did not make."""
    body, true, other = TRUE
    cut = chance.randrange(len(body))
    letter = chr(chance.randrange(1, 0x2FFF))
    noise = bytes(chance.randrange(256) for _ in range(chance.randrange(300)))
    kinds: list[Callable[[], tuple[str, str, dict[str, str], bytes]]] = [
        lambda: ("POST", "/hooks/sms", {SIGNED: other}, body.encode()),
        lambda: ("POST", "/hooks/sms", {}, body.encode()),
        lambda: ("POST", "/hooks/sms", {SIGNED: true}, body[:cut].encode()),
        lambda: (
            "POST",
            "/hooks/sms",
            {SIGNED: true},
            (body + "&" + urlencode({letter: 1})).encode(),
        ),
        lambda: ("POST", "/hooks/sms", {SIGNED: true}, (body + "&Body=again").encode()),
        lambda: (
            "POST",
            f"/hooks/sms?{urlencode({letter: letter})}",
            {SIGNED: true},
            body.encode(),
        ),
        lambda: ("POST", f"/hooks/sms/{cut}", {SIGNED: true}, body.encode()),
        lambda: ("GET", f"/hooks/sms?{body}", {SIGNED: true}, b""),
        lambda: ("POST", "/hooks/sms", {SIGNED: true}, noise),
        lambda: ("POST", "/hooks/sms", {SIGNED: noise.hex()[:40]}, noise + body.encode()),
        lambda: (
            "POST",
            "/hooks/sms",
            {SIGNED: true, "content-type": "application/json"},
            b"[" * 900,
        ),
        lambda: ("POST", "/hooks/sms", {SIGNED: true}, b"a=1&" * 200 + body.encode()),
    ]
    return chance.choice(kinds)()


@pytest.mark.slow
async def test_ten_thousand_calls_that_are_not_the_provider_s_are_refused_in_flat_memory(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)  # pytest keeps every line of the log
    app, door = house(channel())
    chance = random.Random(6)
    kept: list[int] = []
    for number in range(10_000):
        method, path, headers, body = forged(chance)
        status = await knock(app, method, path, {**FORM, **headers}, body)
        assert status in (400, 403, 413), (status, method, path)
        if number % 2500 == 2499:
            kept.append(resident())
    assert not door.taken
    assert kept[-1] - kept[0] <= 2, kept


async def test_a_true_call_played_again_is_taken_once() -> None:
    app, door = house(channel())
    body = payload("twilio.message.form")
    async with caller(app) as platform:
        for _ in range(50):
            headers = {**FORM, SIGNED: signature(body)}
            assert (await platform.post("/hooks/sms", content=body, headers=headers)).is_success
    assert len(door.taken) == 1


@pytest.mark.slow
@pytest.mark.parametrize("provider", ["gupshup", "msg91", "textlocal", "exotel"])
async def test_fuzzed_calls_of_a_proven_provider_never_break_it(provider: str) -> None:
    """Its secret is known, its body is nonsense: refused or passed over, never a 5xx."""
    app, _ = house(channel(provider))
    chance = random.Random(provider)
    given = call(provider, "message")
    for _ in range(600):
        data = bytearray(given.body or given.query.encode())
        for _ in range(chance.randrange(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        body = bytes(data[: chance.randrange(len(data) + 1)])
        by_get = given.method == "GET"
        path = f"/hooks/sms/{HOOK_SECRET}" + (f"?{body.decode('latin-1')}" if by_get else "")
        headers = dict(given.headers) or FORM
        assert await knock(app, given.method, path, headers, b"" if by_get else body) < 500, body


async def test_who_knocks_for_ever_does_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    app, _ = house(channel())
    async with caller(app) as stranger:
        for _ in range(20):
            answer = await stranger.post("/hooks/sms", content=b"Body=x", headers=FORM)
            assert answer.status_code == 403
    assert [line.message for line in caplog.records].count("call refused") == 1
