"""Sentences with the unit they call for -> the guard's second ear, and how well it hears.

What is learned and from what: alarm_texts.py. The limits are found on sentences held out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.features import Features, features
from nakshatra.knowledge.linear import Linear, quantised
from nakshatra.knowledge.units import Pack
from nakshatra.safety.alarms import Ear, Limits
from nakshatra.safety.match import caught, doubted, heard_in
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.rules import Rules, read_rules
from nakshatra.training.alarm_texts import FOLDS, Said, gather
from nakshatra.training.logistic import GAIN, Matrix, regression
from nakshatra.types import Kind

_DANGER_SLOTS, _WHICH_SLOTS = 1 << 18, 1 << 15
_SHRINK = 1.0

_PIECES = 6
"""Of an ordinary text, at most; a long emergency is not learned from: who knows which piece?"""

_BARE = 0.7
"""What a sentence counts once more without the groups of the rules, beside with them: those were
written for such sentences, and know them better than what strangers say."""

_SURE = {"lookalike": 0.03, "other": 0.006, "ordinary": 0.004}
_LIKELY = {"lookalike": 0.09, "other": 0.02, "ordinary": 0.015}
"""Shares of held-out look-alikes, asks of other packs and ordinary text above the limits. Many of
the look-alikes differ from an emergency in one word, and none of their kind was learned from."""

_UNLIKELY = 0.003
"""Of held-out emergencies that a rule catches, the share below the limit under which it is not
believed."""

_SOFTENED = -99.0
"""Score of a look-alike in which "last year", "if" or a cow softens what is heard."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Learned:
    ear: Ear
    held_out: Mapping[str, tuple[int, float, float]]
    """Kind -> sentences, share that is surely an emergency, share that is at least likely one."""


def train(
    pack: Pack, folder: Path, others: Sequence[Pack], data: Path | None = None
) -> Learned | None:
    """None when the pack's rules are not of emergencies."""
    book = Phrasebook()
    rules = read_rules(folder, pack.id, book)
    if rules is None or rules.kind is not Kind.EMERGENCY:
        return None
    said = [
        one
        for one in gather(pack, folder, rules, others, data)
        if one.kind != "other" or not _alarms(one.text, book, rules)
    ]
    return _Learner(said, book, rules).learned()


def _alarms(text: str, book: Phrasebook, rules: Rules) -> bool:
    """Other packs answer what is an emergency too, when someone asks for it."""
    return any(not one.soft for one in caught(text, book, [rules]))


@dataclass(frozen=True, slots=True)
class _Row:
    said: int
    found: Features
    weight: float


class _Learner:
    def __init__(self, said: Sequence[Said], book: Phrasebook, rules: Rules) -> None:
        self._said, self._book, self._rules = said, book, rules
        self._heard = [heard_in(one.text, book, rules) for one in said]
        self._units = tuple(sorted({one.unit for one in said} - {""}))

    def learned(self) -> Learned:
        which = quantised(_which(self._said, self._heard, self._units))
        rows = [row for at, one in enumerate(self._said) for row in _rows(at, one, self._heard[at])]
        danger = _Danger(self._said, rows)
        scores = self._softened(danger.held_out(), which)
        limits = _limits(self._said, scores, self._caught(scores))
        weights, bias = danger.learn(range(len(rows)))
        ear = Ear(quantised(weights[:, None]), GAIN, bias, self._units, which, limits)
        return Learned(ear, _shares(self._said, scores, limits))

    def _caught(self, scores: Numbers) -> Numbers:
        """Scores of the emergencies that a rule catches."""
        return scores[
            [
                one.kind in ("said", "case") and _alarms(one.text, self._book, self._rules)
                for one in self._said
            ]
        ]

    def _softened(self, scores: Numbers, which: Linear) -> Numbers:
        """As the guard would, of look-alikes."""
        scores = scores.copy()
        for at, one in enumerate(self._said):
            if one.kind == "lookalike":
                unit = self._units[int(np.argmax(which.score(self._heard[at][0])))]
                if doubted(one.text, self._book, self._rules, unit):
                    scores[at] = _SOFTENED
        return scores


def _rows(at: int, said: Said, pieces: Sequence[Features]) -> Iterator[_Row]:
    if said.kind == "ask" or (said.unit and len(pieces) > 1):
        return
    some = pieces[:_PIECES]
    yield from (_Row(at, piece, said.weight / len(some)) for piece in some)
    if said.kind in ("said", "case", "lookalike"):
        yield _Row(at, features(said.text), said.weight * _BARE)


class _Danger:
    """Emergency or not."""

    def __init__(self, said: Sequence[Said], rows: Sequence[_Row]) -> None:
        self._rows = rows
        self._said = np.array([row.said for row in rows])
        self._fold = np.array([said[row.said].fold for row in rows])
        self._inside = np.array([bool(said[row.said].unit) for row in rows], np.float32)
        weight = np.array([row.weight for row in rows], np.float32)
        ratio = (weight * (1 - self._inside)).sum() / (weight * self._inside).sum()
        weight = weight * np.where(self._inside > 0, np.sqrt(ratio), 1.0)
        self._weight = (weight / weight.mean()).astype(np.float32)
        self._count = len(said)

    def learn(self, chosen: Sequence[int]) -> tuple[NDArray[np.float32], float]:
        matrix = Matrix.of([self._rows[at].found for at in chosen], _DANGER_SLOTS)
        return regression(matrix, self._inside[chosen], self._weight[chosen], _SHRINK)

    def held_out(self) -> Numbers:
        """The worst score of each sentence; none (nan) of those never held out."""
        scores = np.full(self._count, -np.inf)
        for fold in range(FOLDS):
            weights, bias = self.learn(np.flatnonzero(self._fold != fold).tolist())
            out = np.flatnonzero(self._fold == fold).tolist()
            odds = Matrix.of([self._rows[at].found for at in out], _DANGER_SLOTS).odds(weights)
            np.maximum.at(scores, self._said[out], odds + bias)
        return np.where(np.isinf(scores), np.nan, scores)


def _limits(said: Sequence[Said], scores: Numbers, caught: Numbers) -> Limits:
    def above(shares: Mapping[str, float]) -> float:
        return max(
            float(np.quantile(_of(kind, said, scores), 1 - share)) for kind, share in shares.items()
        )

    return Limits(above(_SURE), above(_LIKELY), float(np.nanquantile(caught, _UNLIKELY)))


def _of(kind: str, said: Sequence[Said], scores: Numbers) -> Numbers:
    found = scores[[one.kind == kind for one in said]]
    return found[~np.isnan(found)]


def _shares(
    said: Sequence[Said], scores: Numbers, limits: Limits
) -> dict[str, tuple[int, float, float]]:
    kinds = sorted({one.kind for one in said})
    held = {kind: _of(kind, said, scores) for kind in kinds}
    return {
        kind: (
            len(found),
            float((found >= limits.sure).mean()),
            float((found >= limits.likely).mean()),
        )
        for kind, found in held.items()
        if len(found)
    }


def _which(
    said: Sequence[Said], heard: Sequence[Sequence[Features]], units: Sequence[str]
) -> NDArray[np.float32]:
    """Of emergencies alone: one column of weights for each unit."""
    real = [at for at, one in enumerate(said) if one.unit]
    matrix = Matrix.of([heard[at][0] for at in real], _WHICH_SLOTS)
    weight = np.array([said[at].weight for at in real], np.float32)
    columns = [
        regression(
            matrix,
            np.array([said[at].unit == unit for at in real], np.float32),
            weight / weight.mean(),
            _SHRINK,
        )[0]
        for unit in units
    ]
    return np.stack(columns, axis=1)
