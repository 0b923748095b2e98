"""Hashed features -> log-odds of labels, by one hidden layer in 8-bit weights.

Where a linear scorer adds up what each word says, this also hears what words say together. It knows
neither units nor dangers, only numbered labels; it is learned by training/feature_network.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nakshatra.knowledge.features import Features, Weights
from nakshatra.knowledge.linear import vector

GAIN = 5.0
"""A question's values have length 1; read so many times larger, they move the hidden layer."""


@dataclass(frozen=True, slots=True)
class Network:
    embedding: NDArray[np.int8]
    """Slots (a power of two) x hidden."""

    scale: Weights
    """Of each hidden value's weights."""

    bias: Weights
    """Of each hidden value."""

    out: Weights
    """Hidden x labels."""

    out_bias: Weights

    def logits(self, found: Features) -> Weights:
        """Of each label; their differences are log-odds."""
        hidden = self.bias
        if len(found.ids):
            slots, values = vector(found, len(self.embedding))
            hidden = hidden + (values @ self.embedding[slots].astype(np.float32)) * self.scale
        logits: Weights = np.maximum(hidden, 0) @ self.out + self.out_bias
        return logits

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """What is shipped."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Network:
        return cls(**{name: arrays[name] for name in cls.__slots__})


def averaged(networks: list[Network]) -> Network:
    """One network whose log-odds are the mean of these."""
    out_bias: Weights = np.mean([one.out_bias for one in networks], axis=0, dtype=np.float32)
    return Network(
        np.concatenate([one.embedding for one in networks], axis=1),
        np.concatenate([one.scale for one in networks]),
        np.concatenate([one.bias for one in networks]),
        np.concatenate([(one.out / len(networks)).astype(np.float32) for one in networks]),
        out_bias,
    )


def rather(logits: Weights) -> float:
    """Log-odds of any label but the first."""
    return float(np.logaddexp.reduce(logits[1:]) - logits[0])
