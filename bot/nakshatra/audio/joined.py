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
    last = len(parts) - 1
    heard = [
        followed(audio, words if at < last else None, pace).pcm
        for at, (audio, words) in enumerate(zip(parts, sentences, strict=True))
    ]
    return Audio(b"".join(heard), parts[0].rate)


def followed(audio: Audio, words: str | None, pace: float = 1.0) -> Audio:
    """A sentence with the pause that its words ask for; None: nothing follows."""
    pause = 0.0 if words is None else pause_after(words) / pace
    return Audio(trimmed(audio) + bytes(2 * int(audio.rate * pause)), audio.rate)


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
