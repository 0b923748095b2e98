"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _serial() -> sa.Column[int]:
    return sa.Column("serial", _SERIAL, primary_key=True, autoincrement=True)


def _owner() -> sa.Column[str]:
    return sa.Column("owner", sa.String(32), nullable=False, index=True)


def upgrade() -> None:
    op.create_table(
        "turns",
        _serial(),
        sa.Column("key", sa.String(32), nullable=False, unique=True),
        _owner(),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("accepted_at", sa.BigInteger, nullable=False),
        sa.Column("done_at", sa.BigInteger, index=True),
        sa.Column("fault", sa.Text, nullable=False),
        sa.Column("platform_id", sa.Text, nullable=False),
        sa.Column("message", sa.LargeBinary),
        sa.Column("heard", sa.LargeBinary),
        sa.Column("answer", sa.LargeBinary),
        sa.Column("reply", sa.LargeBinary),
        sqlite_autoincrement=True,
    )
    _partial_index("ix_turns_unfinished", sa.text("done_at IS NULL"))
    _partial_index("ix_turns_faults", sa.text("fault != ''"))
    op.create_table(
        "lines",
        _serial(),
        _owner(),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False, index=True),
        sa.Column("turn", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "profiles",
        sa.Column("owner", sa.String(32), primary_key=True),
        sa.Column("profile", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "feedback",
        _serial(),
        _owner(),
        sa.Column("message", sa.String(32), nullable=False),
        sa.Column("score", sa.SmallInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("owner", "message"),
    )
    op.create_table(
        "letters",
        _serial(),
        _owner(),
        sa.Column("until", sa.BigInteger, nullable=False, index=True),
        sa.Column("reply", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )


def _partial_index(name: str, where: sa.TextClause) -> None:
    op.create_index(name, "turns", ["serial"], sqlite_where=where, postgresql_where=where)
