"""Units -> the texts that readers learn from, each with the number of its unit; 0 = of no unit.

Asks, names, titles and the sentences of the answers. Asks are learned once more with what people
say around them, and what is in a script of India with some vowel signs lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from nakshatra.knowledge.features import words
from nakshatra.knowledge.outside import outside, talk
from nakshatra.knowledge.reader import line
from nakshatra.knowledge.units import Unit, bare
from nakshatra.text.sentences import sentences
from nakshatra.training.around import around, said_around
from nakshatra.training.encoder_rows import Rows
from nakshatra.training.slips import without_some

ASK, _NAME, _TITLE, _SAID = 1.0, 4.0, 0.7, 0.5
BEYOND, OTHER = 1.0, 0.3
"""What a text of each kind counts; the last two are of no unit."""

AROUND = 0.5
"""Of that, what it counts with something said around it."""

_LOST = 0.5
"""Of that, what it counts with signs lost."""


@dataclass(frozen=True, slots=True)
class Text:
    said: str
    label: int
    weight: float
    before: str = ""
    """The question before it, in a conversation."""


def of_units(units: Sequence[Unit], chance: Random) -> Iterator[Text]:
    """Labelled from 1, in their order."""
    for label, unit in enumerate(units, 1):
        for text in _of_unit(unit, label, chance):
            yield text
            lost = without_some(text.said, chance)
            if lost != text.said:
                yield replace(text, said=lost, weight=text.weight * _LOST)


def everyday() -> Iterator[Text]:
    yield from (Text(said, 0, OTHER) for said in (*outside(), *talk(), *said_around()))


def rows(texts: Iterable[Text]) -> Rows:
    """Without those that hold no word."""
    said = [text for text in texts if words(text.said)]
    return Rows.of(
        [line(text.said, text.before) for text in said],
        [text.label for text in said],
        np.array([text.weight for text in said], np.float32),
    )


def _of_unit(unit: Unit, label: int, chance: Random) -> Iterator[Text]:
    yield from (Text(name, label, _NAME) for name in unit.names)
    for code, text in unit.texts.items():
        for ask in text.asks:
            yield Text(ask, label, ASK)
            if said := around(code, ask):
                yield Text(said.put(ask, chance), label, ASK * AROUND)
        yield Text(bare(text.title), label, _TITLE)
        yield from (Text(said, label, _SAID) for said in sentences(bare(text.answer)))
