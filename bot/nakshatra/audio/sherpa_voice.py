"""Text or phonemes -> sound, by a sherpa-onnx voice (VITS, a Piper export, Kokoro).

Runs in a process of its own (see shelf.py); nothing else imports this file, which loads sherpa-onnx
and its copy of ONNX Runtime. It reads no numbers and knows no languages.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import sherpa_onnx

from nakshatra.errors import EngineError


class SherpaVoice:
    """The engine; `shelf.Engine` makes it with the fields of `__init__` as options."""

    def __init__(
        self, model: str, tokens: str, threads: int, lexicon: str = "", voices: str = ""
    ) -> None:
        """Paths. `voices`: Kokoro's file of speakers; "" = the model is a VITS."""
        if voices:
            kokoro = sherpa_onnx.OfflineTtsKokoroModelConfig(
                model=model, voices=voices, tokens=tokens, lexicon=lexicon
            )
            kind = {"kokoro": kokoro}
        else:
            vits = sherpa_onnx.OfflineTtsVitsModelConfig(
                model=model, tokens=tokens, lexicon=lexicon
            )
            kind = {"vits": vits}
        config = sherpa_onnx.OfflineTtsConfig(
            model=sherpa_onnx.OfflineTtsModelConfig(**kind, num_threads=threads)
        )
        if not config.validate():
            raise EngineError(f"sherpa-onnx does not take {model}; its log says why")
        self._voice = sherpa_onnx.OfflineTts(config)

    def say(self, text: str, speaker: int, pace: float) -> tuple[bytes, int]:
        """16-bit mono PCM and its rate; no PCM when it knows none of the letters."""
        with _unlogged():
            return _pcm(self._voice.generate(text, sid=speaker, speed=pace))

    def say_phonemes(self, phonemes: str, speaker: int, pace: float) -> tuple[bytes, int]:
        """The same from IPA; a line for each clause."""
        how = sherpa_onnx.GenerationConfig()
        how.sid, how.speed = speaker, pace
        how.phoneme_codepoints = [[ord(sign) for sign in line] for line in phonemes.splitlines()]
        with _unlogged():
            return _pcm(self._voice.generate("", how))


@contextmanager
def _unlogged() -> Iterator[None]:
    """sherpa-onnx writes what it cannot say to standard error; our logs hold nobody's words."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _pcm(audio: sherpa_onnx.GeneratedAudio) -> tuple[bytes, int]:
    samples = np.clip(np.asarray(audio.samples, np.float32), -1.0, 1.0)
    return (samples * 32767).astype("<i2").tobytes(), int(audio.sample_rate)
