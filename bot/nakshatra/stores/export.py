"""Everything the tables hold of one person, as JSON-ready values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from nakshatra.errand import Errand
from nakshatra.stores import names
from nakshatra.stores.codec import load, plain
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
from nakshatra.types import Answer, Message, Reply, Turn, Utterance

_WORK = (
    *(turns.c.heard, turns.c.answer, turns.c.reply),
    *(turns.c.state, turns.c.platform_id, turns.c.fault, turns.c.accepted_at),
)
"""Of a message that was answered or waits: what its stages made."""


def export(connection: sa.Connection, owner: str, seal: Seal) -> Mapping[str, Any]:
    said = (seal.open(Turn, row) for row in connection.scalars(_of(lines.c.turn, owner)))
    works = connection.execute(_of(turns.c.message, owner, *_WORK)).mappings()
    posted = (seal.open(Reply, row) for row in connection.scalars(_of(letters.c.reply, owner)))
    called = sa.select(errands).where(errands.c.owner == owner).order_by(errands.c.key)
    calls = connection.execute(called).mappings().all()
    replies = (seal.open(Reply, row["reply"]) for row in calls)
    taps = (feedback.c.at, feedback.c.units, feedback.c.lang, feedback.c.kind)
    scores = connection.execute(_of(feedback.c.score, owner, *taps)).mappings()
    asked = (questions.c.answer, questions.c.state, questions.c.at)
    people = connection.execute(_of(questions.c.question, owner, *asked)).mappings()
    told = connection.execute(_of(receipts.c.state, owner, receipts.c.at)).mappings()
    wrote = connection.scalar(sa.select(contacts.c.wrote_at).where(contacts.c.owner == owner))
    return {
        "profile": plain(profile_of(connection, owner, seal)),
        "conversation": [plain(turn) for turn in said if turn],
        "messages": [work for row in works if (work := _worked(row, seal))],
        "letters": [_without_sound(reply) for reply in posted if reply],
        "replies": [_without_sound(reply) for reply in replies if reply],
        "calls": [plain(load(Errand, row["errand"])) for row in calls],
        "feedback": [{**row, "at": _iso(row["at"])} for row in scores],
        "questions": [_question(row, seal) for row in people],
        "receipts": [{**row, "at": _iso(row["at"])} for row in told],
        "counted": plain(trail_of(connection, owner, seal)),
        "last_wrote": _iso(wrote) if wrote else "",
        "other_names": names.exported(connection, owner),
    }


def _worked(row: sa.RowMapping, seal: Seal) -> Mapping[str, Any]:
    """A message, how far it came, and what was made of it so far; {} once it is empty."""
    message = seal.open(Message, row["message"])
    heard, answer = seal.open(Utterance, row["heard"]), seal.open(Answer, row["answer"])
    reply = seal.open(Reply, row["reply"])
    made = {
        **(_without_ref(message) if message else {}),
        "heard": plain(heard),
        "answer": plain(replace(answer, attachment=None)) if answer else None,
        "reply": _without_sound(reply) if reply else None,
    }
    where = {"state": row["state"], "platform_id": row["platform_id"], "fault": row["fault"]}
    return {**made, **where, "at": _iso(row["accepted_at"])} if any(made.values()) else {}


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
        "before": list(asked.before) if asked else [],
        "call": plain(asked.errand) if asked else None,
        "answer": given.text if given else "",
        "state": row["state"],
        "at": _iso(row["at"]),
    }


def _of(column: sa.Column[Any], owner: str, *more: sa.Column[Any]) -> sa.Select[Any]:
    table = column.table
    return sa.select(column, *more).where(table.c.owner == owner).order_by(table.c.serial)


def _iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()
