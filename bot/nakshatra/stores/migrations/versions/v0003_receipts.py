"""What became of what was sent, and when a person last wrote."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("serial", _SERIAL, primary_key=True, autoincrement=True),
        sa.Column("owner", sa.String(32), nullable=False, index=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("message", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("message", "state"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contacts",
        sa.Column("owner", sa.String(32), primary_key=True),
        sa.Column("wrote_at", sa.BigInteger, nullable=False),
    )
