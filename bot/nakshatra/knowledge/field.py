"""A pack's folder -> how likely a question is in its field; learned against everyday speech, so
that adding or removing an expert changes no other.

The shipped scorer (weights/field.npz, made by `nakshatra experts train`) has read more than the
folder; a folder without one is learned from its own examples, words and asks when it is opened.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np

from nakshatra.cards import ExpertCard
from nakshatra.knowledge.background import rarity
from nakshatra.knowledge.features import Features, features
from nakshatra.knowledge.linear import Example, Linear, fit
from nakshatra.knowledge.outside import outside
from nakshatra.knowledge.units import Pack, Unit, read_pack
from nakshatra.knowledge.weights import VERSION, read, write
from nakshatra.knowledge.wordlists import Wordlist, wordlists

log = logging.getLogger(__name__)

FILE = Path("weights") / "field.npz"

_EXAMPLE = 2.0
"""What an example of the card counts beside a unit's way of asking: it is wider."""

_WORD, _MOST_WORDS = 0.5, 1500
"""Of more words a sample is learned from at load: time grows faster than they do."""

_SILENT = -30.0
_SLOPE, _MIDDLE = 9.0, 0.35
"""Of a scorer learned here: score to probability, fitted on held-out questions."""


@dataclass(frozen=True, slots=True)
class Field:
    """One expert's field."""

    linear: Linear
    slope: float
    middle: float
    """The score at which a question is as likely in the field as not."""

    def score(self, found: Features) -> float:
        """In log-odds; what says nothing is in no field."""
        if not len(found.ids):
            return _SILENT
        return self.slope * (float(self.linear.score(found)[0]) - self.middle)


def open_field(folder: Path, card: ExpertCard) -> Field:
    """Raise `CatalogueError` when the folder has a fault."""
    path = folder / FILE
    if path.is_file():
        arrays = read(path)
        if str(arrays.pop("made_from")) == made_from(folder, card):
            slope, middle = arrays.pop("curve").tolist()
            return Field(Linear.of(arrays), slope, middle)
        log.warning("the field's weights are older than its examples", extra={"expert": card.id})
    return learn(read_pack(folder, card), words(folder))


def save(folder: Path, card: ExpertCard, field: Field) -> Path:
    curve = np.array([field.slope, field.middle])
    path = folder / FILE
    write(path, made_from(folder, card), {"curve": curve, **field.linear.arrays()})
    return path


def learn(pack: Pack, field_words: tuple[str, ...] = ()) -> Field:
    """From the pack's own texts against everyday speech."""
    sample = Random(0).sample(field_words, min(_MOST_WORDS, len(field_words)))
    linear = fit(
        [Example(heard(text), 0, _EXAMPLE) for text in pack.card.examples]
        + [Example(heard(text), 0) for text in asked(*pack.units.values())]
        + [Example(heard(text), 0, _WORD) for text in sample]
        + [Example(heard(text), -1) for text in outside()],
        1,
    )
    return Field(linear, _SLOPE, _MIDDLE)


def heard(*texts: str) -> Features:
    """Features of the forms of a question; words of everyday speech count little."""
    found = features(*texts)
    return replace(found, weights=found.weights * rarity(found.ids))


def asked(*units: Unit) -> Iterator[str]:
    """Every name, title and way of asking."""
    for unit in units:
        yield from unit.names
        for text in unit.texts.values():
            yield text.title
            yield from text.asks


def words(folder: Path) -> tuple[str, ...]:
    """Words of the field beyond the units, in any language; none when not there."""
    return tuple(word for listed in vocabulary(folder).values() for word in listed.words)


def vocabulary(folder: Path) -> Mapping[str, Wordlist]:
    """words/<code>.toml of each language."""
    return wordlists(folder / "words")


def made_from(folder: Path, card: ExpertCard) -> str:
    """A digest of what says how wide the field is; an edited answer does not change it."""
    return sha256(repr((VERSION, card.examples, vocabulary(folder))).encode()).hexdigest()
