"""Sentences with the catch they call for -> the guard's second ear, and how well it hears.

What is learned and from what: alarm_texts.py. The limits are found on sentences held out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.features import Features, Weights, features
from nakshatra.knowledge.linear import quantised
from nakshatra.knowledge.units import Pack
from nakshatra.safety.alarms import SAYINGS, Ear, Limits
from nakshatra.safety.match import caught, doubted, heard_in
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.rules import Rules, read_rules
from nakshatra.training.alarm_texts import Said, gather
from nakshatra.training.feature_network import Shape, fit
from nakshatra.training.logistic import GAIN, Matrix, regression
from nakshatra.types import Kind

_SHRINK = 1.0
_SLOTS = {Kind.EMERGENCY: 1 << 18, Kind.REFUSAL: 1 << 16}
_SHAPE = {
    Kind.EMERGENCY: Shape(slots=1 << 16, hidden=32, epochs=4, seeds=2),
    Kind.REFUSAL: Shape(slots=1 << 14, hidden=16, epochs=5, seeds=2),
}

_HELD_OUT = 1
"""Parts of FOLDS that are held out in turn: for each, everything else is learned again."""

_PIECES = 6
"""Of an ordinary text, at most; a long emergency is not learned from: who knows which piece?"""

_BARE = 0.7
"""What a sentence counts once more without the groups of the rules, beside with them: those were
written for such sentences, and know them better than what strangers say."""

_SURE = {"lookalike": 0.05, "other": 0.01, "ordinary": 0.01}
_SURE_TO_REFUSE = {"lookalike": 0.06, "other": 0.004, "ordinary": 0.005}
_LIKELY = {"lookalike": 0.09, "other": 0.02, "ordinary": 0.015}
"""Shares of held-out look-alikes, asks of other packs and ordinary text above the limits. Many of
the look-alikes differ from an emergency in one word, and none of their kind was learned from. A
refusal that is not due costs an answer, and one that is missed finds "I do not know"."""

_UNLIKELY = 0.012
"""Of held-out emergencies that a rule catches, the share below the limit under which it is not
believed."""

_NO_LIMITS = Limits(0.0, 0.0, 0.0)

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
    """None when the pack has no rules, or nobody wrote sayings for them."""
    book = Phrasebook()
    rules = read_rules(folder, pack.id, book)
    if rules is None or not (folder / SAYINGS).is_dir():
        return None
    said = [
        one
        for one in gather(pack, folder, rules, others, data)
        if one.kind != "other" or not _alarms(one.text, book, rules)
    ]
    return _Learner(said, book, rules).learned()


def _alarms(text: str, book: Phrasebook, rules: Rules) -> bool:
    """Packs answer what is an emergency too, when someone asks for it."""
    return any(not one.soft for one in caught(text, book, [rules]))


@dataclass(frozen=True, slots=True)
class _Row:
    said: int
    found: Features
    weight: float


class _Learner:
    def __init__(self, said: Sequence[Said], book: Phrasebook, rules: Rules) -> None:
        self._said, self._book, self._rules = said, book, rules
        self._units = tuple(sorted({one.unit for one in said} - {""}))
        heard = (heard_in(one.text, book, rules) for one in said)
        self._rows = [row for at, found in enumerate(heard) for row in _rows(at, said[at], found)]
        self._place = np.array([row.said for row in self._rows])
        self._labels = np.array([self._label(said[row.said].unit) for row in self._rows])
        self._weights = _balanced(self._rows, self._labels > 0)

    def _label(self, unit: str) -> int:
        return self._units.index(unit) + 1 if unit else 0

    def learned(self) -> Learned:
        scores = self._softened(*self._held_out())
        sure = _SURE if self._rules.kind is Kind.EMERGENCY else _SURE_TO_REFUSE
        limits = _limits(self._said, scores, self._caught(scores), sure)
        ear = self._ear(range(len(self._rows)), limits)
        return Learned(ear, _shares(self._said, scores, limits))

    def _ear(self, chosen: Sequence[int], limits: Limits = _NO_LIMITS) -> Ear:
        found = [self._rows[at].found for at in chosen]
        labels, weights = self._labels[chosen], self._weights[chosen]
        inside = (labels > 0).astype(np.float32)
        kind = self._rules.kind
        danger, bias = regression(Matrix.of(found, _SLOTS[kind]), inside, weights, _SHRINK)
        network = fit(found, labels, weights, _SHAPE[kind], len(self._units) + 1)
        return Ear(quantised(danger[:, None]), GAIN, bias, self._units, network, limits)

    def _held_out(self) -> tuple[Numbers, Mapping[int, str]]:
        """The worst score of each sentence, and the unit of that; none (nan) of those never held
        out."""
        scores = np.full(len(self._said), np.nan)
        units: dict[int, str] = {}
        fold = np.array([self._said[at].fold for at in self._place])
        for out in range(_HELD_OUT):
            ear = self._ear(np.flatnonzero(fold != out).tolist())
            for at in np.flatnonzero(fold == out).tolist():
                place, sensed = self._place[at], ear.sense([self._rows[at].found])
                if not sensed.score <= scores[place]:
                    scores[place], units[place] = sensed.score, sensed.unit
        return scores, units

    def _caught(self, scores: Numbers) -> Numbers:
        """Scores of the emergencies that a rule catches."""
        return scores[
            [
                one.kind in ("said", "case") and _alarms(one.text, self._book, self._rules)
                for one in self._said
            ]
        ]

    def _softened(self, scores: Numbers, units: Mapping[int, str]) -> Numbers:
        """As the guard would, of look-alikes."""
        scores = scores.copy()
        for at, one in enumerate(self._said):
            known = one.kind == "lookalike" and at in units
            if known and doubted(one.text, self._book, self._rules, units[at]):
                scores[at] = _SOFTENED
        return scores


def _rows(at: int, said: Said, pieces: Sequence[Features]) -> Iterator[_Row]:
    if said.unit and len(pieces) > 1:
        return
    some = pieces[:_PIECES]
    yield from (_Row(at, piece, said.weight / len(some)) for piece in some)
    if said.kind in ("said", "case", "lookalike"):
        yield _Row(at, features(said.text), said.weight * _BARE)


def _balanced(rows: Sequence[_Row], inside: NDArray[np.bool_]) -> Weights:
    """Emergencies together weigh more than they would, but less than the rest."""
    weight = np.array([row.weight for row in rows], np.float32)
    ratio = weight[~inside].sum() / max(float(weight[inside].sum()), 1e-9)
    weight = weight * np.where(inside, np.sqrt(ratio), 1.0)
    balanced: Weights = (weight / weight.mean()).astype(np.float32)
    return balanced


def _limits(
    said: Sequence[Said], scores: Numbers, caught: Numbers, sure: Mapping[str, float]
) -> Limits:
    def above(shares: Mapping[str, float]) -> float:
        return max(
            float(np.quantile(_of(kind, said, scores), 1 - share)) for kind, share in shares.items()
        )

    surely = above(sure)
    doubted = float(np.nanquantile(caught, _UNLIKELY))
    return Limits(surely, min(above(_LIKELY), surely), doubted)


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
