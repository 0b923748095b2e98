"""What Telegram can carry, and the buttons of a part as it wants them. Pure.

Plain text, no markup: nothing an expert writes can break it.
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from nakshatra.abilities import Abilities
from nakshatra.types import Button

LIMIT = 4096
"""UTF-16 units of one message (Bot API, sendMessage)."""

ABILITIES = Abilities(
    units=LIMIT,
    voice=True,
    voice_buttons=True,
    buttons=100,
    command_bytes=64,  # Bot API, InlineKeyboardButton.callback_data
)

_ROW = 2
"""Buttons side by side: a phone shows two Indian words whole."""


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    keys = [InlineKeyboardButton(button.label, callback_data=button.command) for button in buttons]
    rows = [keys[start : start + _ROW] for start in range(0, len(keys), _ROW)]
    return InlineKeyboardMarkup(rows) if rows else None
