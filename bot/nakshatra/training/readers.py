"""A pack and the packs beside it -> the reader of its units.

From its asks, names, titles and the sentences of its answers; none of its units is meant by what
lies beyond them, by what the other packs are asked, and by everyday sentences. What is in a script
of India is learned once more with some vowel signs lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from nakshatra.knowledge.features import words
from nakshatra.knowledge.field import asked
from nakshatra.knowledge.outside import outside, talk
from nakshatra.knowledge.reader import Reader, line
from nakshatra.knowledge.units import PLACEHOLDER, Pack, Unit
from nakshatra.text.sentences import sentences
from nakshatra.training.encoder_fit import Shape, fit
from nakshatra.training.encoder_rows import Rows
from nakshatra.training.slips import without_some

log = logging.getLogger(__name__)

SHAPE = Shape(slots=1 << 14, values=48, width=64, layers=1, steps=2500, batch=256)

_ASK, _NAME, _TITLE, _SAID = 1.0, 4.0, 0.7, 0.5
_BEYOND, _OTHER = 1.0, 0.3
"""What a text of each kind counts."""

_LOST = 0.5
"""Of that, what it counts with signs lost."""

_OTHERS = 2500
"""Asks of each other pack, at most."""


@dataclass(frozen=True, slots=True)
class _Text:
    said: str
    label: int
    """0: of no unit."""

    weight: float


def train(pack: Pack, others: Sequence[Pack]) -> Reader:
    """`others`: packs beside it, of which those that name nobody to ask stay out: a question of
    health may be an emergency's too. Raise `MissingExtra` without PyTorch."""
    chance = Random(0)
    texts = [*_of_units(list(pack.units.values()), chance), *_of_none(pack, others, chance)]
    texts = [text for text in texts if words(text.said)]
    rows = Rows.of(
        [line(text.said) for text in texts],
        [text.label for text in texts],
        np.array([text.weight for text in texts], np.float32),
    )
    return Reader(fit(rows, SHAPE, len(pack.units) + 1, _report), tuple(pack.units))


def _report(step: int, loss: float) -> None:
    log.info("learning a reader", extra={"step": step, "loss": round(loss, 3)})


def _of_units(units: Sequence[Unit], chance: Random) -> Iterator[_Text]:
    for label, unit in enumerate(units, 1):
        for text in _of_unit(unit, label):
            yield text
            lost = without_some(text.said, chance)
            if lost != text.said:
                yield replace(text, said=lost, weight=text.weight * _LOST)


def _of_unit(unit: Unit, label: int) -> Iterator[_Text]:
    yield from (_Text(name, label, _NAME) for name in unit.names)
    for text in unit.texts.values():
        yield from (_Text(ask, label, _ASK) for ask in text.asks)
        yield _Text(_bare(text.title), label, _TITLE)
        yield from (_Text(said, label, _SAID) for said in sentences(_bare(text.answer)))


def _of_none(pack: Pack, others: Sequence[Pack], chance: Random) -> Iterator[_Text]:
    yield from (_Text(said, 0, _BEYOND) for said in pack.beyond)
    for other in (one for one in others if one.card.unknown):
        asks = list(asked(*other.units.values()))
        for said in chance.sample(asks, min(_OTHERS, len(asks))):
            yield _Text(said, 0, _OTHER)
    yield from (_Text(said, 0, _OTHER) for said in (*outside(), *talk()))


def _bare(template: str) -> str:
    return PLACEHOLDER.sub(" ", template)
