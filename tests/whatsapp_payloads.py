"""Calls as Meta documents them, from tests/data/whatsapp, signed and dated as they would be now."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from nakshatra.channels.whatsapp import WhatsApp

Make = Callable[..., WhatsApp]
"""Settings -> another bot of the same number."""

FOLDER = Path(__file__).parent / "data" / "whatsapp"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))

PHONE_ID, SECRET, VERIFY = "106540352242922", "a secret of the tests", "a word of the tests"
PERSON = "16505551234"
QUESTION = "wamid.HBgLMTY1MDU1NTEyMzQVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA="
OURS = "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA"


def payload(name: str, at: datetime | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    for item in _items(found):
        item["timestamp"] = str(int((at or datetime.now(UTC)).timestamp()))
    return found


def typed(text: str, id: str, user: str = PERSON, at: datetime | None = None) -> dict[str, Any]:
    """A person of that number writes this."""
    update = payload("text", at)
    value = update["entry"][0]["changes"][0]["value"]
    value["contacts"][0]["wa_id"] = user
    value["messages"][0] |= {"from": user, "id": id, "text": {"body": text}}
    return update


def named(update: dict[str, Any], number: str, id: str) -> dict[str, Any]:
    """The same, by someone of whom Meta tells the number, the business-scoped id, or both."""
    value = update["entry"][0]["changes"][0]["value"]
    contact, message = value["contacts"][0], value["messages"][0]
    for where, key, said in (
        (contact, "wa_id", number),
        (message, "from", number),
        (contact, "user_id", id),
        (message, "from_user_id", id),
    ):
        where.pop(key, None)
        where.update({key: said} if said else {})
    return update


def body(update: Mapping[str, Any]) -> bytes:
    return json.dumps(update, ensure_ascii=False).encode()


def signed(data: bytes, secret: str = SECRET) -> dict[str, str]:
    given = hmac.new(secret.encode(), data, sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={given}"}


def _items(update: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in update["entry"]:
        for change in entry["changes"]:
            yield from change["value"].get("messages", ())
            yield from change["value"].get("statuses", ())
