"""Calls that carry the platform's own proof and values that no platform sends: never a 5xx, and the
next true message is answered."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from hashlib import sha1, sha256
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from nakshatra.measure import platforms
from nakshatra.measure.platforms import PLATFORMS, SMS, TELEGRAM, Call, Platform
from server.real_house import answers, heard, real_house
from server.test_hostile_calls import channel

CALLS = 400
DATA = Path(__file__).parents[1] / "data"

ODD: tuple[Any, ...] = (
    *(None, True, {}, [], [[]], "", " ", "\x00", "\ud800", "\u202e", "a" * 9000, "क्" * 3000),
    *(0, -1, 1.5, 2**31, 2**63, 10**18, -(10**18), 10**40, 1e308, float("inf"), float("nan")),
    *("9" * 400, "-1", "1e9", "٣", "../../x", "/forget yes", {"id": {"id": []}}, ["a", 1, None]),
)


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield here
    if isinstance(value, dict):
        for key, one in value.items():
            yield from places(one, (*here, key))
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from places(one, (*here, at))


def changed(value: Any, chance: Random) -> Any:
    made = json.loads(json.dumps(value))
    for _ in range(chance.randint(1, 3)):
        where = chance.choice([at for at in places(made) if at] or [()])
        if not where:
            return deepcopy(chance.choice(ODD))
        *above, last = where
        inner = made
        for key in above:
            inner = inner[key]
        if isinstance(inner, dict) and chance.random() < 0.15:
            del inner[last]
        else:
            inner[last] = deepcopy(chance.choice(ODD))
    return made


def seeds(platform: Platform) -> list[Any]:
    if platform is SMS:
        return [dict(parse_qsl(platform.delivery(n).body.decode())) for n in range(3)]
    recorded = sorted((DATA / platform.channel).glob("*.json"))
    return [json.loads(path.read_text()) for path in recorded] or [
        json.loads(platform.delivery(n).body) for n in range(3)
    ]


def proven(platform: Platform, told: Any) -> Call:
    """With the proof that the platform would give it."""
    key = platforms._SECRET.encode()
    if platform is SMS:
        fields = {str(name): str(value) for name, value in told.items()}
        body = urlencode(fields, errors="replace").encode()
        read = dict(parse_qsl(body.decode(), keep_blank_values=True))
        signed = f"{platforms._ADDRESS}/hooks/sms" + "".join(k + read[k] for k in sorted(read))
        proof = b64encode(hmac.new(key, signed.encode(), sha1).digest()).decode()
        kind = "application/x-www-form-urlencoded"
        return Call({"content-type": kind, "x-twilio-signature": proof}, body)
    body = json.dumps(told).encode()
    if platform is TELEGRAM:
        return Call(platform.delivery(0).headers, body)
    proof = f"sha256={hmac.new(key, body, sha256).hexdigest()}"
    return Call({"content-type": "application/json", "x-hub-signature-256": proof}, body)


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda p: str(p.channel))
async def test_what_no_platform_sends_breaks_nothing(platform: Platform, tmp_path: Path) -> None:
    chance, kinds = Random(11), seeds(platform)
    async with (
        real_house(tmp_path, heard(platform), **platform.settings) as house,
        house.line() as line,
    ):
        url, statuses = f"/hooks/{platform.channel}", Counter[int]()
        for _ in range(CALLS):
            told = changed(chance.choice(kinds), chance)
            if platform is SMS and not isinstance(told, dict):
                continue
            call = proven(platform, told)
            sent = await line.post(url, content=call.body, headers=call.headers)
            statuses[sent.status_code] += 1
            assert sent.status_code < 500, told
        for raw in (b"[" * 200_000, b"1" * 5000, b'{"a":' * 20_000, b"\xff\xfe", b"", b"null"):
            headers = proven(platform, {}).headers
            sent = await line.post(url, content=raw, headers=headers)
            assert sent.status_code < 500, raw[:20]
        await house.quiet()
        true = platform.delivery(999)
        assert (await line.post(url, content=true.body, headers=true.headers)).status_code == 200
        await house.quiet()
        assert sum(answers(channel(house, platform)).values()) >= 1
        assert [work.fault for work in await house.store.ledger.faults()] == []
