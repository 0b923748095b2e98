"""A reply -> what a program is told of it, as JSON-ready values. Sends nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nakshatra.catalogue import Catalogue
from nakshatra.channels.api.names import id_of, user_of
from nakshatra.errand import Errand
from nakshatra.shape import Part, Words, shape
from nakshatra.types import Button, Citation, Reply

_NOT_FETCHED: dict[str, Any] = {"voice": None, "file": None}
"""What a letter has not: they are fetched by the message's id."""


@dataclass(frozen=True, slots=True)
class Showing:
    """How replies are shown to callers."""

    catalogue: Catalogue

    def reply(self, reply: Reply, call: Errand) -> dict[str, Any]:
        """All but the recording and the file. `parts` are what the person's end can carry, in
        their order."""
        words = Words.of(self.catalogue, reply.lang)
        return {
            "text": reply.text,
            "short": reply.short,
            "parts": [_part(part) for part in shape(reply, call.abilities, words)],
            "lang": str(reply.lang),
            "kind": str(reply.kind),
            "experts": list(reply.experts),
            "sources": [source(citation) for citation in reply.citations],
            "buttons": _buttons(reply.buttons),
            "voice": voice(reply),
            "file": _file(reply),
        }

    def letter(self, number: int, reply: Reply, call: Errand) -> dict[str, Any]:
        """What came beside the reply to a message, or later: a notice, a word of progress."""
        return {"n": number, "to": id_of(reply.to), **self.reply(reply, call), **_NOT_FETCHED}

    def answered(self, reply: Reply, call: Errand) -> dict[str, Any]:
        """What is posted when a message has its reply."""
        return {
            "type": "message.answered",
            "id": id_of(reply.to),
            "user": user_of(reply.address),
            "reply": self.reply(reply, call),
        }

    def handed_off(self, number: int, reply: Reply, call: Errand) -> dict[str, Any]:
        """What is posted when a person answered, or nobody did in time."""
        return {
            "type": "handoff.answered",
            "id": id_of(reply.to),
            "user": user_of(reply.address),
            "letter": self.letter(number, reply, call),
        }

    def written(self, number: int, reply: Reply, call: Errand) -> dict[str, Any]:
        """What is posted when there is a letter."""
        return {
            "type": "letter.written",
            "user": user_of(reply.address),
            "letter": self.letter(number, reply, call),
        }


def voice(reply: Reply) -> dict[str, Any] | None:
    """Where the recording is fetched, with the caller's key."""
    if reply.voice is None:
        return None
    url = f"/v1/messages/{id_of(reply.to)}/voice"
    return {"mime": reply.voice.mime, "bytes": len(reply.voice.data), "url": url}


def _file(reply: Reply) -> dict[str, Any] | None:
    """Where the file that was asked for is fetched, with the caller's key."""
    if reply.attachment is None:
        return None
    file, url = reply.attachment, f"/v1/messages/{id_of(reply.to)}/file"
    return {"name": file.name, "mime": file.mime, "bytes": len(file.data), "url": url}


def source(citation: Citation) -> dict[str, str]:
    return {
        "id": citation.id,
        "title": citation.title,
        "url": citation.url,
        "asof": citation.asof,
    }


def encoded(value: object) -> bytes:
    """UTF-8; what cannot be written in it becomes "?"."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _part(part: Part) -> dict[str, Any]:
    """`numbered`: what the lines "1. label" in the text send."""
    return {
        "text": part.text,
        "voice": part.voice is not None,
        "buttons": _buttons(part.buttons),
        "numbered": _buttons(part.numbered),
    }


def _buttons(buttons: Iterable[Button]) -> list[dict[str, str]]:
    return [{"label": button.label, "command": button.command} for button in buttons]
