"""Everything the tables hold of one person, as JSON-ready values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from nakshatra.stores import names
from nakshatra.stores.codec import plain
from nakshatra.stores.conversation import profile_of
from nakshatra.stores.inbox import HumanAnswer, Question
from nakshatra.stores.schema import (
    contacts,
    errands,
    feedback,
    letters,
    lines,
    questions,
    receipts,
    turns,
)
from nakshatra.stores.seal import Seal
from nakshatra.stores.trails import trail_of
from nakshatra.types import Message, Reply, Turn


def export(connection: sa.Connection, owner: str, seal: Seal) -> Mapping[str, Any]:
    said = (seal.open(Turn, row) for row in connection.scalars(_of(lines.c.turn, owner)))
    messages = (seal.open(Message, row) for row in connection.scalars(_of(turns.c.message, owner)))
    posted = (seal.open(Reply, row) for row in connection.scalars(_of(letters.c.reply, owner)))
    fetched = sa.select(errands.c.reply).where(errands.c.owner == owner)
    replies = (seal.open(Reply, row) for row in connection.scalars(fetched.order_by(errands.c.key)))
    taps = (feedback.c.at, feedback.c.units, feedback.c.lang, feedback.c.kind)
    scores = connection.execute(_of(feedback.c.score, owner, *taps)).mappings()
    asked = (questions.c.answer, questions.c.state, questions.c.at)
    people = connection.execute(_of(questions.c.question, owner, *asked)).mappings()
    told = connection.execute(_of(receipts.c.state, owner, receipts.c.at)).mappings()
    wrote = connection.scalar(sa.select(contacts.c.wrote_at).where(contacts.c.owner == owner))
    return {
        "profile": plain(profile_of(connection, owner, seal)),
        "conversation": [plain(turn) for turn in said if turn],
        "messages": [_without_ref(message) for message in messages if message],
        "letters": [_without_sound(reply) for reply in posted if reply],
        "replies": [_without_sound(reply) for reply in replies if reply],
        "feedback": [{**row, "at": _iso(row["at"])} for row in scores],
        "questions": [_question(row, seal) for row in people],
        "receipts": [{**row, "at": _iso(row["at"])} for row in told],
        "counted": plain(trail_of(connection, owner, seal)),
        "last_wrote": _iso(wrote) if wrote else "",
        "other_names": names.exported(connection, owner),
    }


def _without_ref(message: Message) -> Mapping[str, Any]:
    """A recording is told of, not copied: the person has it."""
    media = message.media and replace(message.media, ref="")
    told: Mapping[str, Any] = plain(replace(message, media=media))
    return told


def _without_sound(reply: Reply) -> Mapping[str, Any]:
    """A computer voice reading the text aloud says nothing more of the person; a file that was
    handed over before says what stands here."""
    told = plain(replace(reply, voice=None, attachment=None))
    return {**told, "voice": reply.voice is not None, "attachment": reply.attachment is not None}


def _question(row: sa.RowMapping, seal: Seal) -> Mapping[str, Any]:
    asked = seal.open(Question, row["question"])
    given = seal.open(HumanAnswer, row["answer"])
    return {
        "question": asked.text if asked else "",
        "answer": given.text if given else "",
        "state": row["state"],
        "at": _iso(row["at"]),
    }


def _of(column: sa.Column[Any], owner: str, *more: sa.Column[Any]) -> sa.Select[Any]:
    table = column.table
    return sa.select(column, *more).where(table.c.owner == owner).order_by(table.c.serial)


def _iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()
