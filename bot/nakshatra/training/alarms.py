"""Sentences with the catch they call for -> the guard's second ear, and how well it hears.

What is learned and from what: alarm_texts.py. What is sure and what is unlikely is found on
sentences held out.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nakshatra.errors import CatalogueError
from nakshatra.knowledge.encoder import Encoder, Line
from nakshatra.knowledge.features import Weights
from nakshatra.knowledge.units import Pack
from nakshatra.safety.alarms import SAYINGS, Ear, Limits
from nakshatra.safety.match import caught, heard_in
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.rules import Rules
from nakshatra.training import primer
from nakshatra.training.alarm_texts import Said, gather
from nakshatra.training.encoder_fit import Shape, between, fit
from nakshatra.training.encoder_rows import Rows
from nakshatra.types import Kind

log = logging.getLogger(__name__)

SHAPES = {
    Kind.EMERGENCY: Shape(slots=1 << 16, values=64, width=128, layers=2, steps=4600),
    Kind.REFUSAL: replace(primer.SHAPE, steps=3000),
}
"""Ears for refusals begin from the primer, as readers do; that of emergencies reads more closely
than it could."""

_FURTHER, _NEW = 2000, 0.75
"""Steps, when an ear goes on from what it knows; and what the weights it comes to count beside
those it had. With all of the new it is quieter, and misses more."""

_HELD_OUT = 0
"""The part of FOLDS that is held out once, to find the limits; then all is learned."""

_PIECES = 6
"""Of an ordinary text, at most; a long emergency is not learned from: who knows which piece?"""

_SURE = {
    Kind.EMERGENCY: {"lookalike": 0.05, "other": 0.01, "ordinary": 0.01},
    Kind.REFUSAL: {"lookalike": 0.06, "other": 0.004, "ordinary": 0.005},
}
"""Shares of held-out look-alikes, asks of other packs and ordinary text above the limit. Many of
the look-alikes differ from an emergency in one word, and none of their kind was learned from. A
refusal that is not due costs an answer, and one that is missed finds "I do not know"."""

_LEAST = {Kind.EMERGENCY: 2.0, Kind.REFUSAL: 1.5}
"""Log-odds that it needs at the least, whatever the shares allow."""

_LIKELY = {Kind.EMERGENCY: 1.0, Kind.REFUSAL: 0.15}
"""Log-odds from which first aid, or a refusal, is said where nobody knows an answer: chosen on sets
of cases, with the arbiter beside the ear (decision 38)."""

_UNLIKELY = 0.012
"""Of held-out emergencies that a rule catches, the share below the limit under which it is not
believed."""

_BELIEVED = -1.0
"""Log-odds below which a rule is not believed, whatever that share allows: chosen on sets of cases
(decision 27), where it cost no emergency and nothing that must be refused."""

_EVEN = 0.0
"""No rule is disbelieved where the ear too hears danger rather than not."""

_NO_LIMITS = Limits(0.0, 0.0, 0.0)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Learned:
    ear: Ear
    held_out: Mapping[str, tuple[int, float, float]]
    """Kind -> sentences, share that is surely an emergency, share that is at least likely one."""


def train(
    pack: Pack,
    folder: Path,
    others: Sequence[Pack],
    book: Phrasebook,
    rules: Rules | None,
    data: Path | None = None,
    known: Ear | None = None,
) -> Learned | None:
    """None when the pack has no rules, or nobody wrote sayings for them. `book` holds the rules of
    all experts, as the guard's does; `known`: the ear to go on from."""
    if rules is None or not (folder / SAYINGS).is_dir():
        return None
    learner = Learner.of(pack, folder, others, book, rules, data)
    return Learned(learner.further(known), {}) if known else learner.learned()


def _report(step: int, loss: float) -> None:
    log.info("learning an ear", extra={"step": step, "loss": round(loss, 3)})


def _alarms(text: str, book: Phrasebook, rules: Rules) -> bool:
    """Packs answer what is an emergency too, when someone asks for it."""
    return any(not one.soft for one in caught(text, book, [rules]))


class Learner:
    def __init__(self, said: Sequence[Said], book: Phrasebook, rules: Rules) -> None:
        self._said, self._book, self._rules = said, book, rules
        self.units = tuple(sorted({one.unit for one in said} - {""}))
        self._lines = [heard_in(one.text, book, rules) for one in said]
        some = [
            (at, line, said[at].weight / len(chosen))
            for at, lines in enumerate(self._lines)
            for chosen in [_learned_from(said[at], lines)]
            for line in chosen
        ]
        labels = np.array([self._label(said[at].unit) for at, _, _ in some], np.int32)
        weights = np.array([weight for _, _, weight in some], np.float32)
        weights = _balanced(weights, labels > 0)
        self.rows = Rows.of([line for _, line, _ in some], labels.tolist(), weights)
        self.folds = np.array([said[at].fold for at, _, _ in some])

    @classmethod
    def of(
        cls,
        pack: Pack,
        folder: Path,
        others: Sequence[Pack],
        book: Phrasebook,
        rules: Rules,
        data: Path | None,
    ) -> Learner:
        said = [
            one
            for one in gather(pack, folder, rules, others, data)
            if one.kind != "other" or not _alarms(one.text, book, rules)
        ]
        return cls(said, book, rules)

    def _label(self, unit: str) -> int:
        return self.units.index(unit) + 1 if unit else 0

    def learned(self) -> Learned:
        return self.joined(self.encoder(held_out=True), self.encoder(held_out=False))

    def further(self, ear: Ear) -> Ear:
        """What the ear knows and these sentences, in as many slots; its limits stay: nothing is
        held out of what it has seen. Raise `CatalogueError` when it knows other units."""
        if ear.units != self.units:
            raise CatalogueError(f"{self._rules.expert}: the ear knows other units; train it anew")
        slots = len(ear.encoder.embedding)
        shape = replace(SHAPES[self._rules.kind], steps=_FURTHER, slots=slots)
        count = len(self.units) + 1
        fitted = fit(self.rows, shape, count, _report, ear.encoder)
        limits = self._believing(ear.limits)
        return replace(ear, encoder=between(ear.encoder, fitted, _NEW), limits=limits)

    def encoder(self, *, held_out: bool) -> Encoder:
        """Learned from all, or from all that is not held out."""
        chosen = np.flatnonzero(self.folds != _HELD_OUT) if held_out else np.arange(len(self.folds))
        count = len(self.units) + 1
        refuses = self._rules.kind is Kind.REFUSAL
        start = primer.primer() if refuses else None
        return fit(self.rows.some(chosen), SHAPES[self._rules.kind], count, _report, start)

    def joined(self, part: Encoder, whole: Encoder) -> Learned:
        """The ear of `whole`, with the limits of `part`, which has not seen what is held out."""
        scores = self._held_out(Ear(part, self.units, _NO_LIMITS))
        limits = self._believing(self._limits(scores))
        return Learned(Ear(whole, self.units, limits), _shares(self._said, scores, limits))

    def _limits(self, scores: Numbers) -> Limits:
        above = (
            float(np.quantile(_of(kind, self._said, scores), 1 - share))
            for kind, share in _SURE[self._rules.kind].items()
        )
        sure = max(*above, _LEAST[self._rules.kind])
        doubted = float(np.nanquantile(self._caught(scores), _UNLIKELY))
        return Limits(sure, _LIKELY[self._rules.kind], min(doubted, _EVEN))

    def _believing(self, limits: Limits) -> Limits:
        return replace(limits, unlikely=max(limits.unlikely, _BELIEVED))

    def _held_out(self, ear: Ear) -> Numbers:
        """Scores of the sentences that are held out; others: nan."""
        scores = np.full(len(self._said), np.nan)
        for at, one in enumerate(self._said):
            if one.fold == _HELD_OUT:
                scores[at] = ear.sense(self._lines[at]).score
        return scores

    def _caught(self, scores: Numbers) -> Numbers:
        """Scores of the emergencies that a rule catches."""
        return scores[
            [
                one.kind in ("said", "case") and _alarms(one.text, self._book, self._rules)
                for one in self._said
            ]
        ]


def _learned_from(said: Said, lines: Sequence[Line]) -> Sequence[Line]:
    return () if said.unit and len(lines) > 1 else lines[:_PIECES]


def _balanced(weight: Weights, inside: NDArray[np.bool_]) -> Weights:
    """Emergencies together weigh more than they would, but less than the rest."""
    ratio = weight[~inside].sum() / max(float(weight[inside].sum()), 1e-9)
    weight = weight * np.where(inside, np.sqrt(ratio), 1.0)
    balanced: Weights = (weight / weight.mean()).astype(np.float32)
    return balanced


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
