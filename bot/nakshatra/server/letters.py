"""A reply from the mailbox -> what the page needs to show it, as JSON-ready values."""

from __future__ import annotations

from typing import Any

from nakshatra.catalogue import Catalogue
from nakshatra.types import Citation, Reply

_RIGHT_TO_LEFT = {"Arab", "Aran"}
"""ISO 15924: Urdu, Kashmiri and Sindhi are written so."""


def letter(number: int, reply: Reply, catalogue: Catalogue, reader: str) -> dict[str, Any]:
    """All but the recording, which /chat/voice/{n} gives, and /chat/voice/{n}/whole where
    "more" follows its first sentence. `reader` is the page's language."""
    return {
        "n": number,
        "to": reply.to,
        "text": reply.text,
        "lang": str(reply.lang),
        "dir": "rtl" if reply.lang.script in _RIGHT_TO_LEFT else "ltr",
        "kind": str(reply.kind),
        "voice": reply.voice is not None,
        "more": reply.script is not None,
        "heard": reply.heard,
        "experts": [_name(id, reader, catalogue) for id in reply.experts],
        "sources": [_source(citation) for citation in reply.citations],
        "file": reply.attachment.name if reply.attachment else "",
        "buttons": [{"label": b.label, "command": b.command} for b in reply.buttons],
    }


def _source(citation: Citation) -> dict[str, str]:
    return {"title": citation.title, "url": citation.url, "asof": citation.asof}


def _name(id: str, code: str, catalogue: Catalogue) -> str:
    card = catalogue.experts.get(id)
    if card is None:
        return id
    return card.name.get(code) or card.name.get("en", id)
