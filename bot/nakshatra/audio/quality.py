"""Sound -> what is wrong with it, so that a person whose words were not understood can mend it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nakshatra.errors import Noisy, TooFaint, TooLoud, Unheard
from nakshatra.types import Audio

Samples = npt.NDArray[np.int32]

_FULL, _CLIPPED = 32_700, 0.005
"""A sample at full scale, and the share of them from which on a voice sounds torn."""

_FAINT = 330
"""Peak; one hundredth of full scale (-40 dB): a phone in a bag."""

_NOTHING = 33
"""Peak; one thousandth of full scale: the microphone was off, or nobody spoke at all."""


def poor(audio: Audio) -> bool:
    """Whether it was too loud for the microphone, or hardly reached it."""
    samples = _heights(audio)
    return _clipped(samples) or int(samples.max(initial=0)) < _FAINT


def fault(audio: Audio, why: str) -> Unheard:
    """The error whose phrase tells the person what to do; plain `Unheard` when it sounds well."""
    samples = _heights(audio)
    peak = int(samples.max(initial=0))
    if peak <= _NOTHING:
        return Unheard(f"{why}: silence")
    if _clipped(samples):
        return TooLoud(f"{why}: clipped")
    return TooFaint(f"{why}: faint") if peak < _FAINT else Noisy(why)


def _heights(audio: Audio) -> Samples:
    return np.abs(np.frombuffer(audio.pcm, "<i2").astype(np.int32))


def _clipped(samples: Samples) -> bool:
    return bool(samples.size) and float((samples >= _FULL).mean()) > _CLIPPED
