"""Packs and their fields -> how the signs for a unit become the probability that it answers
(index.CALIBRATION), and how well held-out questions find their unit.

A question is held out with others of its unit and put to its own pack and, whole, to every other
pack whose field it may be in: what those find is wrong.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.field import Field, heard
from nakshatra.knowledge.index import Index, Signs
from nakshatra.knowledge.odds import FIELD, chance, odds
from nakshatra.knowledge.outside import outside
from nakshatra.knowledge.units import Pack, Unit
from nakshatra.text.scripts import script_of

_FOLDS, _USED = 5, 2
"""A fifth of the questions is held out at a time, and this many fifths are tried: each learns every
pack again."""

_ASKED = 0.2
"""Probability of the field from which a pack is asked at all (routers/examples.py)."""

_STRANGE = 0.3
"""What a question of another pack counts, and an everyday sentence: the router was learned from
those very questions and sees its own field too clearly."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One held-out question put to one pack."""

    signs: Signs
    field: float
    """Probability that the question is in that pack's field."""

    answered: bool
    """The best unit is the one it was written for."""

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


def calibrate(
    packs: Sequence[Pack], fields: Mapping[str, Field]
) -> tuple[NDArray[np.float64], Sequence[Trial]]:
    """Logistic regression of `answered` on the signs, the field's odds given."""
    whole = {pack.id: Index(list(pack.units.values())) for pack in packs}
    trials = [trial for pack in packs for trial in _trials(pack, whole, fields)]
    trials += [
        Trial(hit.signs, 1.0, False, _STRANGE)
        for index in whole.values()
        for text in outside()
        for hit in index.search(text, limit=1)
    ]
    signs = np.array([trial.signs.values() for trial in trials])
    given = np.array([FIELD * (odds(trial.field) - odds(1.0)) for trial in trials])
    answered = np.array([trial.answered for trial in trials], float)
    weight = np.array([trial.weight for trial in trials])
    return _logistic(signs, given, answered, weight), trials


def _trials(pack: Pack, whole: Mapping[str, Index], fields: Mapping[str, Field]) -> Iterator[Trial]:
    for index, unit, _, ask in _held_out(pack):
        of_field = {id: chance(fields[id].score(heard(ask))) for id in whole}
        for hit in index.search(ask, limit=1):
            yield Trial(hit.signs, of_field[pack.id], hit.unit.id == unit)
        for other, strange in whole.items():
            if other != pack.id and of_field[other] >= _ASKED:
                for hit in strange.search(ask, limit=1):
                    yield Trial(hit.signs, of_field[other], False, _STRANGE)


def _held_out(pack: Pack) -> Iterator[tuple[Index, str, str, str]]:
    """An index without some asks of each unit, and each of those: index, unit, language, ask."""
    for fold in range(_USED):
        index = Index([_without(unit, fold) for unit in pack.units.values()])
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


def _shuffled(asks: Sequence[str]) -> Sequence[str]:
    return random.Random(0).sample(list(asks), len(asks))


def _logistic(
    signs: NDArray[np.float64],
    given: NDArray[np.float64],
    answered: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Newton's method; `given` is added to the log-odds as it is."""
    w = np.zeros(signs.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-signs @ w - given))
        slope = signs.T @ (weight * (p - answered)) + 1e-3 * w
        bend = (signs * (weight * p * (1 - p))[:, None]).T @ signs + 1e-3 * np.eye(len(w))
        w -= np.linalg.solve(bend, slope)
    return w
