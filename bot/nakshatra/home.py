"""Where the data folders lie: the wheel's copy, or the checkout. Reads nothing."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def home() -> Path:
    """The folder that holds experts/, languages/ and models/."""
    packed = _HERE / "data"
    return packed if packed.is_dir() else _HERE.parents[1]
