"""Everything the tables hold of one person, as JSON-ready values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from nakshatra.stores.codec import load, plain
from nakshatra.stores.conversation import profile_of
from nakshatra.stores.schema import calls, feedback, letters, lines, turns
from nakshatra.types import Message, Reply, Turn


def export(connection: sa.Connection, owner: str) -> Mapping[str, Any]:
    said = connection.scalars(_of(lines.c.turn, owner))
    messages = connection.scalars(_of(turns.c.message, owner).where(turns.c.message.is_not(None)))
    posted = connection.scalars(_of(letters.c.reply, owner))
    replies = connection.scalars(
        sa.select(calls.c.reply)
        .where(calls.c.owner == owner, calls.c.reply.is_not(None))
        .order_by(calls.c.until, calls.c.key)
    )
    scores = connection.execute(_of(feedback.c.score, owner, feedback.c.at))
    return {
        "profile": plain(profile_of(connection, owner)),
        "conversation": [plain(load(Turn, row)) for row in said],
        "messages": [_without_ref(load(Message, row)) for row in messages],
        "letters": [_without_sound(load(Reply, row)) for row in posted],
        "replies": [_without_sound(load(Reply, row)) for row in replies],
        "feedback": [{"score": score, "at": _iso(at)} for score, at in scores],
    }


def _without_ref(message: Message) -> Mapping[str, Any]:
    """A recording is told of, not copied: the person has it."""
    media = message.media and replace(message.media, ref="")
    told: Mapping[str, Any] = plain(replace(message, media=media))
    return told


def _without_sound(reply: Reply) -> Mapping[str, Any]:
    """A computer voice reading the text aloud says nothing more of the person."""
    return {**plain(reply), "voice": reply.voice is not None}


def _of(column: sa.Column[Any], owner: str, *more: sa.Column[Any]) -> sa.Select[Any]:
    table = column.table
    return sa.select(column, *more).where(table.c.owner == owner).order_by(table.c.serial)


def _iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()
