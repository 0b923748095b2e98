"""An answer + what is asked of its subject -> the same lines, that of what is asked first.

Moves one line that begins with "- " and is the only one about it; otherwise leaves the order alone.
Drops and adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from nakshatra.forgetful import forgetful
from nakshatra.knowledge.concepts import concept
from nakshatra.knowledge.features import words

_ASKED = frozenset({"papers", "fee", "interest", "age", "helpline", "last", "online", "apply"})
"""Meanings of concepts.toml that name what the line tells; "how much" stands in no answer."""

_STEP = "- "


def foremost(answer: str, asked: Sequence[str]) -> str:
    """A list under a heading (":") is one whole and stays together."""
    wanted = {meaning for text in asked for meaning in _meanings(text)} & _ASKED
    if not wanted:
        return answer
    first, *steps = answer.split("\n")
    about = [line for line in steps if wanted & _meanings(line)]
    if len(about) != 1 or wanted & _meanings(first) or not _loose(first, steps, about[0]):
        return answer
    rest = [line for line in steps if line != about[0]]
    return "\n".join((about[0].removeprefix(_STEP), first, *rest))


def _loose(first: str, steps: Sequence[str], line: str) -> bool:
    """Whether it is a step of its own, under no heading."""
    headings = (other for other in (first, *steps) if other.rstrip().endswith(":"))
    return line.startswith(_STEP) and not any(headings)


@forgetful
@lru_cache(maxsize=4096)
def _meanings(text: str) -> frozenset[str]:
    return frozenset(meaning for word in words(text) if (meaning := concept(word)))
