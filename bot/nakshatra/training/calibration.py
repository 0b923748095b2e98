"""Packs and their fields -> how the signs for a unit become the probability that it answers
(index.CALIBRATION), and how well held-out questions find their unit.

A question is held out with a fifth of all, and put to its own pack and to every other pack whose
field it may be in: what those find is wrong.
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
from nakshatra.knowledge.outside import outside, talk
from nakshatra.knowledge.units import Pack, Unit
from nakshatra.text.scripts import script_of
from nakshatra.training.asked_on import AskedOn
from nakshatra.training.primer import learn
from nakshatra.training.readers import train as read

_FOLDS = 5
"""A part of the questions in so many is held out; every pack is learned again without it."""

_HELD_OUT = 0

_ASKED = 0.02
"""Probability of the field from which a pack is asked at all (routers/examples.py)."""

_STRANGE = 0.2
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


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One question, and the unit it was written for."""

    expert: str
    unit: str
    code: str
    ask: str


class Packs:
    """As they are without the questions that are held out."""

    def __init__(
        self, packs: Sequence[Pack], *, readers: bool, said: Sequence[AskedOn] = ()
    ) -> None:
        """`readers`: learn theirs too, which needs PyTorch, half an hour for a primer that does not
        know the questions either, and some minutes a pack. `said`: what is asked on, of all."""
        less = [_without(pack) for pack in packs]
        primer = learn(less) if readers else None
        self.held_out = [held for pack in packs for held in _held_out(pack)]
        self.indexes = {
            pack.id: Index(
                list(pack.units.values()),
                beyond=pack.beyond,
                reader=read(pack, _beside(pack, less), primer, said) if readers else None,
            )
            for pack in less
        }

    def found(self) -> Mapping[str, Found]:
        """Language and script -> how often the right unit is first, and among the first three."""
        n: Counter[str] = Counter()
        first: Counter[str] = Counter()
        three: Counter[str] = Counter()
        for held in self.held_out:
            tag = f"{held.code}-{script_of(held.ask)}"
            ids = [hit.unit.id for hit in self.indexes[held.expert].search(held.ask)]
            n[tag] += 1
            first[tag] += ids[:1] == [held.unit]
            three[tag] += held.unit in ids
        return {tag: Found(n[tag], first[tag] / n[tag], three[tag] / n[tag]) for tag in sorted(n)}

    def trials(self, fields: Mapping[str, Field]) -> list[Trial]:
        trials = [trial for held in self.held_out for trial in self._of(held, fields)]
        return trials + [
            Trial(hit.signs, 1.0, False, _STRANGE)
            for index in self.indexes.values()
            for text in (*outside(), *talk())
            for hit in index.search(text, limit=1)
        ]

    def _of(self, held: HeldOut, fields: Mapping[str, Field]) -> Iterator[Trial]:
        for expert, index in self.indexes.items():
            field, own = chance(fields[expert].score(heard(held.ask))), expert == held.expert
            if own or field >= _ASKED:
                for hit in index.search(held.ask, limit=1):
                    right = own and hit.unit.id == held.unit
                    yield Trial(hit.signs, field, right, 1.0 if own else _STRANGE)


def calibrated(trials: Sequence[Trial]) -> NDArray[np.float64]:
    """Logistic regression of `answered` on the signs, the field's odds given. Where readers read,
    what is too short to be read stays out."""
    if any(trial.signs.meant for trial in trials):
        trials = [trial for trial in trials if trial.signs.meant]
    signs = np.array([trial.signs.values() for trial in trials])
    given = np.array([FIELD * (odds(trial.field) - odds(1.0)) for trial in trials])
    answered = np.array([trial.answered for trial in trials], float)
    weight = np.array([trial.weight for trial in trials])
    return _logistic(signs, given, answered, weight)


def _held_out(pack: Pack) -> Iterator[HeldOut]:
    for unit in pack.units.values():
        for code, text in unit.texts.items():
            for at, ask in enumerate(_shuffled(text.asks)):
                if at % _FOLDS == _HELD_OUT:
                    yield HeldOut(pack.id, unit.id, code, ask)


def _beside(pack: Pack, packs: Sequence[Pack]) -> list[Pack]:
    return [other for other in packs if other is not pack]


def _without(pack: Pack) -> Pack:
    return replace(pack, units={name: _lessened(unit) for name, unit in pack.units.items()})


def _lessened(unit: Unit) -> Unit:
    texts = {code: replace(text, asks=_kept(text.asks)) for code, text in unit.texts.items()}
    return replace(unit, texts=texts)


def _kept(asks: Sequence[str]) -> tuple[str, ...]:
    return tuple(ask for at, ask in enumerate(_shuffled(asks)) if at % _FOLDS != _HELD_OUT)


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
