"""All packs here -> the primer: an encoder that has read what every one of them is asked.

A pack alone has a few sentences to a word; together they have many. So each reader begins from what
the primer knows of words and their order, and learns its own units: an expert that joins later, or
one of somebody else, begins from the same file and changes no other. Nothing reads it but training.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from nakshatra.knowledge.encoder import Encoder
from nakshatra.knowledge.units import Pack
from nakshatra.knowledge.weights import VERSION, read, write
from nakshatra.training.encoder_fit import Shape, fit
from nakshatra.training.reader_texts import BEYOND, Text, everyday, of_units, rows

log = logging.getLogger(__name__)

SHAPE = Shape(slots=1 << 15, values=48, width=64, layers=1, steps=5000, batch=256)
"""Of a reader, and so of the primer."""

STEPS = 11_000
"""Of the primer: half an hour of a core."""

PATH = Path(__file__).with_name("primer.npz")

_OUT = ("out", "out_bias")
"""What tells the labels: every reader has its own."""


def learn(packs: Sequence[Pack]) -> Encoder:
    """`packs`: those that readers are learned for. Raise `MissingExtra` without PyTorch."""
    units = sum(len(pack.units) for pack in packs)
    learned = fit(rows(_texts(packs)), replace(SHAPE, steps=STEPS), units + 1, _report)
    kept = {name: part for name, part in learned.dense.items() if name not in _OUT}
    return replace(learned, dense=kept)


def save(primer: Encoder) -> Path:
    write(PATH, str(VERSION), primer.arrays())
    return PATH


def primer() -> Encoder | None:
    """As shipped; None when features are others by now, until it is learned again."""
    arrays = read(PATH, "primer")
    if str(arrays.pop("made_from")) != str(VERSION):
        log.warning("the primer is of other features: run `nakshatra experts primer`")
        return None
    return Encoder.of(arrays)


def _report(step: int, loss: float) -> None:
    log.info("learning the primer", extra={"step": step, "loss": round(loss, 3)})


def _texts(packs: Sequence[Pack]) -> Iterator[Text]:
    chance, before = Random(0), 0
    for pack in packs:
        for text in of_units(list(pack.units.values()), chance):
            yield replace(text, label=text.label + before)
        yield from (Text(said, 0, BEYOND) for said in pack.beyond)
        before += len(pack.units)
    yield from everyday()
