"""A message -> the questions in it, when somebody asks two things in one breath."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_MOST = 3
"""Parts that are looked at; who asks more asks again."""

_STOPS = r"[?؟।॥۔!]+\s*"


def parts(text: str, joints: Iterable[str]) -> tuple[str, ...]:
    """Its parts of more than one word; none when there are fewer than two of them. `joints`: words
    at which a message may turn from one question to the next, such as "and" and "और"."""
    found = [part for part in _joint(frozenset(joints)).split(text) if len(part.split()) > 1]
    return tuple(found[:_MOST]) if len(found) > 1 else ()


@lru_cache(maxsize=64)
def _joint(joints: frozenset[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(joints, key=len, reverse=True))
    between = rf"|[\s,;،]+(?:{words})[\s,]+" if words else ""
    return re.compile(_STOPS + between, re.IGNORECASE)
