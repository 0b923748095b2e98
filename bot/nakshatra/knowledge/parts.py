"""A message -> the questions in it, when somebody asks two things in one breath."""

from __future__ import annotations

import re

_JOINTS = re.compile(r"[?।!]+\s*|\s+(?:and|also|plus|aur|तथा|और|एवं|साथ ही)\s+", re.IGNORECASE)
"""Where a message may turn from one question to the next."""

_MOST = 3
"""Parts that are looked at; who asks more asks again."""


def parts(text: str) -> list[str]:
    """Its parts of more than one word; none when there are fewer than two of them."""
    found = [part for part in _JOINTS.split(text) if len(part.split()) > 1]
    return found[:_MOST] if len(found) > 1 else []
