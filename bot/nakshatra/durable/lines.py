"""What was asked and answered -> the lines that join the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from nakshatra.pipeline.understand import last_thread
from nakshatra.types import Lang, Reply, Role, Thread, Turn


def lines(
    asked: str, lang: Lang, reply: Reply, history: Sequence[Turn], now: datetime
) -> tuple[Turn, ...]:
    """Two; none for commands and apologies (`asked` is ""), but for one whose choices were numbered
    or that goes on: then the next message leans on it."""
    line = Turn(Role.BOT, reply.text, reply.lang, now, reply.thread, of=reply.to)
    if asked:
        return (Turn(Role.USER, asked, lang, now, of=reply.to), line)
    own = reply.thread
    if own is None or not (own.rest or own.choices):
        return ()
    before = last_thread(history) or Thread(question="")
    return (replace(line, thread=replace(before, rest=own.rest, choices=own.choices)),)
