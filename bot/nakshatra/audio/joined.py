"""Spoken sentences -> one recording with a pause between them; it speaks and encodes nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nakshatra.types import Audio

_STOPS = ".!?।॥۔؟…"
PAUSE_S, BREATH_S = 0.4, 0.2
"""After a sentence, and after a line that ends with another sign. Each voice's own silence at the
ends is cut away first, so that all voices pause alike."""

_QUIET = 200
"""Of 32,768: below it is silence."""

_KEPT_S = 0.03
"""Silence kept on either side: a soft beginning or end is not clipped."""


def joined(parts: Sequence[Audio], sentences: Sequence[str], pace: float = 1.0) -> Audio:
    """`sentences` are the words of `parts`, which share one rate; a slow voice pauses longer."""
    *before, last = [
        followed(audio, words, pace) for audio, words in zip(parts, sentences, strict=True)
    ]
    pcm = b"".join(audio.pcm for audio in before) + trimmed(parts[-1])
    return Audio(pcm, last.rate)


def followed(audio: Audio, words: str, pace: float = 1.0) -> Audio:
    """A sentence that is not the last, with the pause after it."""
    pause = bytes(2 * int(audio.rate * pause_after(words) / pace))
    return Audio(trimmed(audio) + pause, audio.rate)


def pause_after(sentence: str) -> float:
    """Seconds."""
    return PAUSE_S if sentence.rstrip("\"')]”’ ")[-1:] in _STOPS else BREATH_S


def trimmed(audio: Audio) -> bytes:
    """The sound without the silence around it; all of it when nothing is loud."""
    samples = np.frombuffer(audio.pcm, "<i2", count=len(audio.pcm) // 2)
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > _QUIET)
    if not len(loud):
        return audio.pcm
    kept = int(_KEPT_S * audio.rate)
    return samples[max(0, loud[0] - kept) : loud[-1] + kept].tobytes()
