"""PCM -> which language is spoken, by an ECAPA network of SpeechBrain's as one ONNX file.

Runs in a process of its own (see shelf.py). The file takes the 16 kHz waveform and gives a score
for each language of labels.json; scores that are no probabilities are made such.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from nakshatra.audio.listening import samples
from nakshatra.audio.vad import windows
from nakshatra.errors import EngineError

_ENOUGH = 8.0
"""Seconds of speech that are looked at: VoxLingua107's own pieces are about ten."""


_NEAR_ONE = 1e-3
"""Between the sum of the scores and 1: then they are probabilities already."""


class SpokenLid:
    """The engine; `shelf.Engine` makes it with the fields of `__init__` as options."""

    def __init__(self, folder: str, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        path = next(Path(folder).rglob("*.onnx"), None)
        if path is None:
            raise EngineError(f"{folder}: no *.onnx in it")
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self._labels = _labels(
            next(Path(folder).rglob("labels.json"), Path(folder) / "labels.json")
        )

    def tongues(self, pcm: bytes) -> Mapping[str, float]:
        """ISO 639 -> probability; empty when nobody speaks."""
        sound = samples(pcm)
        if not (spans := windows(sound, _ENOUGH)):
            return {}
        first = self._session.get_inputs()[0].name
        scores = self._session.run(None, {first: sound[None, slice(*spans[0])]})[0]
        flat = np.asarray(scores, np.float64).reshape(-1)
        if flat.size != len(self._labels):
            raise EngineError(f"{flat.size} scores for {len(self._labels)} labels")
        return dict(zip(self._labels, map(float, _probabilities(flat)), strict=True))

    def ready(self) -> None:
        """It is, once it answers."""


def _probabilities(scores: Any) -> Any:
    if scores.min() >= 0 and abs(scores.sum() - 1) < _NEAR_ONE:
        return scores
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def _labels(path: Path) -> list[str]:
    """A list, {"0": "hi: Hindi"} or {"hi": 0}: exports differ. Raise `EngineError`."""
    try:
        found = json.loads(path.read_text("utf-8"))
        if isinstance(found, dict):
            rows = [(k, v) if str(k).isdigit() else (v, k) for k, v in found.items()]
            found = [name for _, name in sorted((int(at), name) for at, name in rows)]
        return [str(name).partition(":")[0].strip() for name in found]
    except (OSError, ValueError, TypeError) as error:
        raise EngineError(f"{path}: no list of languages ({error})") from error
