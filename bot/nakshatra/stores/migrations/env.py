"""What Alembic runs: the steps, in the transaction that migrate.py holds open."""

from __future__ import annotations

from alembic import context

from nakshatra.stores.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
