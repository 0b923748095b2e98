"""A whisper.cpp model -> a folder that faster-whisper loads: CTranslate2's format in int8.

Loads libraries of a hundred megabytes, and holds the whole model as float32 while it works. It does
not put the folder in its place.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2 import StorageView
from ctranslate2.models import Whisper
from ctranslate2.specs.whisper_spec import WhisperSpec
from faster_whisper.feature_extractor import FeatureExtractor

from nakshatra.audio.ggml import Array, Ggml, Shape, read
from nakshatra.audio.whisper_words import Words, words_of
from nakshatra.errors import EngineError

_QUANTIZATION = "int8"

_FILTERS_DIFFER = 1e-4
"""How far apart two sets of mel filters may be and still be the same, rounded."""

_FRAMES = 3000
"""Of half a minute."""


@dataclass(frozen=True, slots=True)
class Converted:
    languages: tuple[str, ...]
    """Those the model has a token for; () = it only knows English."""

    parameters: int


def convert(
    source: Path, into: Path, tell: Callable[[int, int], None] = lambda _done, _total: None
) -> Converted:
    """`tell`: bytes of float32 that were unpacked, of how many. Raise `EngineError` when it is no
    Whisper of whisper.cpp, or of another build."""
    ggml = read(source)
    _check_filters(ggml)
    converted = save(ggml, into, tell)
    _try(into, ggml.shape.mels)
    return converted


def save(
    ggml: Ggml, into: Path, tell: Callable[[int, int], None] = lambda _done, _total: None
) -> Converted:
    """As a folder that faster-whisper loads. Raise `EngineError` when something is missing."""
    words = words_of(ggml.words, ggml.shape.vocabulary)
    spec = _spec(ggml, words, tell)
    into.mkdir(parents=True, exist_ok=True)
    spec.save(str(into))
    words.tokenizer().save(str(into / "tokenizer.json"))
    (into / "preprocessor_config.json").write_text(json.dumps({"feature_size": ggml.shape.mels}))
    return Converted(tuple(words.languages), _count(ggml))


def _try(folder: Path, mels: int) -> None:
    """Half a minute of silence must come through. Raise `EngineError` when it does not."""
    try:
        model = Whisper(str(folder), device="cpu", compute_type="int8")
        silence = StorageView.from_array(np.zeros((1, mels, _FRAMES), np.float32))
        if not np.isfinite(np.asarray(model.encode(silence))).all():
            raise ValueError("its numbers run away")
    except (RuntimeError, ValueError) as error:
        raise EngineError(f"the converted model does not work: {error}") from error


def _count(ggml: Ggml) -> int:
    """Weights of the whole model."""
    return sum(math.prod(tensor.shape) for tensor in ggml.tensors.values())


def _spec(ggml: Ggml, words: Words, tell: Callable[[int, int], None]) -> WhisperSpec:
    shape = ggml.shape
    spec = WhisperSpec(shape.audio_layers, shape.audio_heads, shape.text_layers, shape.text_heads)
    try:
        _Filling(ggml, tell).all(spec)
    except KeyError as error:
        raise EngineError(f"the file has no tensor {error}: it is not a whole Whisper") from error
    spec.register_vocabulary(words.vocabulary())
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [*_blank(words), len(words.plain)]
    spec.config.lang_ids = list(words.languages.values())
    spec.config.alignment_heads = [
        (layer, head)
        for layer in range(shape.text_layers // 2, shape.text_layers)
        for head in range(shape.text_heads)
    ]
    try:
        spec.validate()
    except ValueError as error:
        raise EngineError(f"the tensors do not make a Whisper: {error}") from error
    spec.optimize(quantization=_QUANTIZATION)
    return spec


def _blank(words: Words) -> list[int]:
    """A text may not begin with nothing but a space."""
    return [words.plain.index(b" ")] if b" " in words.plain else []


class _Filling:
    """Takes tensors out of the file and lays each in its place of CTranslate2's model."""

    def __init__(self, ggml: Ggml, tell: Callable[[int, int], None]) -> None:
        self._tensors, self._shape = ggml.tensors, ggml.shape
        self._tell, self._done, self._total = tell, 0, 4 * _count(ggml)

    def all(self, spec: WhisperSpec) -> None:
        encoder, decoder, shape = spec.encoder, spec.decoder, self._shape
        for name in ("conv1", "conv2"):
            place = getattr(encoder, name)
            place.weight, place.bias = self._pair(f"encoder.{name}")
        encoder.position_encodings.encodings = self._take("encoder.positional_embedding")
        self._norm(encoder.layer_norm, "encoder.ln_post")
        for number in range(shape.audio_layers):
            self._layer(encoder.layer[number], f"encoder.blocks.{number}")
        decoder.embeddings.weight = self._embeddings()
        decoder.projection.weight = decoder.embeddings.weight
        decoder.position_encodings.encodings = self._take("decoder.positional_embedding")
        self._norm(decoder.layer_norm, "decoder.ln")
        for number in range(shape.text_layers):
            self._layer(decoder.layer[number], f"decoder.blocks.{number}", listens=True)

    def _layer(self, place: Any, name: str, *, listens: bool = False) -> None:
        self._norm(place.self_attention.layer_norm, f"{name}.attn_ln")
        attention = place.self_attention.linear
        self._joined(attention[0], f"{name}.attn", "query", "key", "value")
        self._linear(attention[1], f"{name}.attn.out")
        if listens:
            self._norm(place.attention.layer_norm, f"{name}.cross_attn_ln")
            self._linear(place.attention.linear[0], f"{name}.cross_attn.query")
            self._joined(place.attention.linear[1], f"{name}.cross_attn", "key", "value")
            self._linear(place.attention.linear[2], f"{name}.cross_attn.out")
        self._norm(place.ffn.layer_norm, f"{name}.mlp_ln")
        self._linear(place.ffn.linear_0, f"{name}.mlp.0")
        self._linear(place.ffn.linear_1, f"{name}.mlp.2")

    def _joined(self, place: Any, name: str, *parts: str) -> None:
        """Several layers side by side. The keys have no bias of their own."""
        weights = [self._take(f"{name}.{part}.weight") for part in parts]
        biases = [
            np.zeros(len(weight), np.float32) if part == "key" else self._bias(f"{name}.{part}")
            for part, weight in zip(parts, weights, strict=True)
        ]
        place.weight, place.bias = np.concatenate(weights), np.concatenate(biases)

    def _linear(self, place: Any, name: str) -> None:
        place.weight, place.bias = self._take(f"{name}.weight"), self._bias(name)

    def _norm(self, place: Any, name: str) -> None:
        place.gamma, place.beta = self._take(f"{name}.weight"), self._bias(name)

    def _pair(self, name: str) -> tuple[Array, Array]:
        return self._take(f"{name}.weight"), self._bias(name)

    def _bias(self, name: str) -> Array:
        return self._take(f"{name}.bias").reshape(-1)  # a convolution's is written as a column

    def _take(self, name: str) -> Array:
        taken = np.array(self._tensors[name].array(), np.float32)  # a copy: it will be written to
        self._done += taken.nbytes
        self._tell(self._done, self._total)
        return taken

    def _embeddings(self) -> Array:
        weights = self._take("decoder.token_embedding.weight")
        if weights.shape != (self._shape.vocabulary, self._shape.text_state):
            raise EngineError(f"its words have the shape {weights.shape}, not that of its header")
        return weights


def _check_filters(ggml: Ggml) -> None:
    """faster-whisper makes its own: sound must look the same to this model."""
    shape: Shape = ggml.shape
    ours = FeatureExtractor.get_mel_filters(16_000, 400, n_mels=shape.mels)
    if ours.shape != ggml.filters.shape or np.abs(ours - ggml.filters).max() > _FILTERS_DIFFER:
        raise EngineError("its mel filters are not Whisper's: it would hear other sounds")
