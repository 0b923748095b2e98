"""A stretch of PCM and something that writes down one window -> what was heard in all its windows.

What every recogniser's process does alike; imported only there, for it loads the voice activity
detector.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nakshatra.audio.vad import Span, begun, windows
from nakshatra.heard import Asked, Heard, Piece

RATE = 16_000

_FAINT, _USUAL = 0.05, 0.3
"""Of full scale, the loudest sample: below the first somebody whispers or the phone is far away;
the second is what messengers record of people who speak into it."""

_SILENT = 1e-3
"""Nobody speaks so softly; what is below stays what it is."""

Samples = np.ndarray[Any, Any]
"""Float, -1 to 1, 16 kHz."""


class Cutter:
    """For recognisers that run elsewhere: finds the windows, writes nothing."""

    def spans(self, pcm: bytes, seconds: float, asked: Asked) -> tuple[list[Span], int]:
        return _spans(samples(pcm), seconds, asked)


def listen(pcm: bytes, seconds: float, asked: Asked, write: Callable[[Samples], Piece]) -> Heard:
    """`seconds`: the longest window."""
    sound = samples(pcm)
    spans, left = _spans(sound, seconds, asked)
    pieces = tuple(write(sound[start:end]) for start, end in spans)
    return Heard(pieces, speech=bool(spans), left=left)


def samples(pcm: bytes) -> Samples:
    """A faint stretch is made louder: recognisers were trained on voices near a microphone, and
    write nothing of a whisper."""
    sound = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
    peak = float(np.abs(sound).max(initial=0.0))
    return sound * np.float32(_USUAL / peak) if _SILENT < peak < _FAINT else sound


def _spans(sound: Samples, seconds: float, asked: Asked) -> tuple[list[Span], int]:
    if not asked.first:
        return begun(sound, seconds, last=asked.last)
    return windows(sound, min(seconds, asked.first))[:1], 0
