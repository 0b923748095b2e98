"""The units that may answer a question -> what must be asked first, or the unit that is meant once
it is known. Says nothing itself.

Asks only when the answer depends on it: when at least two likely units name the same slot in their
`asks_for` (or differ by `states`), none of them is plainly meant, and the question does not name
the value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nakshatra.knowledge.features import features
from nakshatra.knowledge.index import Hit, Index
from nakshatra.knowledge.likeness import likeness
from nakshatra.knowledge.slots import value_of, values_of
from nakshatra.knowledge.units import Unit
from nakshatra.types import Query

LIKELY = 0.05
"""Probability from which a unit is one of those that may be meant."""

_TOGETHER = 0.25
"""Sum of their probabilities from which one of them is meant, when none is sure by itself."""

_NAMED = 0.25
"""Score of a value from which a unit is about it."""

STATE = "state"

_PLAINLY = 0.8
"""Probability from which a unit is meant, though nothing names its crop: "a worm, an upside-down
Y on its head". Of which state a question is, no words but its name tell."""


@dataclass(frozen=True, slots=True)
class Missing:
    slot: str
    units: tuple[Unit, ...]
    """Those among which the value decides."""


def depends_on(unit: Unit) -> tuple[str, ...]:
    return (*unit.asks_for, STATE) if unit.states else unit.asks_for


def missing(query: Query, hits: Sequence[Hit], sure: float) -> Missing | None:
    """What the answer depends on. A crop or an age that the question says has helped to find the
    units; a state has not. `sure`: a unit this likely is not doubted unless it depends on it; from
    `_PLAINLY` it is not, whatever crop or age was told before."""
    likely = [hit for hit in hits if hit.p >= LIKELY]
    for slot in dict.fromkeys(slot for hit in likely for slot in depends_on(hit.unit)):
        among = [hit for hit in likely if slot in depends_on(hit.unit)]
        plain = slot != STATE and likely[0].p >= _PLAINLY
        doubtful = not plain and (likely[0] in among or likely[0].p < sure)
        enough = len(among) > 1 and sum(hit.p for hit in among) >= _TOGETHER
        said = slot != STATE and values_of(slot, query.text, query.native)
        if doubtful and enough and not said:
            return Missing(slot, tuple(hit.unit for hit in among))
    return None


def told(query: Query, slot: str) -> str:
    """The value that this person says, or told before; "" when they did not."""
    return value_of(slot, query.text, query.native) or next(
        (detail.value for detail in query.details if detail.slot == slot), ""
    )


def narrowed(
    index: Index, question: str, slot: str, value: str, among: Iterable[str]
) -> Unit | None:
    """The unit for this value that is most like those (by id) `among` which it decides; None when
    no unit that depends on the slot knows the value."""
    holders = np.array([slot in depends_on(unit) for unit in index.units])
    if slot == STATE:
        may = np.array([value in unit.states for unit in index.units])
    else:
        may = holders & (index.linear.score(features(value.replace("_", " "))) >= _NAMED)
    if not may.any():
        return None
    rivals = [unit for unit in index.units if unit.id in set(among)]
    alike = [sum(likeness(unit, rival) for rival in rivals) for unit in index.units]
    asked = index.linear.score(features(f"{question} {value.replace('_', ' ')}"))
    fit = asked + np.array(alike) / max(len(rivals), 1)
    return index.units[int(np.argmax(np.where(may, fit, -np.inf)))]
