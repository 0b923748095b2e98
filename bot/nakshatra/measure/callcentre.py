"""Questions that rang a call centre, the topics that the packs cover, and a bot -> how many covered
ones get their unit, and how many others are honestly declined with whom to ask.

The call centre's own answers are not compared: they name products and doses, which no pack says.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nakshatra.cards import load_toml
from nakshatra.knowledge.tables import Table
from nakshatra.types import Kind, Reply


@dataclass(frozen=True, slots=True)
class Topic:
    every: tuple[re.Pattern[str], ...]
    """Each is found in a question on it."""

    units: frozenset[str]
    """Any of these answers it."""


@dataclass(frozen=True, slots=True)
class Topics:
    helpline: str
    """What an honest "I do not know" must name."""

    topics: tuple[Topic, ...]

    def units(self, question: str) -> frozenset[str]:
        """Units that may answer; none when no pack covers it."""
        text = question.casefold()
        found = [t.units for t in self.topics if all(p.search(text) for p in t.every)]
        return frozenset().union(*found)


@dataclass(frozen=True, slots=True)
class Report:
    n: int
    covered: int
    answered: float
    """Share of the covered that cite one of their units."""

    refused: float
    """Share of the covered where a dose, a mix or a product was asked for and refused."""

    declined: float
    """Share of the others that got "I do not know" or a refusal, with the helpline."""

    misled: float
    """Share of the others that got some unit all the same."""

    wrong: Sequence[tuple[str, str]]
    """Question and what was cited, of the covered that were answered with another unit."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_topics(path: Path) -> Topics:
    """Raise `CatalogueError` naming file and key when it has a fault."""
    table = Table(path, load_toml(path))
    topics = Topics(table.text("helpline"), tuple(map(_topic, table.tables("topic"))))
    table.done()
    return topics


def _topic(table: Table) -> Topic:
    every = tuple(re.compile(rf"\b(?:{each})") for each in table.strings("every"))
    topic = Topic(every, frozenset(table.strings("units")))
    table.done()
    return topic


async def callcentre(
    questions: Iterable[str], topics: Topics, ask: Callable[[str], Awaitable[Reply]]
) -> Report:
    covered: list[tuple[str, frozenset[str], Reply]] = []
    others: list[Reply] = []
    for question in questions:
        reply = await ask(question)
        if units := topics.units(question):
            covered.append((question, units, reply))
        else:
            others.append(reply)
    return Report(
        n=len(covered) + len(others),
        covered=len(covered),
        answered=_share([bool(_cited(reply) & units) for _, units, reply in covered]),
        refused=_share([reply.kind is Kind.REFUSAL for _, _, reply in covered]),
        declined=_share([_declined(reply, topics.helpline) for reply in others]),
        misled=_share([reply.kind is Kind.ANSWER for reply in others]),
        wrong=tuple(
            (question, " ".join(sorted(_cited(reply))) or str(reply.kind))
            for question, units, reply in covered
            if not _cited(reply) & units and reply.kind is not Kind.REFUSAL
        ),
    )


def _cited(reply: Reply) -> frozenset[str]:
    found = reply.citations if reply.kind is Kind.ANSWER else ()
    return frozenset(citation.id for citation in found)


def _declined(reply: Reply, helpline: str) -> bool:
    return reply.kind in (Kind.UNKNOWN, Kind.REFUSAL) and helpline in reply.text


def _share(passed: Sequence[bool]) -> float:
    return sum(passed) / max(1, len(passed))
