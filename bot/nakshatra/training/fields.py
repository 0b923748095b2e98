"""A pack's own texts, and labelled questions of many languages -> its field's weights.

Each field is learned apart: the other packs' folders are not read.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.field import Field, asked, heard, vocabulary
from nakshatra.knowledge.linear import quantised
from nakshatra.knowledge.units import Pack
from nakshatra.text.scripts import script_of
from nakshatra.training.logistic import GAIN, Floats, Matrix, logistic
from nakshatra.training.questions import Question, filled, framed

SLOTS = 1 << 19
"""512 KB a field before it is packed: it has words of two dozen languages in it."""

_EXAMPLE, _ASK, _WORD = 4.0, 2.0, 1.0
"""What a text of the folder counts beside a labelled row."""

_LOANS = 600
"""English words of the field asked about in each other language's ways."""

_ENGLISH = "en"

_DOUBT, _DOUBT_OF = 0.5, {"health": 1.8}
"""Log-odds for the field: missing a question costs the answer, one too many a millisecond; a
safety class in which a miss costs more has its own."""


@dataclass(frozen=True, slots=True)
class Others:
    """What every field is learned against, with features already looked up."""

    questions: Sequence[Question]
    matrix: Matrix
    scripts: NDArray[np.intp]

    @classmethod
    def of(cls, questions: Sequence[Question]) -> Others:
        found = [heard(question.text) for question in questions]
        return cls(questions, Matrix.of(found, SLOTS), _scripts(q.text for q in questions))


def train(pack: Pack, folder: Path, others: Others) -> Field:
    """Logistic regression of "in the field" on the hashed features."""
    own = list(_own(pack, folder))
    matrix = others.matrix.below(Matrix.of([heard(text) for text, _ in own], SLOTS))
    inside, weight = _targets(pack, folder, others.questions)
    count = len(own)
    weights, bias = logistic(
        matrix,
        np.concatenate([inside, np.ones(count, np.float32)]),
        np.concatenate([weight, np.array([weight for _, weight in own], np.float32)]),
        np.concatenate([others.scripts, _scripts(text for text, _ in own)]),
    )
    doubt = _DOUBT_OF.get(pack.card.safety, _DOUBT)
    return Field(quantised(weights[:, None]), GAIN, -(bias + doubt) / GAIN)


def _scripts(texts: Iterable[str]) -> NDArray[np.intp]:
    """A number for each text, the same for the same script: a field is as wide in each."""
    return np.array([crc32(script_of(text).encode()) for text in texts], np.intp)


def _targets(pack: Pack, folder: Path, questions: Sequence[Question]) -> tuple[Floats, Floats]:
    """Inside or not, and weight; a word of the pack's own list is no word of the outside."""
    domains = frozenset(pack.card.domains)
    words = {word for listed in vocabulary(folder).values() for word in listed.words}
    return (
        np.array([bool(domains & question.domains) for question in questions], np.float32),
        np.array([0.0 if q.topic in words else q.weight for q in questions], np.float32),
    )


def _own(pack: Pack, folder: Path) -> Iterator[tuple[str, float]]:
    yield from ((text, _EXAMPLE) for text in pack.card.examples)
    yield from ((text, _ASK) for text in asked(*pack.units.values()))
    yield from ((text, _WORD) for text in _vocabulary(folder))


def _vocabulary(folder: Path) -> Iterator[str]:
    """Words alone, asked about in their language's ways, and English ones in other languages'."""
    chance, lists = random.Random(0), vocabulary(folder)
    english = lists[_ENGLISH].words if _ENGLISH in lists else ()
    for code, listed in lists.items():
        yield from listed.words
        yield from (text for _, text in framed(listed, chance))
        if code != _ENGLISH and listed.ways:
            for word in chance.sample(english, min(_LOANS, len(english))):
                yield filled(chance.choice(listed.ways), word, chance.choice(listed.words))
