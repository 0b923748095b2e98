"""A message of several questions -> each as a query of its own, and their answers joined.

A later question may lean on the one before it in the same message ("गेहूँ का एमएसपी और सरसों का?").
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from nakshatra.pipeline.settle import joined
from nakshatra.pipeline.understand import searched
from nakshatra.types import Answer, Kind, Query, Thread

_SURE = 0.6
"""A part is answered by itself only when this sure of it: it may be half of one question."""


async def each(
    query: Query, ask: Callable[[Query], Awaitable[Answer]], differ: str
) -> Answer | None:
    """None unless two of the parts have sure answers of their own. `differ` as for `settle`."""
    kept: list[Answer] = []
    part = replace(query, parts=())
    for text in query.parts:
        part = replace(part, text=text, native=searched(text, query.lang))
        answer = await ask(part)
        if answer.kind is not Kind.ANSWER or answer.confidence < _SURE:
            continue
        if _units(answer) not in [_units(other) for other in kept]:
            kept.append(answer)
        thread = Thread(question=text, units=_units(answer), details=query.details)
        part = replace(part, previous=text, thread=thread, points=True)
    return joined(kept[:2], differ) if len(kept) > 1 else None


def _units(answer: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.id for citation in answer.citations))
