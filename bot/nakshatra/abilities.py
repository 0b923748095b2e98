"""What a channel's platform can carry, as data: shape.py reads it, the adapter only declares it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Choices(StrEnum):
    """What becomes of the choices of a reply where no button can be carried."""

    NUMBERED = "numbered"
    """Lines "1. label" below the words; the adapter remembers what each number sends."""

    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """0 = no limit, or none of it, as each field says."""

    units: int = 0
    """UTF-16 units of one message; 0 = no limit."""

    segments: int = 0
    """SMS segments of one message, where it is counted so instead; 0 = it is not."""

    most: int = 0
    """Messages with words for one reply; what is left over is cut; 0 = as many as it takes."""

    short: bool = False
    """The short form of an answer is sent instead of the whole, where there is one."""

    sources: bool = True
    """Sources are written below the words."""

    emphasis: str = ""
    """Signs that the platform takes for bold or struck when they stand around a word."""

    voice: bool = False
    """It carries recordings."""

    voice_buttons: bool = False
    """Buttons may hang below a recording."""

    parts_aloud: bool = False
    """It plays the first sentence while the rest is made (see `Reply.script`)."""

    buttons: int = 0
    """Below one message; 0 = none."""

    button_units: int = 0
    """UTF-16 units of the words that have buttons or rows below them; 0 = as any message."""

    label: int = 0
    """UTF-16 units of a button's label; 0 = no limit."""

    command_bytes: int = 0
    """Of what a button or row sends; 0 = no limit."""

    rows: int = 0
    """Of one list that opens, for more choices than there are buttons; 0 = it has no lists."""

    row_label: int = 0
    """UTF-16 units of a row's label; 0 = no limit."""

    choices: Choices = Choices.LEFT_OUT
    """Where there are neither buttons nor rows."""

    window_hours: float = 0.0
    """After the person's last message, in which we may write as we like; 0 = always."""

    receipts: bool = False
    """It tells later whether what was sent has arrived."""


WITHOUT_LIMITS = Abilities(voice=True)
"""Words of any length, and recordings."""
