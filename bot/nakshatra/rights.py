"""Whose words may train or improve a model: a tag on what leaves the tables, and who refuses it.

Meta's terms of 2026 forbid it for what people write on WhatsApp.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nakshatra.errors import CatalogueError

NEVER_TRAINS = frozenset({"whatsapp"})
"""Channels whose `abilities.may_train` is False; a test keeps the two equal."""

TAG = "may_train"


def may_train(channel: str) -> bool:
    return channel not in NEVER_TRAINS


def allowed(row: dict[str, Any], path: Path) -> dict[str, Any]:
    """The row; raise `CatalogueError` when it was tagged, or names a channel of those."""
    if row.get(TAG) is False or not may_train(str(row.get("channel", ""))):
        raise CatalogueError(
            f"{path}: holds what a person wrote where the platform's rules bar training "
            f"({', '.join(sorted(NEVER_TRAINS))}); take those rows out"
        )
    return row
