"""Messages that programs handed us."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(32), nullable=False, index=True),
        sa.Column("until", sa.BigInteger, nullable=False, index=True),
        sa.Column("call", sa.LargeBinary, nullable=False),
        sa.Column("reply", sa.LargeBinary),
    )
