"""Messages that programs handed us."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "errands",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(32), nullable=False, index=True),
        sa.Column("until", sa.BigInteger, nullable=False, index=True),
        sa.Column("errand", sa.LargeBinary, nullable=False),
        sa.Column("reply", sa.LargeBinary),
    )
