"""A message, and the groups of words heard in it -> how much it sounds like an emergency, or like
what is refused.

The second ear beside the rules: an encoder, learned from what people say (training/alarms.py), for
wordings that no rule has. It alone decides nothing; match.py does, with the rules.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from nakshatra.knowledge.arbiter import Arbiter, label_of
from nakshatra.knowledge.choir import Choir
from nakshatra.knowledge.encoder import PLACES, Encoder, Line, rather
from nakshatra.knowledge.features import Weights
from nakshatra.knowledge.weights import VERSION, read, write
from nakshatra.safety.phrasebook import ENGLISH, Span
from nakshatra.safety.rules import Rules
from nakshatra.types import Kind

log = logging.getLogger(__name__)

FILE = Path("weights") / "alarms.npz"
SAYINGS = "sayings"

_VERSION = (VERSION, 3)
"""Of the features here and in knowledge/: raise it when they compute something else."""

_SHIFT = {Kind.EMERGENCY: 1.05, Kind.REFUSAL: 1.1}
"""Log-odds added to the mean of ear and arbiter, which is more cautious than the ear alone, for
which the limits were found (docs/decisions/0037-an-arbiter.md)."""

_WHOLE, _CLOSE = PLACES, 16
"""Words that are heard at once; a longer message is heard in pieces that overlap by half."""


@dataclass(frozen=True, slots=True)
class Sensed:
    score: float
    """Log-odds that something of the rules is said."""

    unit: str
    """The likeliest catch."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Scores: the first and the last found on held-out sentences, `likely` on sets of cases."""

    sure: float
    """From here it is an alarm even where no rule says so."""

    likely: float
    """From here first aid, or a refusal, is said where nobody knows an answer. What is so likely to
    be refused also lets a doubted alarm, and a secret that is told, count (guard.py)."""

    unlikely: float
    """Below, a rule's alarm is softened: its words stand there by chance."""


@dataclass(frozen=True, slots=True)
class Ear:
    encoder: Encoder
    """Labels: none, then the units."""

    units: tuple[str, ...]
    limits: Limits

    def sense(self, lines: Sequence[Line]) -> Sensed:
        """The piece that sounds worst."""
        return self.sensed([self.encoder.logits(line) for line in lines])

    def sensed(self, logits: Sequence[Weights]) -> Sensed:
        """The same, of what the encoder made of the pieces."""
        worst = max(logits, key=rather)
        return Sensed(rather(worst), self.units[int(np.argmax(worst[1:]))])


class Ears:
    """Of several experts, and the arbiter that has heard what all of them are asked."""

    def __init__(self, ears: Mapping[str, Ear], arbiter: Arbiter | None = None) -> None:
        self.of, self._arbiter = ears, arbiter
        self._choirs: dict[tuple[str, ...], Choir] = {}

    def sense(self, lines: Mapping[str, Sequence[Line]]) -> Mapping[str, Sensed]:
        """Expert -> what its ear hears of its lines of one message, which are equally many."""
        ids = tuple(lines)
        if ids not in self._choirs:
            self._choirs[ids] = Choir([self.of[id].encoder for id in ids])
        pieces = [self._choirs[ids].logits(piece) for piece in zip(*lines.values(), strict=True)]
        heard = zip(*pieces, strict=True)
        return {id: self.of[id].sensed(logits) for id, logits in zip(ids, heard, strict=True)}

    def judged(
        self, sensed: Sensed, rules: Rules, text: str, before: str = "", *, ruled: bool
    ) -> Sensed:
        """What one ear heard of the message, halfway to what the arbiter says of it, which reads it
        after the question `before`; `ruled`: a rule heard it too. What is refused and heard so, or
        surely, the arbiter only makes surer: it may know well what is asked about ("how many BP
        tablets a day")."""
        labels = {label_of(rules.kind, rules.expert, catch.id) for catch in rules.catches}
        if self._arbiter is None or not self._arbiter.hears(labels):
            return sensed
        urgent = rules.kind is Kind.EMERGENCY
        other = self._arbiter.caught(labels, text, close=urgent, previous=before)
        both = (sensed.score + other) / 2 + _SHIFT[rules.kind]
        stands = ruled or sensed.score >= self.of[rules.expert].limits.sure
        return replace(sensed, score=max(both, sensed.score) if stands and not urgent else both)


def lines(
    words: tuple[str, ...],
    found: Mapping[str, Sequence[Span]],
    tongues: Set[str],
    rules: Rules,
    *,
    close: bool = False,
) -> list[Line]:
    """The message whole, or its pieces when it is long; `close`: in short pieces, so that a long
    tale does not drown the one sentence that matters.

    `words`: folded; `tongues`: languages it may be in."""
    own = tongues | {ENGLISH}
    marks = sorted(
        {
            (place, group)
            for group, spans in found.items()
            if group.startswith(f"{rules.expert}/")
            for span in spans
            if span.codes & own
            for place in range(span.first, span.last + 1)
        }
    )
    return [
        Line(
            words[first:end],
            tuple((place - first, group) for place, group in marks if first <= place < end),
        )
        for first, end in _windows(len(words), _CLOSE if close else _WHOLE)
    ]


def _windows(count: int, size: int) -> Iterator[tuple[int, int]]:
    step = size // 2
    for first in range(0, max(count - size + step, 1), step):
        yield first, min(first + size, count)


def open_ear(folder: Path) -> Ear | None:
    """None when the expert has none, or one of other features."""
    path = folder / FILE
    if not path.is_file():
        return None
    arrays = read(path)
    version, _, learned = str(arrays.pop("made_from")).partition(" ")
    if version != _digest(_VERSION):
        log.warning("the ear is of another version", extra={"path": str(path)})
        return None
    if learned != _digest(_sayings(folder)):
        log.warning("the ear is older than the sayings", extra={"path": str(path)})
    limits = Limits(*arrays.pop("limits").tolist())
    return Ear(Encoder.of(arrays), tuple(arrays["units"].tolist()), limits)


def save_ear(folder: Path, ear: Ear) -> Path:
    path, limits = folder / FILE, ear.limits
    arrays = {
        "limits": np.array((limits.sure, limits.likely, limits.unlikely)),
        "units": np.array(ear.units),
        **ear.encoder.arrays(),
    }
    write(path, made_from(folder), arrays)
    return path


def made_from(folder: Path) -> str:
    """Digests of how it hears and of the sayings it has learned."""
    return f"{_digest(_VERSION)} {_digest(_sayings(folder))}"


def _sayings(folder: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted((folder / SAYINGS).glob("*.toml"))]


def _digest(what: object) -> str:
    return sha256(repr(what).encode()).hexdigest()[:16]
