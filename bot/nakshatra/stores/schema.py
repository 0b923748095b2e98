"""The tables. Who a person is stands in them only as a hash; what they said only as sealed JSON.

migrations/ builds these tables; a test keeps the two equal.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

MILLISECONDS = sa.BigInteger
"""All times are milliseconds since 1970 in UTC."""

SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""SQLite counts only an INTEGER up by itself."""

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("serial", SERIAL, primary_key=True, autoincrement=True),
    sa.Column("key", sa.String(32), nullable=False, unique=True),
    sa.Column("owner", sa.String(32), nullable=False, index=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("accepted_at", MILLISECONDS, nullable=False),
    sa.Column("done_at", MILLISECONDS, index=True),
    sa.Column("fault", sa.Text, nullable=False),
    sa.Column("platform_id", sa.Text, nullable=False),
    sa.Column("message", sa.LargeBinary),
    sa.Column("heard", sa.LargeBinary),
    sa.Column("answer", sa.LargeBinary),
    sa.Column("reply", sa.LargeBinary),
    sa.Column("resent", sa.Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
"""One row a message: the inbox, the notes of the stages that are done, and the outbox."""

sa.Index(
    "ix_turns_unfinished",
    turns.c.serial,
    sqlite_where=turns.c.done_at.is_(None),
    postgresql_where=turns.c.done_at.is_(None),
)
sa.Index(
    "ix_turns_faults",
    turns.c.serial,
    sqlite_where=turns.c.fault != "",
    postgresql_where=turns.c.fault != "",
)

lines = sa.Table(
    "lines",
    metadata,
    sa.Column("serial", SERIAL, primary_key=True, autoincrement=True),
    sa.Column("owner", sa.String(32), nullable=False, index=True),
    sa.Column("at", MILLISECONDS, nullable=False),
    sa.Column("until", MILLISECONDS, nullable=False, index=True),
    sa.Column("turn", sa.LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)
"""The conversation."""

profiles = sa.Table(
    "profiles",
    metadata,
    sa.Column("owner", sa.String(32), primary_key=True),
    sa.Column("profile", sa.LargeBinary, nullable=False),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("serial", SERIAL, primary_key=True, autoincrement=True),
    sa.Column("owner", sa.String(32), nullable=False, index=True),
    sa.Column("message", sa.String(32), nullable=False),
    sa.Column("score", sa.SmallInteger, nullable=False),
    sa.Column("at", MILLISECONDS, nullable=False),
    sa.Column("units", sa.Text, nullable=False, server_default=""),
    sa.Column("pack", sa.Text, nullable=False, server_default=""),
    sa.Column("lang", sa.String(16), nullable=False, server_default=""),
    sa.Column("kind", sa.String(16), nullable=False, server_default=""),
    sa.UniqueConstraint("owner", "message"),
)
"""One tap of one person on one answer, with what the answer was made from; no words."""

letters = sa.Table(
    "letters",
    metadata,
    sa.Column("serial", SERIAL, primary_key=True, autoincrement=True),
    sa.Column("owner", sa.String(32), nullable=False, index=True),
    sa.Column("until", MILLISECONDS, nullable=False, index=True),
    sa.Column("reply", sa.LargeBinary, nullable=False),
    sa.Column("private", sa.Boolean, nullable=False, server_default=sa.false()),
    sqlite_autoincrement=True,
)
"""Replies that wait to be fetched; a private one goes once it was."""

processing = sa.Table(
    "processing",
    metadata,
    sa.Column("serial", SERIAL, primary_key=True, autoincrement=True),
    sa.Column("at", MILLISECONDS, nullable=False, index=True),
    sa.Column("who", sa.String(32), nullable=False, index=True),
    sa.Column("turn", SERIAL, nullable=False, index=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("lang", sa.String(16), nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("units", sa.Text, nullable=False),
    sa.Column("pack", sa.Text, nullable=False),
    sa.Column("spoken", sa.Boolean, nullable=False),
    sa.Column("took", sa.Integer, nullable=False),
    sqlite_autoincrement=True,
)
"""That an answer was given, kept for a year: no words, and `who` only as that year's pseudonym."""

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("serial", SERIAL, primary_key=True, autoincrement=True),
    sa.Column("owner", sa.String(32), nullable=False, index=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("lang", sa.String(16), nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("at", MILLISECONDS, nullable=False),
    sa.Column("until", MILLISECONDS, nullable=False),
    sa.Column("question", sa.LargeBinary),
    sa.Column("answer", sa.LargeBinary),
    sqlite_autoincrement=True,
)
"""What people asked a person of the operator."""

receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("serial", SERIAL, primary_key=True, autoincrement=True),
    sa.Column("owner", sa.String(32), nullable=False, index=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("message", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("code", sa.String(32), nullable=False),
    sa.Column("at", MILLISECONDS, nullable=False),
    sa.UniqueConstraint("message", "state"),
    sqlite_autoincrement=True,
)
"""What a platform told of what was sent; `message` is a hash of its id there. No content."""

contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("owner", sa.String(32), primary_key=True),
    sa.Column("wrote_at", MILLISECONDS, nullable=False),
)
"""When a person last wrote, where the platform takes nothing for them a day after."""

postage = sa.Table(
    "postage",
    metadata,
    sa.Column("serial", SERIAL, primary_key=True, autoincrement=True),
    sa.Column("at", MILLISECONDS, nullable=False, index=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("segments", sa.Integer, nullable=False),
    sa.Column("rupees", sa.Float, nullable=False),
    sqlite_autoincrement=True,
)
"""One row an SMS that was sent: what it cost, and nothing of whom it went to."""

errands = sa.Table(
    "errands",
    metadata,
    sa.Column("key", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(32), nullable=False, index=True),
    sa.Column("until", MILLISECONDS, nullable=False, index=True),
    sa.Column("errand", sa.LargeBinary, nullable=False),
    sa.Column("reply", sa.LargeBinary),
)
"""Messages that programs handed us: how each wants its reply, and the reply."""

names = sa.Table(
    "names",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(32), nullable=False, index=True),
    sa.Column("at", MILLISECONDS, nullable=False),
)
"""Hash of a person's second address -> theirs, and when the platform last told both at once."""

trails = sa.Table(
    "trails",
    metadata,
    sa.Column("owner", sa.String(32), primary_key=True),
    sa.Column("until", MILLISECONDS, nullable=False, index=True),
    sa.Column("trail", sa.LargeBinary, nullable=False),
)
"""What the door remembers of a person for a quarter of an hour, where several processes share the
database: times, and digests of what was said."""
