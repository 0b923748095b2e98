"""Emoji: what is one, and a text without them; letters, digits and signs of writing stay."""

from __future__ import annotations

import regex

_PICTURE = regex.compile(
    r"(?:\p{RI}\p{RI}|[#*0-9]\uFE0F?\u20E3|(?![0-9#*©®™])\p{Extended_Pictographic}"
    r"[\uFE0E\uFE0F\U0001F3FB-\U0001F3FF]*(?:\u200D(?![0-9#*])\p{Extended_Pictographic}"
    r"[\uFE0E\uFE0F\U0001F3FB-\U0001F3FF]*)*|[\U0001F3FB-\U0001F3FF\p{RI}\u20E3])+"
)


def without_emoji(text: str) -> str:
    """The text without its emoji, single spaces where they stood; the same when it has none."""
    if text.isascii() or not _PICTURE.search(text):
        return text
    return " ".join(_PICTURE.sub(_kept, text).split())


def _kept(found: regex.Match[str]) -> str:
    """A digit in a box ("1" and a combining frame) is still a digit."""
    return " " + "".join(char for char in found.group() if char in "0123456789") + " "
