"""What is held of a person -> a file to hand over, and as much of it as messages can carry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nakshatra.types import Attachment

_NAME = "nakshatra-export.json"

FILE_LIMIT = 2_000_000
"""Characters of the file; older entries give way."""

_THEIRS = {"conversation", "questions"}
"""Lists of an export that hold a person's own words; the others are about them."""

TEXT_LIMIT = 3000
"""The same where the channel carries no files: some messages of it."""


def as_file(held: Mapping[str, Any]) -> Attachment:
    """JSON that a program and a person can read."""
    data = _fitted(held, FILE_LIMIT, indent=1).encode("utf-8", "replace")
    text = _fitted(held, TEXT_LIMIT)
    return Attachment(_NAME, "application/json", data, text)


def _fitted(held: Mapping[str, Any], limit: int, indent: int | None = None) -> str:
    """At most `limit` characters; says how many of the oldest entries are left out. What they
    themselves said stays longest."""
    lists = {key: list(value) for key, value in held.items() if isinstance(value, list)}
    sizes = {key: [len(_json(one, indent)) + 2 for one in rows] for key, rows in lists.items()}
    over = len(_json(held, indent)) - limit
    omitted = dict.fromkeys(lists, 0)
    while over > 0 and any(sizes.values()):
        filled = (key for key, rows in sizes.items() if rows)
        dropped = max(filled, key=lambda key: (key not in _THEIRS, sum(sizes[key])))
        over -= sizes[dropped].pop(0)
        omitted[dropped] += 1
    kept = {key: rows[omitted[key] :] for key, rows in lists.items()}
    told = {f"{key}_left_out": count for key, count in omitted.items() if count}
    return _json({**held, **kept, **told}, indent)


def _json(value: Any, indent: int | None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
