"""The processing log, questions for a person, what a tap was about, private letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _serial() -> sa.Column[int]:
    return sa.Column("serial", _SERIAL, primary_key=True, autoincrement=True)


def upgrade() -> None:
    for name, kind in (
        ("units", sa.Text()),
        ("pack", sa.Text()),
        ("lang", sa.String(16)),
        ("kind", sa.String(16)),
    ):
        op.add_column("feedback", sa.Column(name, kind, nullable=False, server_default=""))
    private = sa.Column("private", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("letters", private)
    op.create_table(
        "processing",
        _serial(),
        sa.Column("at", sa.BigInteger, nullable=False, index=True),
        sa.Column("who", sa.String(32), nullable=False, index=True),
        sa.Column("turn", _SERIAL, nullable=False, index=True),
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
    op.create_table(
        "questions",
        _serial(),
        sa.Column("owner", sa.String(32), nullable=False, index=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("lang", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("question", sa.LargeBinary),
        sa.Column("answer", sa.LargeBinary),
        sqlite_autoincrement=True,
    )
