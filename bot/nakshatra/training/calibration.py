"""Packs -> how the signs for a unit become the probability that it answers (index.CALIBRATION), and
how well held-out questions find their unit.

A question is held out with others of its unit; or its whole unit is, so that no unit answers it and
the best the index can say is "none".
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.index import Index, Signs
from nakshatra.knowledge.outside import outside
from nakshatra.knowledge.units import Pack, Unit
from nakshatra.text.scripts import script_of

_FOLDS = 5
_STRANGERS = 300
"""Asks of other packs put to each pack; most should find nothing."""

_NO_UNIT, _STRANGE = 0.5, 0.1
"""Weights: a pack is asked only what the router takes for its field, so that questions of the field
which no unit answers are common, and those of another field are not."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One held-out question."""

    signs: Signs
    answered: bool
    """The best unit is the one it was written for."""

    known: bool
    """That unit is in the index."""

    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Found:
    """Held-out questions of one language and script."""

    n: int
    top1: float
    top3: float


def found(packs: Sequence[Pack]) -> Mapping[str, Found]:
    """Language and script -> how often the right unit is first, and among the first three."""
    n: Counter[str] = Counter()
    first: Counter[str] = Counter()
    three: Counter[str] = Counter()
    for pack in packs:
        for index, unit, code, ask in _held_out(pack):
            tag = f"{code}-{script_of(ask)}"
            ids = [hit.unit.id for hit in index.search(ask)]
            n[tag] += 1
            first[tag] += ids[:1] == [unit]
            three[tag] += unit in ids
    return {tag: Found(n[tag], first[tag] / n[tag], three[tag] / n[tag]) for tag in sorted(n)}


def calibrate(packs: Sequence[Pack]) -> tuple[NDArray[np.float64], Sequence[Trial]]:
    """Logistic regression of `answered` on (1, score, margin, heard)."""
    trials = [trial for pack in packs for trial in _trials(pack, packs)]
    signs = [(1.0, t.signs.score, t.signs.margin, t.signs.heard) for t in trials]
    answered = np.array([t.answered for t in trials], float)
    weight = np.array([t.weight for t in trials])
    return _logistic(np.array(signs), answered, weight), trials


def _trials(pack: Pack, packs: Sequence[Pack]) -> Iterator[Trial]:
    for index, unit, _, ask in _held_out(pack):
        for hit in index.search(ask, limit=1):
            yield Trial(hit.signs, hit.unit.id == unit, True)
    for index, ask in _without_unit(pack):
        for hit in index.search(ask, limit=1):
            yield Trial(hit.signs, False, False, _NO_UNIT)
    whole = Index(list(pack.units.values()))
    for text in (*_strangers(pack, packs), *outside()):
        for hit in whole.search(text, limit=1):
            yield Trial(hit.signs, False, False, _STRANGE)


def _held_out(pack: Pack) -> Iterator[tuple[Index, str, str, str]]:
    """An index without some asks of each unit, and each of those: index, unit, language, ask."""
    for fold in range(_FOLDS):
        kept = [_without(unit, fold) for unit in pack.units.values()]
        index = Index(kept)
        for unit in pack.units.values():
            for code, text in unit.texts.items():
                for at, ask in enumerate(_shuffled(text.asks)):
                    if at % _FOLDS == fold:
                        yield index, unit.id, code, ask


def _without(unit: Unit, fold: int) -> Unit:
    texts = {
        code: replace(
            text,
            asks=tuple(ask for at, ask in enumerate(_shuffled(text.asks)) if at % _FOLDS != fold),
        )
        for code, text in unit.texts.items()
    }
    return replace(unit, texts=texts)


def _without_unit(pack: Pack) -> Iterator[tuple[Index, str]]:
    """An index without a fifth of the units, and a few asks of each of those."""
    units = list(pack.units.values())
    for fold in range(_FOLDS):
        index = Index([unit for at, unit in enumerate(units) if at % _FOLDS != fold])
        for unit in units[fold::_FOLDS]:
            for text in unit.texts.values():
                for ask in _shuffled(text.asks)[:3]:
                    yield index, ask


def _strangers(pack: Pack, packs: Sequence[Pack]) -> Sequence[str]:
    asks = [
        ask
        for other in packs
        if other.id != pack.id
        for unit in other.units.values()
        for text in unit.texts.values()
        for ask in text.asks
    ]
    return random.Random(0).sample(asks, min(_STRANGERS, len(asks)))


def _shuffled(asks: Sequence[str]) -> Sequence[str]:
    return random.Random(0).sample(list(asks), len(asks))


def _logistic(
    signs: NDArray[np.float64], answered: NDArray[np.float64], weight: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Newton's method."""
    w = np.zeros(signs.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-signs @ w))
        slope = signs.T @ (weight * (p - answered)) + 1e-3 * w
        bend = (signs * (weight * p * (1 - p))[:, None]).T @ signs + 1e-3 * np.eye(len(w))
        w -= np.linalg.solve(bend, slope)
    return w
