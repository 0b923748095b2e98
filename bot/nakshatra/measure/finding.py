"""What was found of one part of this machine: does it work, and the command that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    WORKS = "works"
    OFF = "off"
    """Not set up; everything else goes on without it."""

    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    part: str
    state: State
    says: str
    mend: str = ""
    """The command or the setting that mends it; of several, one a line."""
