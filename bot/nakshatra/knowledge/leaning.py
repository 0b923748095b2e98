"""A unit that was just spoken of + a message that leans on it -> the unit that this asks for.

Knows one pack's scorer; whether a message leans on anything at all is the pipeline's to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nakshatra.knowledge.concepts import concept
from nakshatra.knowledge.features import features
from nakshatra.knowledge.index import Index
from nakshatra.knowledge.likeness import likeness
from nakshatra.knowledge.units import Unit
from nakshatra.text.normalise import fold

FACETS = frozenset(
    {"when", "howmuch", "how", "where", "who", "why", "which", "papers", "apply", "make"}
    | {"helpline", "check", "online", "last", "free", "fee", "benefit", "list", "money"}
    | {"instalment", "help", "notcome", "today", "interest", "sign", "cure", "age", "rule"}
)
"""Meanings of concepts.toml that ask about a thing without naming one."""

KNOWN = 0.2
"""Score of a single word from which a unit is about it. Verbs and small words stay below .18 in all
fifteen languages; names of crops, papers, illnesses and schemes are mostly above .3."""

_NAMED = 0.15
"""Score of the new words from which a unit may be meant by them, among those like the old one."""

_ALIKE = 1.0
"""What likeness to the old unit counts beside knowing the new words."""

_BESIDE = 0.3
"""A neighbour answers "when?" or "what papers?" instead of the unit itself when its score is so
much higher."""


@dataclass(frozen=True, slots=True)
class Lead:
    unit: Unit
    known: float
    """How well it knows the new words; 1 when there are none."""


def is_facet(word: str) -> bool:
    """Whether a word asks about a thing ("where", "कागज़") and names none."""
    return concept(fold(word)) in FACETS


def is_name(word: str) -> bool:
    """Whether a word has a meaning of its own in concepts.toml, such as a crop or a paper."""
    meaning = concept(fold(word))
    return bool(meaning) and meaning not in FACETS


def knows(index: Index, words: str) -> float:
    """How well the unit that knows these words best knows them, about 0 to 1."""
    return float(index.linear.score(features(words)).max(initial=0.0))


def lead(index: Index, unit: Unit, forms: Sequence[str], subject: str) -> Lead | None:
    """`forms` of the message; `subject`: what of it names a thing, "" = only asks about the last.

    None when no unit that is like the old one knows the new words.
    """
    if not subject:
        return Lead(_same_or_beside(index, unit, forms), 1.0)
    new = index.linear.score(features(subject))
    like = np.array([likeness(unit, other) for other in index.units], np.float32)
    may = (new >= _NAMED) & (like > 0)
    if not may.any():
        return None
    at = int(np.argmax(np.where(may, np.minimum(new, 1.0) + _ALIKE * like, -1.0)))
    return Lead(index.units[at], float(new[at]))


def _same_or_beside(index: Index, unit: Unit, forms: Sequence[str]) -> Unit:
    """The old unit, or the one of its `see` that is clearly about what is asked now."""
    scores = dict(
        zip((u.id for u in index.units), index.linear.score(features(*forms)), strict=True)
    )
    beside = [one for one in index.units if one.id in unit.see]
    best = max(beside, key=lambda one: float(scores[one.id]), default=unit)
    return best if scores[best.id] > scores[unit.id] + _BESIDE else unit
