"""The tiny Whisper of tests/data -> a file as whisper.cpp's converter would write it.

It reads CTranslate2's model.bin back into float32, so that what is converted again can be compared.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import gguf
import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from tokenizers import Tokenizer

import tiny_whisper

Array = np.ndarray[Any, np.dtype[Any]]

LAYERS, HEADS, WIDTH, MELS, CONTEXT, TEXT = 2, 2, 96, 80, 1500, 448

F32, F16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 = 0, 1, 2, 3, 6, 7, 8
_DTYPES = [np.float32, np.int8, np.int16, np.int32, np.float16]


def write(path: Path, kind: int = F16) -> Path:
    """`kind`: of the large matrices; norms, biases and positions stay float32 as there."""
    words = vocabulary()
    _write(path, kind, words, len(words), tensors())
    return path


def write_random(path: Path, words: list[bytes], count: int) -> Path:
    """One of random weights that has `count` tokens, of which the file lists `words`."""
    noise = np.random.default_rng(1)
    _write(path, F16, words, count, _random(noise, count))
    return path


def _random(noise: np.random.Generator, count: int) -> Iterator[tuple[str, Array]]:
    for name, tensor in tensors():
        shape = (count, WIDTH) if name == "decoder.token_embedding.weight" else tensor.shape
        yield name, noise.normal(0, 0.05, shape).astype(np.float32)


def _write(
    path: Path, kind: int, words: list[bytes], count: int, named: Iterator[tuple[str, Array]]
) -> None:
    with path.open("wb") as file:
        file.write(b"lmgg")
        _ints(file, count, CONTEXT, WIDTH, HEADS, LAYERS, TEXT, WIDTH, HEADS, LAYERS, MELS, kind)
        filters = FeatureExtractor.get_mel_filters(16_000, 400, n_mels=MELS).astype("<f4")
        _ints(file, *filters.shape)
        file.write(filters.tobytes())
        _ints(file, len(words))
        for word in words:
            _ints(file, len(word))
            file.write(word)
        for name, tensor in named:
            large = tensor.ndim == 2 and min(tensor.shape) > 1 and "position" not in name
            _tensor(file, name, tensor, kind if large else F32)


def vocabulary() -> list[bytes]:
    """All of its words: its languages are not in the order that whisper.cpp takes for granted."""
    tokenizer = Tokenizer.from_file(str(tiny_whisper.FOLDER / "tokenizer.json"))
    letters = _bytes_of_letters()
    special = {token.content for token in tokenizer.get_added_tokens_decoder().values()}
    words = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [
        word.encode() if word in special else bytes(letters[letter] for letter in word)
        for word, _ in words
    ]


def tensors() -> Iterator[tuple[str, Array]]:
    """By OpenAI's names, in float32."""
    have = weights()
    for conv in ("conv1", "conv2"):
        yield f"encoder.{conv}.weight", have[f"encoder/{conv}/weight"]
        yield f"encoder.{conv}.bias", have[f"encoder/{conv}/bias"].reshape(-1, 1)
    yield "encoder.positional_embedding", have["encoder/position_encodings/encodings"]
    yield from _pair(have, "encoder.ln_post", "encoder/layer_norm", "gamma", "beta")
    yield "decoder.token_embedding.weight", have["decoder/embeddings/weight"]
    yield "decoder.positional_embedding", have["decoder/position_encodings/encodings"]
    yield from _pair(have, "decoder.ln", "decoder/layer_norm", "gamma", "beta")
    for side in ("encoder", "decoder"):
        for number in range(LAYERS):
            yield from _layer(have, f"{side}.blocks.{number}", f"{side}/layer_{number}")


def weights() -> dict[str, Array]:
    """What stands in CTranslate2's file, whose layout its `ModelSpec._serialize` shows."""
    with (tiny_whisper.FOLDER / "model.bin").open("rb") as file:
        (_version,) = struct.unpack("<I", file.read(4))
        _name(file)
        _revision, count = struct.unpack("<II", file.read(8))
        raw = dict(_variable(file) for _ in range(count))
    found = {}
    for name, value in raw.items():
        if value.dtype == np.int8 and f"{name}_scale" in raw:
            scale = raw[f"{name}_scale"].astype(np.float32)
            value = value.astype(np.float32) / scale.reshape(-1, *[1] * (value.ndim - 1))
        found[name] = value.astype(np.float32)
    return found


def _layer(have: dict[str, Array], to: str, place: str) -> Iterator[tuple[str, Array]]:
    inner = f"{place}/self_attention"
    yield from _pair(have, f"{to}.attn_ln", f"{inner}/layer_norm", "gamma", "beta")
    yield from _split(have, f"{to}.attn", f"{inner}/linear_0", "query", "key", "value")
    yield from _pair(have, f"{to}.attn.out", f"{inner}/linear_1", "weight", "bias")
    if "decoder" in place:
        across = f"{place}/attention"
        yield from _pair(have, f"{to}.cross_attn_ln", f"{across}/layer_norm", "gamma", "beta")
        yield from _pair(have, f"{to}.cross_attn.query", f"{across}/linear_0", "weight", "bias")
        yield from _split(have, f"{to}.cross_attn", f"{across}/linear_1", "key", "value")
        yield from _pair(have, f"{to}.cross_attn.out", f"{across}/linear_2", "weight", "bias")
    yield from _pair(have, f"{to}.mlp_ln", f"{place}/ffn/layer_norm", "gamma", "beta")
    yield from _pair(have, f"{to}.mlp.0", f"{place}/ffn/linear_0", "weight", "bias")
    yield from _pair(have, f"{to}.mlp.2", f"{place}/ffn/linear_1", "weight", "bias")


def _split(have: dict[str, Array], to: str, place: str, *parts: str) -> Iterator[tuple[str, Array]]:
    """Whisper's keys have no bias; one that is the same for all keys changes no attention."""
    for at, part in enumerate(parts):
        mine = slice(at * WIDTH, (at + 1) * WIDTH)
        yield f"{to}.{part}.weight", have[f"{place}/weight"][mine]
        if part != "key":
            yield f"{to}.{part}.bias", have[f"{place}/bias"][mine]


def _pair(
    have: dict[str, Array], to: str, place: str, weight: str, bias: str
) -> Iterator[tuple[str, Array]]:
    yield f"{to}.weight", have[f"{place}/{weight}"]
    yield f"{to}.bias", have[f"{place}/{bias}"]


def _tensor(file: BinaryIO, name: str, tensor: Array, kind: int) -> None:
    _ints(file, tensor.ndim, len(name), kind, *tensor.shape[::-1])
    file.write(name.encode())
    if kind == F32:
        file.write(tensor.astype("<f4").tobytes())
    elif kind == F16:
        file.write(tensor.astype("<f2").tobytes())
    else:
        packed = gguf.quants.quantize(tensor, gguf.GGMLQuantizationType(kind))
        file.write(packed.tobytes())


def _variable(file: BinaryIO) -> tuple[str, Array]:
    name = _name(file)
    sides = [struct.unpack("<I", file.read(4))[0] for _ in range(file.read(1)[0])]
    dtype = _DTYPES[file.read(1)[0]]
    (size,) = struct.unpack("<I", file.read(4))
    return name, np.frombuffer(file.read(size), dtype).reshape(sides)


def _name(file: BinaryIO) -> str:
    (length,) = struct.unpack("<H", file.read(2))
    return file.read(length)[:-1].decode()


def _ints(file: BinaryIO, *numbers: int) -> None:
    file.write(struct.pack(f"<{len(numbers)}i", *numbers))


def _bytes_of_letters() -> dict[str, int]:
    """GPT-2's visible letter -> its byte, out of the real library."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {chr(byte): byte for byte in visible}
    others = (byte for byte in range(256) if byte not in visible)
    return letters | {chr(256 + at): byte for at, byte in enumerate(others)}


def config() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((tiny_whisper.FOLDER / "config.json").read_text())
    return found
