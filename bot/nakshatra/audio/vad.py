"""Sound -> the stretches in which somebody speaks, as windows short enough for a recogniser.

Silero's network, as faster-whisper carries it; imported only inside an engine's process.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps

_RATE = 16_000
_QUIETEST = 1e-3
"""Of full scale: about -60 dB. Silero is not asked about what is below: nobody hears it."""

_PAUSE_MS = 300
"""A silence this long may end a window: longer than the stop inside a word, shorter than between
two sentences."""

_MARGIN_MS = 150
"""Kept on both sides: the network reacts late to soft beginnings such as "h"."""

_LEAD_MS = 250
"""More before the first word after a silence: over AMR, a low voice's "pa" of "pakka" was taken for
the silence before it (tests/spoken_bench.py)."""

_OPEN = 0.5
"""Seconds before the end of a stretch: speech that reaches into them may go on."""

Span = tuple[int, int]
"""First sample, and the one after the last."""


def windows(samples: np.ndarray[Any, Any], seconds: float) -> list[Span]:
    """Speech (float, 16 kHz) cut at silences; no window is longer than `seconds`."""
    if not samples.size or float(np.abs(samples).max()) < _QUIETEST:
        return []
    options = VadOptions(
        max_speech_duration_s=seconds - (2 * _MARGIN_MS + _LEAD_MS) / 1000,
        min_silence_duration_ms=_PAUSE_MS,
        min_speech_duration_ms=100,
        speech_pad_ms=_MARGIN_MS,
    )
    found = get_speech_timestamps(samples, options)
    spans = _led([(span["start"], span["end"]) for span in found])
    return joined(spans, int(seconds * _RATE))


def _led(spans: Sequence[Span]) -> list[Span]:
    """Each begins a little earlier, but not in the one before."""
    lead = _LEAD_MS * _RATE // 1000
    ends = [0, *(end for _, end in spans)]
    return [
        (max(before, start - lead), end) for before, (start, end) in zip(ends, spans, strict=False)
    ]


def begun(samples: np.ndarray[Any, Any], seconds: float, *, last: bool) -> tuple[list[Span], int]:
    """The windows that are over, and how many samples at the end belong to what comes next.

    A window that reaches the end of the stretch, or that could still be joined with what follows,
    is left for the next one, whole: so no word is cut, and a long note costs no more windows than
    if it were heard at once. What is left is shorter than one window and `_OPEN`.
    """
    spans = windows(samples, seconds)
    if last:
        return spans, 0
    near = len(samples) - int(_OPEN * _RATE)
    if spans and (spans[-1][1] > near or near - spans[-1][0] < int(seconds * _RATE)):
        return spans[:-1], len(samples) - spans[-1][0]
    return spans, len(samples) - max(near, spans[-1][1] if spans else 0, 0)


def joined(spans: Sequence[Span], longest: int) -> list[Span]:
    """Neighbours put together while they fit: each window costs Whisper the same, however short."""
    made: list[Span] = []
    for start, end in _cut(spans, longest):
        if made and end - made[-1][0] <= longest:
            made[-1] = (made[-1][0], end)
        else:
            made.append((start, end))
    return made


def _cut(spans: Iterable[Span], longest: int) -> Iterable[Span]:
    for start, end in spans:
        for first in range(start, end, longest):
            yield first, min(first + longest, end)
