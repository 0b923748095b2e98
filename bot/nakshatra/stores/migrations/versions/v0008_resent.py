"""How often a reply that the platform lost was sent again, apart from how often it crashed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    resent = sa.Column("resent", sa.Integer, nullable=False, server_default="0")
    op.add_column("turns", resent)
