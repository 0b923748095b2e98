"""A window, heard twice by a recogniser that tells no confidence, the second time through a little
noise -> how far both transcripts agree, as the mean log-probability that other recognisers tell.

Who is sure writes the same; who guesses writes something else. It cannot see an error that is made
both times, so it is never quite sure.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from math import log
from typing import Any

import numpy as np

Samples = np.ndarray[Any, Any]

_SNR_DB = 20.0
"""Of the noise that is put on: a quiet room. Not measured with real weights."""

_SUREST, _LEAST = 0.89, 0.01
"""The surest is below the 0.9 from which names, states and ages are not read back."""


def disturbed(sound: Samples) -> Samples:
    """The same noise for the same sound."""
    loudness = float(np.sqrt(np.mean(np.square(sound)))) if sound.size else 0.0
    noise = np.random.default_rng(0).standard_normal(sound.size, np.float32)
    again: Samples = sound + noise * np.float32(loudness * 10 ** (-_SNR_DB / 20))
    return again


def agreement(first: str, second: str) -> float:
    """Natural logarithm of the share of letters that stand in both, in order."""
    ours, theirs = "".join(first.split()), "".join(second.split())
    share = SequenceMatcher(None, ours, theirs, autojunk=False).ratio()
    return log(min(_SUREST, max(_LEAST, share)))
