"""How common a feature is in everyday speech of the language it is commonest in, whatever the
field: background.npy, a byte a slot, counted by training/background.py."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.features import Ids, Weights

SLOTS = 1 << 18
FILE = Path(__file__).with_name("background.npy")
_RANGE = 300.0
"""A byte is 255 for what stands in every sentence; its rarity is then 0.15, never nothing."""


def rarity(ids: Ids) -> Weights:
    """1 for what is never heard, towards 0.15 for what stands in every sentence."""
    found: Weights = _table()[ids & (SLOTS - 1)]
    return found


@cache
def _table() -> NDArray[np.float32]:
    common: NDArray[np.float32] = np.load(FILE).astype(np.float32)
    return 1.0 - common / np.float32(_RANGE)
