"""How each platform that calls us makes a genuine delivery, with secrets of nobody.

A channel that is called joins by one line in `PLATFORMS`.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha1, sha256
from time import time
from urllib.parse import urlencode


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


_NUMBER = "106540352242922"


def _whatsapp(number: int) -> Call:
    person = f"9198765{number % 100_000:05}"
    message = {
        "from": person,
        "id": f"wamid.BENCH{number}",
        "timestamp": str(int(time())),
        "type": "text",
        "text": {"body": f"गेहूँ कब बोएँ? {number}"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": _NUMBER},
        "contacts": [{"profile": {"name": "Asha"}, "wa_id": person}],
        "messages": [message],
    }
    entry = {"id": "102290129340398", "changes": [{"value": value, "field": "messages"}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    signature = hmac.new(_SECRET.encode(), body, sha256).hexdigest()
    headers = {
        "content-type": "application/json",
        "x-hub-signature-256": f"sha256={signature}",
    }
    return Call(headers, body)


WHATSAPP = Platform(
    channel="whatsapp",
    settings={
        "whatsapp_token": "a-token_of_the_bench",
        "whatsapp_app_secret": _SECRET,
        "whatsapp_verify_token": _SECRET,
        "whatsapp_phone_id": _NUMBER,
    },
    delivery=_whatsapp,
    covers_body=True,
)

_ADDRESS = "https://bot.example.org"


def _sms(number: int) -> Call:
    """Twilio's: the address and the fields in their order, signed."""
    fields = {
        "AccountSid": "AC0",
        "Body": f"gehu kab boye {number}",
        "From": f"+9198765{number % 100_000:05}",
        "MessageSid": f"SM{number:032}",
        "To": "+15005550006",
    }
    signed = f"{_ADDRESS}/hooks/sms" + "".join(key + fields[key] for key in sorted(fields))
    signature = b64encode(hmac.new(_SECRET.encode(), signed.encode(), sha1).digest()).decode()
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": signature,
    }
    return Call(headers, urlencode(fields).encode())


SMS = Platform(
    channel="sms",
    settings={
        "sms_provider": "twilio",
        "sms_account": "AC0",
        "sms_from": "+15005550006",
        "sms_secret": _SECRET,
        "public_url": _ADDRESS,
    },
    delivery=_sms,
    covers_body=True,
)

PLATFORMS = (TELEGRAM, WHATSAPP, SMS)
