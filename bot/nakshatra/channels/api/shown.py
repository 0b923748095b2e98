"""A reply -> what a program is told of it, as JSON-ready values. Sends nothing."""

from __future__ import annotations

import json
from typing import Any

from nakshatra.channels.api.names import id_of, user_of
from nakshatra.types import Citation, Reply


def shown(reply: Reply) -> dict[str, Any]:
    """All but the recording."""
    return {
        "text": reply.text,
        "lang": str(reply.lang),
        "kind": str(reply.kind),
        "experts": list(reply.experts),
        "sources": [source(citation) for citation in reply.citations],
        "buttons": [{"label": b.label, "command": b.command} for b in reply.buttons],
        "voice": voice(reply),
    }


def voice(reply: Reply) -> dict[str, Any] | None:
    """Where the recording is fetched, with the caller's key."""
    if reply.voice is None:
        return None
    url = f"/v1/messages/{id_of(reply.to)}/voice"
    return {"mime": reply.voice.mime, "bytes": len(reply.voice.data), "url": url}


def source(citation: Citation) -> dict[str, str]:
    return {
        "id": citation.id,
        "title": citation.title,
        "url": citation.url,
        "asof": citation.asof,
    }


def letter(number: int, reply: Reply) -> dict[str, Any]:
    """What came beside the reply to a message, or later: a notice, a word of progress."""
    return {"n": number, "to": id_of(reply.to), **shown(reply), "voice": None}


def answered(reply: Reply) -> dict[str, Any]:
    """What is posted when a message has its reply."""
    return {
        "type": "message.answered",
        "id": id_of(reply.to),
        "user": user_of(reply.address),
        "reply": shown(reply),
    }


def written(number: int, reply: Reply) -> dict[str, Any]:
    """What is posted when there is a letter."""
    return {
        "type": "letter.written",
        "user": user_of(reply.address),
        "letter": letter(number, reply),
    }


def encoded(value: object) -> bytes:
    """UTF-8; what cannot be written in it becomes "?"."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
