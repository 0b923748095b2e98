"""PCM -> what is said in it, by a model in sherpa-onnx's format: CTC, transducer, Moonshine.

Runs in a process of its own (see shelf.py); nothing else imports this file. Which file of the
folder is which part of the network is told by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import sherpa_onnx

from nakshatra.audio.listening import RATE, Samples, listen
from nakshatra.audio.twice import agreement, disturbed
from nakshatra.errors import EngineError
from nakshatra.heard import Asked, Heard, Piece, Word

_CTC = {"model": "*.onnx", "tokens": "*tokens*.txt"}
_TRANSDUCER = {
    "encoder": "*encoder*.onnx",
    "decoder": "*decoder*.onnx",
    "joiner": "*joiner*.onnx",
    "tokens": "*tokens*.txt",
}
PARTS: Mapping[str, Sequence[Mapping[str, str]]] = {
    "nemo_ctc": [_CTC],
    "zipformer_ctc": [_CTC],
    "omnilingual_ctc": [_CTC],
    "transducer": [_TRANSDUCER],
    "online_transducer": [_TRANSDUCER],
    "moonshine": [
        {
            "preprocessor": "*preprocess*.onnx",
            "encoder": "*encode*.onnx",
            "uncached_decoder": "uncached_decode*.onnx",
            "cached_decoder": "cached_decode*.onnx",
            "tokens": "*tokens*.txt",
        },
        {"encoder": "*encoder*", "decoder": "*decoder*merged*", "tokens": "*tokens*.txt"},
    ],
}
"""Model type of a card -> sherpa-onnx's name of each part -> the pattern of its file's name; of
Moonshine in its first and in its second form."""

_VOCABULARY = "bpe.vocab"
"""With it a transducer can be told which words are likely: sherpa-onnx cuts them by it."""

_NEW_WORD = (" ", "▁")
"""A token that begins so begins a word."""

_Result = tuple[str, list[float], list[str]]
"""The text, the logarithm of each token's probability, the tokens."""

_TAIL = np.zeros(RATE // 2, np.float32)
"""Silence after the last word, by which a streaming recogniser lets go of it."""


class Sherpa:
    """The engine; `shelf.Engine` makes it with the fields of `__init__` as options."""

    def __init__(self, folder: str, model_type: str, threads: int) -> None:
        parts = files(Path(folder), model_type)
        self._streams = model_type == "online_transducer"
        vocabulary = next(Path(folder).rglob(_VOCABULARY), None)
        self._takes_words = model_type == "transducer" and vocabulary is not None
        more = _likely_words(vocabulary) if self._takes_words else {}
        try:
            self._recogniser = _maker(model_type, parts)(**parts, num_threads=threads, **more)
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"{folder}: sherpa-onnx cannot load it: {error}") from error

    def hear(self, pcm: bytes, seconds: float, asked: Asked) -> Heard:
        """`seconds`: the longest window; Conformers drop words beyond about 15."""
        return listen(pcm, seconds, asked, partial(self._write, asked=asked))

    def ready(self) -> None:
        """It is, once it answers."""

    def _write(self, sound: Samples, asked: Asked) -> Piece:
        try:
            text, sure, tokens = (
                self._streamed(sound) if self._streams else self._whole(sound, asked)
            )
            if not (sure or self._streams) and text.strip():
                sure = [agreement(text, self._whole(disturbed(sound), asked)[0])]
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"the recogniser failed: {error}") from error
        return Piece(
            text=" ".join(text.split()),
            seconds=len(sound) / RATE,
            logprob=sum(sure) / len(sure) if sure else None,
            words=tuple(_worded(tokens, sure)),
        )

    def _whole(self, sound: Samples, asked: Asked) -> _Result:
        words = "/".join(asked.hotwords.split()) if self._takes_words else None
        stream = self._recogniser.create_stream(words)
        stream.accept_waveform(RATE, sound)
        self._recogniser.decode_stream(stream)
        result = stream.result
        return result.text, list(result.ys_log_probs), list(result.tokens)

    def _streamed(self, sound: Samples) -> _Result:
        stream = self._recogniser.create_stream()
        stream.accept_waveform(RATE, sound)
        stream.accept_waveform(RATE, _TAIL)
        stream.input_finished()
        while self._recogniser.is_ready(stream):
            self._recogniser.decode_stream(stream)
        result = self._recogniser.get_result_all(stream)
        return result.text, list(result.ys_probs), list(result.tokens)


def _worded(tokens: Sequence[str], sure: Sequence[float]) -> Iterator[Word]:
    """Nothing where the network does not tell of each token."""
    if len(tokens) != len(sure):
        return
    begun: list[tuple[str, float]] = []
    for token, logprob in zip(tokens, sure, strict=True):
        if token.startswith(_NEW_WORD):
            yield from _word(begun)
            begun = []
        begun.append((token.lstrip("".join(_NEW_WORD)), logprob))
    yield from _word(begun)


def _word(begun: Sequence[tuple[str, float]]) -> Iterator[Word]:
    if text := "".join(part for part, _ in begun):
        yield Word(text, sum(logprob for _, logprob in begun) / len(begun))


def files(folder: Path, model_type: str) -> dict[str, str]:
    """Raise `EngineError` that names the part that is missing."""
    if model_type not in PARTS:
        raise EngineError(
            f"{folder.name}: model_type should be one of {', '.join(PARTS)}, is {model_type!r}"
        )
    there = sorted(path for path in folder.rglob("*") if path.is_file())
    missing = []
    for shape in PARTS[model_type]:
        found = {part: _file(there, pattern) for part, pattern in shape.items()}
        lacking = [part for part, path in found.items() if not path]
        if not lacking:
            return found
        missing.append(f"{lacking[0]} ({shape[lacking[0]]})")
    raise EngineError(f"{folder}: no file for {' or '.join(missing)} of {model_type}")


def _file(there: Sequence[Path], pattern: str) -> str:
    """Of several the int8 one; "" when there is none."""
    fits = [str(path) for path in there if fnmatch(path.name, pattern)]
    return min(fits, key=lambda path: ("int8" not in path, len(path)), default="")


def _maker(model_type: str, parts: Mapping[str, str]) -> Callable[..., Any]:
    if model_type == "online_transducer":
        return sherpa_onnx.OnlineRecognizer.from_transducer  # type: ignore[no-any-return]
    second = model_type == "moonshine" and "preprocessor" not in parts
    name = "from_moonshine_v2" if second else f"from_{model_type}"
    if model_type == "omnilingual_ctc":
        name = "from_omnilingual_asr_ctc"
    return getattr(sherpa_onnx.OfflineRecognizer, name)  # type: ignore[no-any-return]


def _likely_words(vocabulary: Path | None) -> dict[str, str]:
    return {
        "decoding_method": "modified_beam_search",
        "modeling_unit": "bpe",
        "bpe_vocab": str(vocabulary),
    }
