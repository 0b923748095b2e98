"""PCM -> what is said in it, by a model in sherpa-onnx's format: NeMo CTC, transducer, Moonshine.

Runs in a process of its own (see shelf.py); nothing else imports this file. Which file of the
folder is which part of the network is told by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import sherpa_onnx

from nakshatra.audio.listening import RATE, Samples, listen
from nakshatra.errors import EngineError
from nakshatra.heard import Asked, Heard, Piece

PARTS: Mapping[str, Mapping[str, str]] = {
    "nemo_ctc": {"model": "*.onnx", "tokens": "*tokens*.txt"},
    "zipformer_ctc": {"model": "*.onnx", "tokens": "*tokens*.txt"},
    "transducer": {
        "encoder": "*encoder*.onnx",
        "decoder": "*decoder*.onnx",
        "joiner": "*joiner*.onnx",
        "tokens": "*tokens*.txt",
    },
    "moonshine": {
        "preprocessor": "*preprocess*.onnx",
        "encoder": "*encode*.onnx",
        "uncached_decoder": "*uncached_decode*.onnx",
        "cached_decoder": "*/cached_decode*.onnx",
        "tokens": "*tokens*.txt",
    },
    "moonshine_v2": {
        "encoder": "*encoder*",
        "decoder": "*decoder*merged*",
        "tokens": "*tokens*.txt",
    },
}
"""Model type of a card -> sherpa-onnx's name of each part -> the pattern of its file's path."""

_VOCABULARY = "bpe.vocab"
"""With it a transducer can be told which words are likely: sherpa-onnx cuts them by it."""


class Sherpa:
    """The engine; `shelf.Engine` makes it with the fields of `__init__` as options."""

    def __init__(self, folder: str, model_type: str, threads: int) -> None:
        parts = files(Path(folder), model_type)
        more: dict[str, Any] = {}
        if model_type == "nemo_ctc":
            more = {"feature_dim": 80}
        vocabulary = next(Path(folder).rglob(_VOCABULARY), None)
        self._takes_words = model_type == "transducer" and vocabulary is not None
        if self._takes_words:
            more = {
                "decoding_method": "modified_beam_search",
                "modeling_unit": "bpe",
                "bpe_vocab": str(vocabulary),
            }
        make = getattr(sherpa_onnx.OfflineRecognizer, f"from_{model_type}")
        try:
            self._recogniser = make(**parts, num_threads=threads, **more)
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"{folder}: sherpa-onnx cannot load it: {error}") from error

    def hear(self, pcm: bytes, seconds: float, asked: Asked) -> Heard:
        """`seconds`: the longest window; Conformers drop words beyond about 15."""
        return listen(pcm, seconds, asked, partial(self._write, asked=asked))

    def ready(self) -> None:
        """It is, once it answers."""

    def _write(self, sound: Samples, asked: Asked) -> Piece:
        words = "/".join(asked.hotwords.split()) if self._takes_words else None
        try:
            stream = self._recogniser.create_stream(words)
            stream.accept_waveform(RATE, sound)
            self._recogniser.decode_stream(stream)
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"the recogniser failed: {error}") from error
        sure = list(stream.result.ys_log_probs)
        return Piece(
            text=" ".join(stream.result.text.split()),
            seconds=len(sound) / RATE,
            logprob=sum(sure) / len(sure) if sure else None,
        )


def files(folder: Path, model_type: str) -> dict[str, str]:
    """Raise `EngineError` that names the part that is missing."""
    if model_type not in PARTS:
        raise EngineError(
            f"{folder.name}: model_type should be one of {', '.join(PARTS)}, is {model_type!r}"
        )
    there = sorted(path for path in folder.rglob("*") if path.is_file())
    found: dict[str, str] = {}
    for part, pattern in PARTS[model_type].items():
        fits = [
            str(path) for path in there if path.match(pattern) and str(path) not in found.values()
        ]
        if not fits:
            raise EngineError(f"{folder}: no file like {pattern} ({part} of {model_type})")
        found[part] = min(fits, key=lambda path: ("int8" not in path, len(path)))
    return found
