"""What the door remembers, where several processes share it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trails",
        sa.Column("owner", sa.String(32), primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False, index=True),
        sa.Column("trail", sa.LargeBinary, nullable=False),
    )
