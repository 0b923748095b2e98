"""Units -> the meanings (concepts.toml) that their texts name, in any language: how much of what a
question names does each unit speak of?

Words tell that within a language; meanings tell it across languages, so that an answer on wheat is
not given to a question on watermelons because the rest of it sounds alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.concepts import concept
from nakshatra.knowledge.features import Weights, words
from nakshatra.knowledge.units import Unit

_UNHEARD = 0.5
"""Units that a meaning no unit names is counted in, beside those that name a common one."""


@dataclass(frozen=True, slots=True)
class Named:
    meanings: NDArray[np.str_]
    """Ascending."""

    has: NDArray[np.bool_]
    """Meanings x units."""

    def shares(self, texts: Sequence[str]) -> Weights:
        """Of each unit: the share, by rarity, of the meanings in the question that it names; 0
        where the question names none."""
        asked = sorted(meanings_of(texts))
        units = self.has.shape[1]
        if not asked:
            return np.zeros(units, np.float32)
        at = np.searchsorted(self.meanings, asked)
        at = np.minimum(at, len(self.meanings) - 1)
        has = self.has[at] & (self.meanings[at] == asked)[:, None]
        rarity = np.log((units + 1) / (has.sum(axis=1) + _UNHEARD))
        share: Weights = (rarity @ has / max(float(rarity.sum()), log(2))).astype(np.float32)
        return share


def meanings_of(texts: Sequence[str]) -> set[str]:
    return {meaning for text in texts for word in words(text) if (meaning := concept(word))}


def named_by(units: Sequence[Unit]) -> Named:
    found = [meanings_of([*unit.names, *_lines(unit)]) for unit in units]
    meanings = sorted(set().union(*found))
    has = np.array([[meaning in unit for unit in found] for meaning in meanings], np.bool_)
    return Named(np.array(meanings, np.str_), has.reshape(len(meanings), len(units)))


def _lines(unit: Unit) -> list[str]:
    return [line for t in unit.texts.values() for line in (t.title, t.answer, *t.asks)]
