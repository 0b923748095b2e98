"""PCM -> what is said in it, by a Whisper in CTranslate2's format.

Runs in a process of its own (see shelf.py); nothing else imports this file, which loads libraries
of a hundred megabytes. It does not fetch weights, and does not know where they come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from faster_whisper import WhisperModel

from nakshatra.audio.heard import Heard, Piece
from nakshatra.audio.vad import windows
from nakshatra.errors import EngineError

_BEAM = 1
"""Hypotheses kept while decoding. Five, the library's own number, are five times the work of it;
what they would gain with the real weights has not been measured."""

_SURE = 0.6
"""Above it the language that the sound itself shows wins over the one that is expected."""


class Whisper:
    """The engine; `shelf.Engine` makes it with the fields of `__init__` as options."""

    def __init__(self, folder: str, threads: int) -> None:
        self._model = WhisperModel(
            folder, device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )

    def hear(self, pcm: bytes, languages: Sequence[str], expected: str, seconds: float) -> Heard:
        """`languages`: those that may be spoken, as the weights call them; `expected`: one of them.

        `seconds`: the longest window; longer ones lose their end (Whisper stops at 224 tokens).
        """
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
        spans = windows(samples, seconds)
        if not spans:
            return Heard((), expected, speech=False)
        language = self._language(samples[slice(*spans[0])], languages, expected)
        pieces = [self._write(samples[start:end], language) for start, end in spans]
        return Heard(tuple(pieces), language, speech=True)

    def _language(self, samples: np.ndarray[Any, Any], may_be: Sequence[str], expected: str) -> str:
        """The likeliest of `may_be`; `expected` where the sound does not decide."""
        if len(may_be) == 1:
            return may_be[0]
        found = dict(self._model.detect_language(samples)[2])
        total = sum(found.get(code, 0.0) for code in may_be)
        best = max(may_be, key=lambda code: found.get(code, 0.0))
        return best if total and found[best] / total > _SURE else expected

    def _write(self, samples: np.ndarray[Any, Any], language: str) -> Piece:
        """One window, at most 30 seconds. Greedy in temperature: the same sound, the same words."""
        try:
            segments, _ = self._model.transcribe(
                samples,
                language=language,
                beam_size=_BEAM,
                without_timestamps=True,
                condition_on_previous_text=False,
                temperature=0.0,
                no_speech_threshold=None,
                log_prob_threshold=None,
                compression_ratio_threshold=None,
            )
            parts = list(segments)
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"the recogniser failed: {error}") from error
        return Piece(
            text=" ".join(" ".join(part.text for part in parts).split()),
            seconds=len(samples) / 16_000,
            logprob=min((part.avg_logprob for part in parts), default=-10.0),
            no_speech=max((part.no_speech_prob for part in parts), default=1.0),
            compression=max((part.compression_ratio for part in parts), default=0.0),
        )
