"""A bare number + the bot's last line -> the choice it picks, where choices were numbered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nakshatra.text.normalise import ascii_digits
from nakshatra.types import Message, Role, Turn

_LONGEST = 2
"""Digits: nobody is offered a hundred choices."""


def chosen(message: Message, history: Sequence[Turn]) -> Message:
    """The message as if its button had been pressed; itself when it picks nothing."""
    last = history[-1] if history else None
    if last is None or last.role is not Role.BOT or last.thread is None:
        return message
    number = ascii_digits(message.text.strip().rstrip(".)"))
    if not (number.isascii() and number.isdecimal() and len(number) <= _LONGEST):
        return message
    offered = dict(enumerate(last.thread.choices, 1))
    return replace(message, text=offered.get(int(number), message.text))
