"""How each platform that calls us makes a genuine delivery, with secrets of nobody.

A channel that is called joins by one line in `PLATFORMS`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import time


@dataclass(frozen=True, slots=True)
class Call:
    """One POST to our hook."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    channel: str
    settings: Mapping[str, str]
    """What switches the channel on."""

    delivery: Callable[[int], Call]
    """Number -> a genuine delivery of a message; each is another message, of another person."""

    covers_body: bool
    """Whether the signature is of the body; else it only says who calls."""


_SECRET = "a-secret_of_the_bench"  # noqa: S105 nobody's


def _telegram(number: int) -> Call:
    person = {"id": 5_000_000 + number, "first_name": "Asha", "language_code": "hi"}
    message = {
        "message_id": 42,
        "date": int(time()),
        "chat": {"id": person["id"], "type": "private"},
        "from": {**person, "is_bot": False},
        "text": f"गेहूँ कब बोएँ? {number}",
    }
    body = json.dumps({"update_id": 700_000_000 + number, "message": message}).encode()
    headers = {
        "content-type": "application/json",
        "x-telegram-bot-api-secret-token": _SECRET,
    }
    return Call(headers, body)


TELEGRAM = Platform(
    channel="telegram",
    settings={
        "telegram_token": "123456789:AAF-fake_token_of_the_bench",
        "telegram_secret": _SECRET,
    },
    delivery=_telegram,
    covers_body=False,
)

PLATFORMS = (TELEGRAM,)
