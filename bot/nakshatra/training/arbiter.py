"""All experts here -> the arbiter (knowledge/arbiter.py), which has read what every one of them is
asked, warns of and refuses.

What sounds like a danger or a refusal and is none teaches only that: a unit may answer it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from random import Random

from nakshatra.errors import CatalogueError
from nakshatra.knowledge.arbiter import NOTHING, Arbiter, is_caught, label_of
from nakshatra.knowledge.encoder import Encoder
from nakshatra.knowledge.units import Pack, Unit
from nakshatra.safety.redact import redact
from nakshatra.training.alarm_texts import cases, sayings
from nakshatra.training.around import around, put_around
from nakshatra.training.asked_on import AskedOn
from nakshatra.training.encoder_fit import ANY, Shape, fit
from nakshatra.training.hard import Hard, hard, harder
from nakshatra.training.reader_texts import (
    AROUND,
    ASK,
    BEYOND,
    OTHER,
    Text,
    everyday,
    of_units,
    rows,
)
from nakshatra.training.second_messages import by_language, said_next
from nakshatra.training.slips import without_some
from nakshatra.training.twins import twin
from nakshatra.types import Kind

log = logging.getLogger(__name__)

SHAPES = (
    Shape(slots=1 << 16, values=48, width=96, layers=1, steps=13_000, batch=256),
    Shape(slots=1 << 16, values=64, width=128, layers=1, steps=12_000, batch=256),
)
"""Of its encoders, each drawn anew: forty minutes of a core each, with what is learned gathered."""

_FURTHER = 10_000
"""Steps of one that goes on from what is known."""

_SAID, _HURRIED, _OFTEN = 1.0, 0.4, 0.5
"""What a saying counts; what it counts in other letters, with signs lost, or after a question; and
the share of them that stand once more in other letters, or with talk around them."""

_LATER = 0.3
"""Of the sayings, those that are learned once more after a question."""

_TWIN = 0.5
"""Of what a text counts, what it does in the other letters."""

_MORE, _OTHER, _TALK = 0.2, 0.2, 0.08
"""Of the asks, those that are learned once more with something after them: more of the same, any
other ask, and talk."""

_AFTER = 2
"""Questions after which what is asked on is learned."""


def learn(
    packs: Sequence[Pack],
    guarded: Mapping[Kind, Sequence[str]],
    folders: Mapping[str, Path],
    said: Sequence[AskedOn],
    known: Arbiter | None = None,
) -> tuple[Sequence[Encoder], Sequence[str]]:
    """The encoders and their labels. `packs`: those that answer; `guarded`: the experts that warn
    or refuse; `folders`: of them all; `said`: what is asked on, of all; `known`: the arbiter to go
    on from. Raise `MissingExtra` without PyTorch, `CatalogueError` where a text is of no unit or
    `known` has other units or shapes."""
    labels, chance = Labels(list(known.labels) if known else [NOTHING]), Random(0)
    texts = list(_of_all(packs, folders, said, labels, chance))
    every = by_language(packs)
    for kind, ids in guarded.items():
        for id in ids:
            texts += _of_guard(kind, folders[id], labels, every, chance)
    caught = [at for at, label in enumerate(labels.all) if is_caught(label)]
    started = _started(known, labels.all)
    learned = rows(texts)
    return [
        fit(learned, shape, len(labels.all), _report, start, other_than=caught, seed=seed)
        for seed, (shape, start) in enumerate(started)
    ], labels.all


def _started(known: Arbiter | None, labels: Sequence[str]) -> list[tuple[Shape, Encoder | None]]:
    """Each shape with what it goes on from."""
    if known is None:
        return [(shape, None) for shape in SHAPES]
    if known.labels != tuple(labels) or [*map(_size, known.encoders)] != [
        (shape.slots, shape.values, shape.width, shape.layers) for shape in SHAPES
    ]:
        raise CatalogueError(
            "there are units or catches that the arbiter does not know, or it is of other shapes: "
            "learn it anew, without --further"
        )
    shapes = [replace(shape, steps=min(shape.steps, _FURTHER)) for shape in SHAPES]
    return list(zip(shapes, known.encoders, strict=True))


def _size(encoder: Encoder) -> tuple[int, int, int, int]:
    layers = sum(name.endswith(".query") for name in encoder.dense)
    return (*encoder.embedding.shape, encoder.dense["into"].shape[1], layers)


@dataclass(slots=True)
class Labels:
    all: list[str] = field(default_factory=lambda: [NOTHING])
    _at: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self._at = {name: at for at, name in enumerate(self.all)}

    def of(self, name: str) -> int:
        """Its number, also when it is new."""
        if name not in self._at:
            self._at[name] = len(self.all)
            self.all.append(name)
        return self._at[name]


def _of_all(
    packs: Sequence[Pack],
    folders: Mapping[str, Path],
    said: Sequence[AskedOn],
    labels: Labels,
    chance: Random,
) -> Iterator[Text]:
    """What is asked, also what is hard to tell; what is asked on; and what nobody answers."""
    hard_ones = [
        one for pack in packs for one in hard(folders[pack.id]) if one.code in pack.card.languages
    ]
    after = [one for each in hard_ones for one in each.after]
    packs = [harder(pack, folders[pack.id]) for pack in packs]
    yield from _of_packs(packs, labels, chance)
    yield from _in_other_letters(packs, hard_ones, labels, chance)
    yield from _second(packs, [*said, *after], labels, chance)
    yield from everyday()


def _of_packs(packs: Sequence[Pack], labels: Labels, chance: Random) -> Iterator[Text]:
    for pack in packs:
        units = list(pack.units.values())
        own = [labels.of(unit.name) for unit in units]
        for text in of_units(units, chance):
            yield replace(text, label=own[text.label - 1])
        for beyond in pack.beyond:
            yield Text(beyond, 0, BEYOND)
            yield Text(put_around(beyond, chance), 0, BEYOND * AROUND)


def _in_other_letters(
    packs: Sequence[Pack], hard_ones: Sequence[Hard], labels: Labels, chance: Random
) -> Iterator[Text]:
    """What is asked, and what comes near and nobody answers."""
    asks = (
        (ask, code, labels.of(unit.name), ASK)
        for pack in packs
        for unit in pack.units.values()
        for code, text in unit.texts.items()
        for ask in text.asks
    )
    beyond = ((text, one.code, 0, BEYOND) for one in hard_ones for text in one.beyond)
    for text, code, label, weight in chain(asks, beyond):
        if other := twin(text, code, chance):
            yield Text(other, label, weight * _TWIN)


def _second(
    packs: Sequence[Pack], said: Sequence[AskedOn], labels: Labels, chance: Random
) -> Iterator[Text]:
    """What follows a question: what is asked on of it, any other question, or talk."""
    units = {unit.name: unit for pack in packs for unit in pack.units.values()}
    for one in said:
        text = units[one.before].texts.get(one.code) if one.before in units else None
        asks = text.asks if text else ()
        for ask in chance.sample(asks, min(_AFTER, len(asks))):
            yield Text(one.said, labels.of(one.now), ASK, ask)
            if other := twin(one.said, one.code, chance):
                before = twin(ask, one.code, chance) or ask
                yield Text(other, labels.of(one.now), ASK * _TWIN, before)
    every = by_language(packs)
    for pack in packs:
        for code, own in by_language([pack]).items():
            if code in said_next():
                yield from _after(pack, code, own, every[code], labels, chance)
    for after in said_next().values():
        yield from (Text(more, 0, OTHER) for more in chain(*after.more.values()))


def _after(
    pack: Pack,
    code: str,
    asks: Sequence[tuple[str, Unit]],
    every: Sequence[tuple[str, Unit]],
    labels: Labels,
    chance: Random,
) -> Iterator[Text]:
    after = said_next()[code]
    more = after.of(pack.card.domains)
    for ask, unit in asks:
        drawn = chance.random()
        if drawn < _MORE:
            yield Text(chance.choice(more), labels.of(unit.name), ASK, ask)
        elif drawn < _MORE + _OTHER:
            other, meant = chance.choice(every)
            yield Text(other, labels.of(meant.name), ASK, ask)
        elif drawn < _MORE + _OTHER + _TALK:
            yield Text(chance.choice(after.talk), 0, ASK, ask)


def _of_guard(
    kind: Kind,
    folder: Path,
    labels: Labels,
    every: Mapping[str, Sequence[tuple[str, Unit]]],
    chance: Random,
) -> Iterator[Text]:
    """What the expert of this folder catches, also after any question."""
    for code, said, catch in _sayings(kind, folder):
        label = labels.of(label_of(kind, folder.name, catch)) if catch else ANY
        text = redact(said)  # as it arrives
        yield from _said(text, code, label, chance)
        if code in every and chance.random() < _LATER:
            before, _ = chance.choice(every[code])
            yield Text(text, label, _SAID * _HURRIED, before)


def _sayings(kind: Kind, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Language, what is said, and the catch; "" of what only sounds so."""
    real = [*sayings(folder), *(cases(folder) if kind is Kind.EMERGENCY else ())]
    yield from ((code, one.text, one.unit) for code, one in real)
    for one in hard(folder):
        for catch, texts in one.sayings.items():
            yield from ((one.code, text, catch) for text in texts)


def _said(text: str, code: str, label: int, chance: Random) -> Iterator[Text]:
    """As it is, with talk around it, in the other letters, with signs lost."""
    yield Text(text, label, _SAID)
    led = around(code, text)
    if led and chance.random() < _OFTEN:
        yield Text(led.put(text, chance), label, _SAID * AROUND)
    lost = without_some(text, chance)
    if lost != text:
        yield Text(lost, label, _SAID * _HURRIED)
    if chance.random() < _OFTEN and (other := twin(text, code, chance)):
        yield Text(other, label, _SAID * _HURRIED)


def _report(step: int, loss: float) -> None:
    log.info("learning the arbiter", extra={"step": step, "loss": round(loss, 3)})
