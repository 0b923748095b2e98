"""What WhatsApp can carry, and the choices of a part as pywa wants them. Pure."""

from __future__ import annotations

from pywa.types.callback import Button, Section, SectionList, SectionRow

from nakshatra.abilities import Abilities
from nakshatra.shape import Part

ABILITIES = Abilities(
    units=4096,
    emphasis="*_~`",
    voice=True,
    files=True,
    buttons=3,
    button_units=1024,
    label=20,
    command_bytes=200,  # of a row; a button takes 256
    rows=10,
    row_label=24,
    commands_as_rows=True,
    window_hours=24.0,
    receipts=True,
    may_train=False,
)
"""Cloud API: text messages, interactive reply buttons, interactive lists."""


def choices(part: Part, opens: str) -> list[Button] | SectionList | None:
    """`opens` stands on the button that opens a list, and above it."""
    if part.rows:
        rows = [SectionRow(title=row.label, callback_data=row.command) for row in part.rows]
        return SectionList(button_title=opens, sections=[Section(title=opens, rows=rows)])
    if part.buttons:
        return [Button(title=one.label, callback_data=one.command) for one in part.buttons]
    return None
