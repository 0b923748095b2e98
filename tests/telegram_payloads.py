"""Updates as Telegram documents them, from tests/data/telegram, and who reads them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nakshatra.channels.telegram import Telegram

Make = Callable[..., Telegram]
"""Settings -> another bot of the same account."""

FOLDER = Path(__file__).parent / "data" / "telegram"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def payload(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def typed(text: str, message_id: int = 42, chat: int = 5550001) -> dict[str, Any]:
    """A person of that chat writes this."""
    update = payload("text")
    message = update["message"]
    update["message"] = {
        **message,
        "text": text,
        "message_id": message_id,
        "chat": {**message["chat"], "id": chat},
        "from": {**message["from"], "id": chat},
    }
    return update
