"""A pack and the packs beside it -> the reader of its units.

From its own texts (reader_texts.py) and what may follow them (second_messages.py), beginning with
the primer; none of its units is meant by what lies beyond them, by what the other packs are asked,
and by everyday sentences.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from random import Random

from nakshatra.knowledge.encoder import Encoder
from nakshatra.knowledge.field import asked
from nakshatra.knowledge.reader import Reader
from nakshatra.knowledge.units import Pack
from nakshatra.training.around import put_around
from nakshatra.training.asked_on import AskedOn
from nakshatra.training.encoder_fit import fit
from nakshatra.training.primer import SHAPE
from nakshatra.training.reader_texts import AROUND, BEYOND, Text, everyday, of_units, rows
from nakshatra.training.second_messages import leaning, second_messages

log = logging.getLogger(__name__)

_OTHERS, _THEIRS, _LED = 8000, 0.1, 0.5
"""Asks of each other pack, at most; what one counts; how many have something said around them."""


def train(
    pack: Pack, others: Sequence[Pack], primer: Encoder | None, said: Sequence[AskedOn] = ()
) -> Reader:
    """`others`: packs beside it, of which those that name nobody to ask stay out: a question of
    health may be an emergency's too. `primer`: what it begins with; None = with nothing. `said`:
    what is asked on, of all. Raise `MissingExtra` without PyTorch."""
    chance = Random(0)
    texts = [*of_units(list(pack.units.values()), chance), *_of_none(pack, others, chance)]
    texts += second_messages(pack, _telling(others), chance)
    texts += leaning(pack, _telling(others), said, chance)
    learned = fit(rows(texts), SHAPE, len(pack.units) + 1, _report, primer)
    return Reader(learned, tuple(pack.units))


def _report(step: int, loss: float) -> None:
    log.info("learning a reader", extra={"step": step, "loss": round(loss, 3)})


def _telling(others: Sequence[Pack]) -> list[Pack]:
    """Those that name somebody to ask."""
    return [one for one in others if one.card.unknown]


def _of_none(pack: Pack, others: Sequence[Pack], chance: Random) -> Iterator[Text]:
    for said in pack.beyond:
        yield Text(said, 0, BEYOND)
        yield Text(put_around(said, chance), 0, BEYOND * AROUND)
    for other in _telling(others):
        asks = list(asked(*other.units.values()))
        for said in chance.sample(asks, min(_OTHERS, len(asks))):
            led = put_around(said, chance) if chance.random() < _LED else said
            yield Text(led, 0, _THEIRS)
    yield from everyday()
