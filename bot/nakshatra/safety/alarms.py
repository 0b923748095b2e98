"""A message, and the groups of words heard in it -> how much it sounds like an emergency, or like
what is refused.

The second ear beside the rules: a linear scorer and a small network, learned from what people say
(training/alarms.py), for wordings that no rule has. They alone decide nothing; match.py does, with
the rules.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.features import Features, features
from nakshatra.knowledge.linear import Linear
from nakshatra.knowledge.network import Network, rather
from nakshatra.knowledge.weights import VERSION, read, write
from nakshatra.safety.phrasebook import ENGLISH, Span
from nakshatra.safety.rules import Rules

log = logging.getLogger(__name__)

FILE = Path("weights") / "alarms.npz"
SAYINGS = "sayings"

_VERSION = (VERSION, 2)
"""Of the features here and in knowledge/: raise it when they compute something else."""

_LONG, _PIECE, _STEP = 18, 14, 7
"""Words: a longer message is also heard in pieces of so many, each so many after the last, so that
a long tale does not drown the one sentence that matters."""

_FEW = 4
"""Words in which one thing can be told: what stands around them must not drown it."""

_GROUP, _PART = 1.5, 1.5
"""What a group, or a part of a catch, counts beside a whole word's key (1)."""


@dataclass(frozen=True, slots=True)
class Sensed:
    score: float
    """Log-odds, of two opinions added, that something of the rules is said."""

    unit: str
    """The likeliest catch."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Scores, found on held-out sentences."""

    sure: float
    """From here it is an alarm even where no rule says so."""

    likely: float
    """From here one line with the number follows the ordinary answer, and a rule that something
    had softened is an alarm after all."""

    unlikely: float
    """Below, a rule's alarm is softened: its words stand there by chance."""


@dataclass(frozen=True, slots=True)
class Ear:
    danger: Linear
    slope: float
    bias: float
    units: tuple[str, ...]
    network: Network
    """Labels: none, then the units."""

    limits: Limits

    def sense(self, pieces: Sequence[Features]) -> Sensed:
        """The piece that sounds worst."""
        return max(map(self._of_piece, pieces), key=lambda sensed: sensed.score)

    def _of_piece(self, piece: Features) -> Sensed:
        """Both say log-odds, and are added: each errs where the other does not."""
        logits = self.network.logits(piece)
        odds = self.slope * float(self.danger.score(piece)[0]) + self.bias
        return Sensed(odds + rather(logits), self.units[int(np.argmax(logits[1:]))])


def pieces(
    words: Sequence[str],
    found: Mapping[str, Sequence[Span]],
    tongues: Set[str],
    rules: Rules,
    *,
    narrow: bool = False,
) -> list[Features]:
    """The message whole, or its pieces when it is long; `narrow`: each few words of it.

    `tongues`: languages it may be in."""
    own = tongues | {ENGLISH}
    places = {
        group: [(span.first, span.last) for span in spans if span.codes & own]
        for group, spans in found.items()
        if group.startswith(f"{rules.expert}/")
    }
    windows = _narrow(len(words)) if narrow else _windows(len(words))
    return [_piece(words, first, end, places, rules) for first, end in windows]


def _narrow(count: int) -> Iterator[tuple[int, int]]:
    for first in range(max(count - _FEW, 0) + 1):
        yield first, min(first + _FEW, count)


def _windows(count: int) -> Iterator[tuple[int, int]]:
    if count <= _LONG:
        yield 0, count
        return
    for first in range(0, count - _STEP, _STEP):
        yield first, min(first + _PIECE, count)


def _piece(
    words: Sequence[str],
    first: int,
    end: int,
    places: Mapping[str, Sequence[tuple[int, int]]],
    rules: Rules,
) -> Features:
    groups = {
        group
        for group, spans in places.items()
        if any(first <= start and last < end for start, last in spans)
    }
    said = features(" ".join(words[first:end]))
    parts = {_part(catch.id, groups, catch.all) for catch in rules.catches} - {""}
    names = [*(f"G {group}" for group in sorted(groups)), *sorted(parts)]
    ids = np.array([crc32(name.encode()) for name in names], np.int64)
    weights = np.array([_GROUP] * len(groups) + [_PART] * len(parts), np.float32)
    return Features(np.concatenate((said.ids, ids)), np.concatenate((said.weights, weights)))


def _part(unit: str, groups: Set[str], wanted: Sequence[str]) -> str:
    """How much of a catch is there, in any order and however far apart."""
    count = len(groups & set(wanted))
    return f"E {unit} {count}/{len(wanted)}" if count else ""


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
    slope, bias, *limits = arrays["curve"].tolist()
    return Ear(
        danger=Linear.of(_under("danger", arrays)),
        slope=slope,
        bias=bias,
        units=tuple(arrays["units"].tolist()),
        network=Network.of(_under("network", arrays)),
        limits=Limits(*limits),
    )


def save_ear(folder: Path, ear: Ear) -> Path:
    path, limits = folder / FILE, ear.limits
    curve = (ear.slope, ear.bias, limits.sure, limits.likely, limits.unlikely)
    arrays: dict[str, NDArray[np.generic]] = {
        "curve": np.array(curve),
        "units": np.array(ear.units),
    }
    for name, part in (("danger", ear.danger), ("network", ear.network)):
        arrays |= {f"{name}.{key}": array for key, array in part.arrays().items()}
    write(path, made_from(folder), arrays)
    return path


def made_from(folder: Path) -> str:
    """Digests of how it hears and of the sayings it has learned."""
    return f"{_digest(_VERSION)} {_digest(_sayings(folder))}"


def _sayings(folder: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted((folder / SAYINGS).glob("*.toml"))]


def _digest(what: object) -> str:
    return sha256(repr(what).encode()).hexdigest()[:16]


def _under(name: str, arrays: Mapping[str, NDArray[np.generic]]) -> dict[str, NDArray[np.generic]]:
    start = f"{name}."
    return {key.removeprefix(start): one for key, one in arrays.items() if key.startswith(start)}
