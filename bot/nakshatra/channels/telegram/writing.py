"""A Reply -> the parts in which Telegram can carry it, in the order of sending. Pure.

Plain text, no markup: nothing an expert writes can break it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from nakshatra.channels.telegram.reading import clean
from nakshatra.text.reading import ADDRESS
from nakshatra.text.sentences import split_for, units
from nakshatra.types import Button, Citation, Kind, Reply

log = logging.getLogger(__name__)

LIMIT = 4096
"""UTF-16 units of one message (Bot API, sendMessage)."""

_DATA = 64
"""Bytes a button may send back (Bot API, InlineKeyboardButton)."""

_ROW = 2
"""Buttons side by side: a phone shows two Indian words whole."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message: words, or a recording."""

    text: str = ""
    voice: bytes = b""
    keyboard: InlineKeyboardMarkup | None = None


def parts(reply: Reply, heading: str) -> list[Part]:
    """The recording comes first, except in an emergency: there nothing may delay the words."""
    texts = [Part(text) for text in _texts(reply, heading)]
    keys = _keyboard(reply.buttons)
    texts[-1] = replace(texts[-1], keyboard=keys)
    alone = keys if heard_alone(reply) else None
    voice = [Part(voice=reply.voice.data, keyboard=alone)] if reply.voice else []
    return texts + voice if reply.kind is Kind.EMERGENCY else voice + texts


def heard_alone(reply: Reply) -> bool:
    """Whether the recording says it all, for who wants to hear and not to read: no number to call
    in need, and no address, is in the words alone."""
    urgent = reply.kind is Kind.EMERGENCY
    return reply.heard and reply.voice is not None and not (urgent or ADDRESS.search(reply.text))


def _texts(reply: Reply, heading: str) -> list[str]:
    """The sources stand below the last words, or alone when there is no room."""
    text, sources = clean(reply.text), clean(_sources(reply.citations, heading))
    pieces = [piece for piece in split_for(text, LIMIT) if piece.strip()] or [text]
    if not sources:
        return pieces
    last = f"{pieces[-1].rstrip()}\n\n{sources}"
    if units(last) <= LIMIT:
        return [*pieces[:-1], last]
    return [*pieces, *split_for(sources, LIMIT)]


def _sources(citations: Iterable[Citation], heading: str) -> str:
    """One line each; two units of one page are one source."""
    lines = dict.fromkeys(f"• {c.title}, {c.asof}\n{c.url}".rstrip() for c in citations)
    return "\n".join([f"{heading}:", *lines]) if lines else ""


def _keyboard(buttons: Iterable[Button]) -> InlineKeyboardMarkup | None:
    keys = [InlineKeyboardButton(clean(b.label), callback_data=b.command) for b in _short(buttons)]
    rows = [keys[start : start + _ROW] for start in range(0, len(keys), _ROW)]
    return InlineKeyboardMarkup(rows) if rows else None


def _short(buttons: Iterable[Button]) -> Iterable[Button]:
    for button in buttons:
        if len(button.command.encode("utf-8", "replace")) <= _DATA:
            yield button
        else:
            log.warning("a button is left out: it sends more than %d bytes", _DATA)
