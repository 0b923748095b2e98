"""A message -> how likely it asks for each unit of any expert, tells of a danger, calls for a
refusal, or is nothing of all that: everything weighed against everything else.

Experts are learned alone, and each is surest of itself; none has read what the others are asked.
The arbiter has (training/arbiter.py): encoders that differ, and err less together
(docs/decisions/0038-a-second-arbiter.md). It stands beside the experts and decides nothing alone.
Of an expert that it has not learned it says nothing, and one that is not here is not meant.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nakshatra.errors import CatalogueError
from nakshatra.forgetful import of_mine
from nakshatra.knowledge.encoder import Encoder, Line
from nakshatra.knowledge.features import Weights, words
from nakshatra.knowledge.reader import lines
from nakshatra.knowledge.weights import VERSION, read, write
from nakshatra.types import Kind

log = logging.getLogger(__name__)

FILE = Path(__file__).with_name("arbiter.npz")

NOTHING = ""
"""The label of what no expert here knows."""

_DANGER, _REFUSED = "!", "?"
"""Before the labels of what is caught before any expert is asked: "!emergency/burns",
"?health/dose"; a unit's is its name, "health/dengue"."""

_LEAST, _MOST = 1e-5, 1 - 1e-5
"""Probabilities beyond these say nothing more."""

_LONG, _CLOSE = 24, 12
"""Words of a message in which a danger may stand beside something else, and of a piece of it."""

_PIECE = 3.0
"""Log-odds by which a piece must be surer: torn out of a long story much sounds like danger."""

_AT_ONCE = 64
"""Readings remembered: of messages under way, alone and after the question before."""


def label_of(kind: Kind, expert: str, unit: str) -> str:
    """The label of a danger, or of what is refused."""
    return f"{_DANGER if kind is Kind.EMERGENCY else _REFUSED}{expert}/{unit}"


def is_caught(label: str) -> bool:
    """Whether it is of a danger, or of what is refused."""
    return label[:1] in (_DANGER, _REFUSED)


class Arbiter:
    """Read from any thread."""

    def __init__(
        self, encoders: Sequence[Encoder], labels: Sequence[str], here: Collection[str]
    ) -> None:
        """`labels`: of each encoder, first `NOTHING`; of experts that are not `here` none is
        meant."""
        self.encoders, self.labels = tuple(encoders), tuple(labels)
        self._at = {label: at for at, label in enumerate(labels)}
        self._units = np.array([bool(one) and not is_caught(one) for one in labels])
        self._gone = np.array([bool(one) and _expert(one) not in here for one in labels])
        self._read = lru_cache(maxsize=_AT_ONCE)(self._likely)
        self._pieces = lru_cache(maxsize=_AT_ONCE)(self._near)
        of_mine(self.forget)

    def forget(self) -> None:
        """What it remembers of messages."""
        self._read.cache_clear()
        self._pieces.cache_clear()

    def hears(self, labels: Iterable[str]) -> bool:
        """Whether it has learned all of them."""
        return self._at.keys() >= set(labels)

    def unit(self, name: str, *texts: str, previous: str = "") -> float | None:
        """Log-odds that the forms of one message ask for this unit, after the question before;
        None when it was not learned."""
        at = self._at.get(name)
        return None if at is None else _log_odds(float(self._read(texts, previous)[at]))

    def likeliest(self, *texts: str, previous: str = "") -> str:
        """The unit that the forms of one message ask for likeliest, after the question before."""
        return self.labels[int(np.where(self._units, self._read(texts, previous), 0).argmax())]

    def caught(
        self, labels: Iterable[str], text: str, *, close: bool = False, previous: str = ""
    ) -> float:
        """Log-odds that it tells of any of these dangers, or asks for any of what is refused, after
        the question before; `close`: of a longer message also of its pieces, which must say so more
        surely: whoever tells of a danger may ask something too, and must not be drowned by it."""
        at = [self._at[label] for label in labels]
        whole = _log_odds(float(self._read((text,), previous)[at].sum()))
        pieces = self._pieces(text) if close else ()
        return max([whole, *(_log_odds(float(read[at].sum())) - _PIECE for read in pieces)])

    def asked_in(self, said: tuple[str, ...], spans: Sequence[tuple[int, int]]) -> list[Weights]:
        """Probability of each unit, of each piece of a line of folded words, which are at most
        `PLACES`; no piece is empty."""
        pieces = zip(*(encoder.pieces(said, spans) for encoder in self.encoders), strict=True)
        return [self._together(heard)[self._units] for heard in pieces]

    def _likely(self, texts: tuple[str, ...], previous: str) -> Weights:
        """Probability of each label, of all forms together."""
        before = words(previous)
        read = [np.log(self._of(words(text), before)) for text in dict.fromkeys(texts)]
        likely = np.mean(read, axis=0)
        whole: Weights = np.exp(likely - np.logaddexp.reduce(likely))
        return whole

    def _of(self, said: tuple[str, ...], before: tuple[str, ...]) -> Weights:
        """Of a long message, of the piece that is surest of anything."""
        return min(map(self._line, lines(said, before)), key=lambda read: float(read[0]))

    def _near(self, text: str) -> tuple[Weights, ...]:
        """Of a longer message, its pieces of `_CLOSE` words, which overlap by half."""
        said = words(text)
        firsts = range(0, len(said) - _CLOSE // 2, _CLOSE // 2) if len(said) > _LONG else ()
        return tuple(self._line(Line(said[first : first + _CLOSE])) for first in firsts)

    def _line(self, line: Line) -> Weights:
        return self._together([encoder.logits(line) for encoder in self.encoders])

    def _together(self, heard: Sequence[Weights]) -> Weights:
        """What is asked of those who are not here is nothing of ours, and all else as it was."""
        logits = np.mean([one - np.logaddexp.reduce(one) for one in heard], axis=0)
        read: Weights = np.maximum(np.exp(logits - np.logaddexp.reduce(logits)), _LEAST / 1000)
        read[0] += read[self._gone].sum()
        read[self._gone] = _LEAST / 1000
        return read


@cache
def open_arbiter(here: frozenset[str], path: Path = FILE) -> Arbiter | None:
    """One for all who ask; None when there is none, or one of other features. Raise
    `CatalogueError` when the file is broken."""
    if not path.is_file():
        return None
    arrays = read(path, "arbiter")
    try:
        if str(arrays.pop("made_from")) != str(VERSION):
            log.warning("the arbiter is of other features: run `nakshatra experts arbiter`")
            return None
        labels = arrays.pop("labels").tolist()
        found = Arbiter(_encoders(arrays), labels, here)
        found.unit(NOTHING, "so")
    except (KeyError, ValueError, IndexError) as error:
        raise CatalogueError(
            f"{path}: no arbiter ({error}); run `nakshatra experts arbiter` or remove the file"
        ) from error
    return found


def save_arbiter(encoders: Sequence[Encoder], labels: Sequence[str], path: Path = FILE) -> Path:
    parts = {
        f"{at}.{name}": part
        for at, encoder in enumerate(encoders)
        for name, part in encoder.arrays().items()
    }
    write(path, str(VERSION), {"labels": np.array(labels), **parts})
    return path


def _encoders(arrays: Mapping[str, NDArray[Any]]) -> list[Encoder]:
    apart: dict[str, dict[str, NDArray[Any]]] = {}
    for name, part in arrays.items():
        of, _, name = name.partition(".")
        apart.setdefault(of, {})[name] = part
    if not apart:
        raise ValueError("no encoder")
    return [Encoder.of(one) for one in apart.values()]


def _expert(label: str) -> str:
    return label.lstrip(_DANGER + _REFUSED).partition("/")[0]


def _log_odds(p: float) -> float:
    p = min(max(p, _LEAST), _MOST)
    return float(np.log(p / (1 - p)))
