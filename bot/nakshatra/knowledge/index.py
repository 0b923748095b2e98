"""A pack's ways of asking, in all its languages -> the units that answer a question, surest first.

A linear scorer (linear.py) ranks the units, with a reader (reader.py) where the pack has one; how
much of the question the pack has ever heard says whether any of them answers it. Makes no words and
knows no facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.background import rarity
from nakshatra.knowledge.features import Ids, Weights, by_sound, features, word_ids, words
from nakshatra.knowledge.likeness import of_a_kind
from nakshatra.knowledge.linear import NONE, Example, Linear, fit
from nakshatra.knowledge.named import Named, named_by
from nakshatra.knowledge.names import Names
from nakshatra.knowledge.odds import chance, odds
from nakshatra.knowledge.reader import Reader
from nakshatra.knowledge.units import Unit, bare
from nakshatra.text.sentences import sentences

_TITLE = 0.7
_SAID = 0.5
"""What a title, and a sentence of an answer, count beside a way of asking when learning."""

_NAME = 4.0
"""What a name counts: many asks of other units have it too, among other words."""

_STRANGE = 1.0
"""What a question that no unit answers counts beside a way of asking."""

_KNOWN, _NAMED = 0.7, 0.3
"""What a unit's share of the question's words, and of its meanings, counts beside its learned
score."""

_READ = 0.06
"""What a reader's log-probability counts beside the learned score."""

_TELLING = 7.0
"""What a point of score between two units counts in log-odds (as fitted with the three above)."""

_READABLE = 3
"""Words from which a question is read; of fewer the scorer alone knows as much as there is."""

_BORNE = 1.5
"""Log-odds for a unit that bears the name in the question, or is of a kind with one that does:
other packs speak of "pm kisan" too."""

_ALONE = 0.25
"""Score for the unit whose name is all that is said, before neighbours of much the same name."""

_UNHEARD, _UNSAID = float(np.log(0.2)), 0.25
"""The unit that tells whom to ask is not surer than that, and so not said, when the reader finds it
less likely than this: people ask for it in the words of all, and the scorer alone takes small talk
for it."""

_LEARNED = 0.1
"""Learned score below which no unit is likely where nothing is read: two words that each sound like
one of its own ("joke sunao") are no question yet."""

_FRAME, _KIN = 0.5, 0.8
"""What the question before counts beside the new words, and of that for a unit of a kind with the
one it asked for."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for the best unit; the calibration makes a probability of it."""

    score: float
    lead: float
    """Log-odds of the unit against all others of the pack, by their scores."""

    heard: float
    """Share of the question's words, by rarity, that the pack has in any text, 0 to 1."""

    meant: float = 0.0
    """Log-probability, by the reader, that any unit is meant; 0 where there is none."""

    def values(self) -> tuple[float, ...]:
        """What a calibration weighs."""
        return 1.0, self.score, self.lead, self.heard, self.meant


@dataclass(frozen=True, slots=True)
class Hit:
    unit: Unit
    p: float
    """Calibrated probability, 0 to 1, that it answers the question."""

    signs: Signs
    read: bool = False
    """Whether a reader has read the question."""


Vocabulary = tuple[Ids, NDArray[np.bool_]]
"""The words of all units, and which unit has which (words x units)."""


class Index:
    """Built once; searched from any thread."""

    def __init__(
        self,
        units: Sequence[Unit],
        linear: Linear | None = None,
        vocabulary: Vocabulary | None = None,
        named: Named | None = None,
        beyond: Sequence[str] = (),
        reader: Reader | None = None,
        whom: str = "",
    ) -> None:
        """The scorer, the words and the meanings, made earlier from the same units; None = learn
        them now. `beyond`: questions that no unit answers. `reader`: of these units, in their
        order; None = search without. `whom`: the unit that tells whom to ask."""
        self.units = tuple(units)
        self.linear = linear or fit([*examples(units), *strange(beyond)], len(units))
        self.vocabulary = vocabulary or _vocabulary(units)
        self._words, self._has = self.vocabulary
        self.named = named or named_by(units)
        self.names = Names.of(units)
        self._kin = [
            [at for at, other in enumerate(units) if of_a_kind(unit.id, other.id)] for unit in units
        ]
        self.reader = reader
        self.whom = whom

    def search(self, *texts: str, previous: str = "", limit: int = 3) -> list[Hit]:
        """At most `limit` units, of the highest score first, for the forms of one question.

        With `previous` (the question before), the new words decide and the old give the frame: a
        unit gains from the old question as far as it knows the new one's words; the reader reads
        the new after the old.
        """
        found = features(*texts)
        if not len(found.ids):
            return []
        heard, known = self._coverage(texts)
        named, borne = self.named.shares(texts), self.names.borne(texts)
        told = max(len(words(text)) for text in (previous, *texts))
        reader = self.reader if told >= _READABLE else None
        nothing = np.zeros(len(self.units), np.float32)
        read = reader.read(*texts, previous=previous) if reader else nothing
        meant = float(np.logaddexp.reduce(read)) if reader else 0.0
        learned = self.linear.score(found)
        scores = learned + _KNOWN * known + _NAMED * named + _READ * read
        if previous:
            scores = scores + _FRAME * self._before(previous) * known
        scores[list(self.names.alone(texts))] += _ALONE
        likely = np.exp(_TELLING * (scores - scores.max()))
        likely = likely / likely.sum()
        hits = []
        for at in np.argsort(-scores)[:limit]:
            signs = Signs(float(scores[at]), odds(float(likely[at])), heard, meant)
            p = probability(signs, CALIBRATION if reader else UNREAD)
            if not reader and learned[at] < _LEARNED:
                p = min(p, _UNSAID)
            if at in borne:
                p = chance(odds(p) + _BORNE)
            elif reader and self.units[at].id == self.whom and read[at] < _UNHEARD:
                p = min(p, _UNSAID)
            hits.append(Hit(self.units[at], p, signs, read=reader is not None))
        return hits

    def meant(self, *texts: str) -> float:
        """Log-probability, by the reader, that the forms of one message mean any unit; 0 where
        there is none."""
        return float(np.logaddexp.reduce(self.reader.read(*texts))) if self.reader else 0.0

    def _before(self, previous: str) -> Weights:
        """What each unit scores for the question before: those of a kind with another, nearly what
        that does, for "and of gram?" asks for the same of another crop."""
        asked = self.linear.score(features(previous))
        kin = [max((asked[at] for at in kin), default=0.0) for kin in self._kin]
        framed: Weights = np.maximum(asked, _KIN * np.array(kin, np.float32))
        return framed

    def _coverage(self, texts: Sequence[str]) -> tuple[float, Weights]:
        """How much of the question any unit has heard of, and each unit; of the best form."""
        ids = word_ids(*texts)
        weights = rarity(ids)
        at = np.minimum(np.searchsorted(self._words, ids), len(self._words) - 1)
        there = self._words[at] == ids
        total = max(float(weights.sum()), 1e-9)
        known = weights[there] @ self._has[at[there]].astype(np.float32) / total
        return float(weights[there].sum()) / total, known


def probability(signs: Signs, calibration: Sequence[float]) -> float:
    """That it answers, if the question is in the pack's field: a logistic of the signs."""
    return chance(sum(map(mul, calibration, signs.values())))


CALIBRATION = (-0.94, 0.65, 0.76, 0.36, 1.52)
"""Of 1, score, lead, heard, meant; fitted on questions that nobody had learned
(docs/decisions/0034-whose-question.md). `nakshatra experts calibrate` fits them on asks held out,
and comes near."""

UNREAD = (-2.93, 1.58, 0.95, 0.94, 0.0)
"""The same where nothing is read: no reader, or hardly a word."""


def examples(units: Sequence[Unit]) -> list[Example]:
    """What the scorer learns from: asks whole, titles and sentences of the answers in part."""
    found = []
    for label, unit in enumerate(units):
        for name in unit.names:
            found += [Example(form, label, _NAME) for form in (features(name), by_sound(name))]
        for text in unit.texts.values():
            found += [Example(features(ask), label) for ask in text.asks]
            found.append(Example(features(bare(text.title)), label, _TITLE))
            said = sentences(bare(text.answer))
            found += [Example(features(sentence), label, _SAID) for sentence in said]
    return [example for example in found if len(example.found.ids)]


def strange(beyond: Sequence[str]) -> list[Example]:
    """Near the units in words and far in meaning: every unit learns to score them 0."""
    found = [Example(features(text), NONE, _STRANGE) for text in beyond]
    return [example for example in found if len(example.found.ids)]


def _vocabulary(units: Sequence[Unit]) -> Vocabulary:
    per_unit = [word_ids(*_texts(unit)) for unit in units]
    words = np.unique(np.concatenate(per_unit))
    has = np.zeros((len(words), len(units)), np.bool_)
    for at, ids in enumerate(per_unit):
        has[np.searchsorted(words, ids), at] = True
    return words, has


def _texts(unit: Unit) -> list[str]:
    said = [
        line
        for text in unit.texts.values()
        for line in (*text.asks, bare(text.title), bare(text.answer))
    ]
    return [*unit.names, *said]
