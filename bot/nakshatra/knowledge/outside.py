"""Everyday sentences that belong to no expert, from outside.toml: what a "no" is learned from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nakshatra.cards import load_toml


@cache
def outside() -> tuple[str, ...]:
    """In every language of the file."""
    table = load_toml(Path(__file__).with_name("outside.toml"))
    return tuple(text for texts in table.values() for text in texts)
