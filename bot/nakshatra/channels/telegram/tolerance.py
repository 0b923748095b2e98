"""A JSON value -> an update that the library can read, as much of it as can be saved.

The library refuses a whole batch for one field of an older or newer Bot API server; asked again it
would get the same batch for ever, and everybody behind that one message would wait.
"""

from __future__ import annotations

import logging
from typing import Any

from telegram import Update
from telegram.request import HTTPXRequest

log = logging.getLogger(__name__)

MALFORMED = (
    *(KeyError, TypeError, ValueError, AttributeError),
    *(OverflowError, OSError, RecursionError),
)
"""What json and the library raise on something that is no update."""

_ENVELOPE = ("message_id", "from", "chat", "date")
"""What a message needs so that its sender can be told that it was not read."""


class Updates(HTTPXRequest):
    """The library's transport for polling, with one bad update kept from spoiling the batch."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        answer = HTTPXRequest.parse_json_payload(payload)
        if isinstance(found := answer.get("result"), list):
            answer["result"] = [readable(update) for update in found]
        return answer


def readable(update: Any) -> dict[str, Any]:
    """The update, or its envelope, or at least its number. Raise `ValueError` when it has none."""
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        raise ValueError("an update has a number")
    for candidate in (update, _envelope(update)):
        try:
            Update.de_json(candidate)
        except MALFORMED as error:
            log.error("an update is not read: %s", type(error).__name__)
        else:
            return candidate
    return {"update_id": update["update_id"]}


def _envelope(update: dict[str, Any]) -> dict[str, Any]:
    message = update.get("message")
    if not isinstance(message, dict):
        return {"update_id": update["update_id"]}
    kept = {key: message[key] for key in _ENVELOPE if key in message}
    return {"update_id": update["update_id"], "message": {**kept, "unreadable": True}}
