"""A ggml file of whisper.cpp -> its shape, its words and its tensors, unpacked one by one.

The format is that of whisper.cpp's convert-pt-to-ggml.py and its quantised forms; the newer GGUF is
another one, which holds language models. It does not know what the tensors are for.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from nakshatra.errors import EngineError

Array = np.ndarray[Any, np.dtype[Any]]

MAGIC = b"lmgg"
"""0x67676d6c, least byte first."""

_BLOCK = 32
"""Weights that share a scale."""

_LONGEST_WORD, _LONGEST_NAME = 1 << 16, 256
"""Bytes; more is no file of this format."""


@dataclass(frozen=True, slots=True)
class Shape:
    """In the file's own order."""

    vocabulary: int
    audio_context: int
    audio_state: int
    audio_heads: int
    audio_layers: int
    text_context: int
    text_state: int
    text_heads: int
    text_layers: int
    mels: int
    kind: int

    def check(self) -> None:
        """Raise `ValueError` when no Whisper can be of this shape."""
        for number in (self.audio_layers, self.text_layers, self.audio_heads, self.text_heads):
            _within(number - 1, 63)
        for number in (self.audio_state, self.text_state, self.audio_context, self.text_context):
            _within(number - 1, 1 << 16)
        _within(self.vocabulary, 1 << 20)
        _within(self.mels - 1, 255)
        if self.audio_state % self.audio_heads or self.text_state % self.text_heads:
            raise ValueError("its heads do not share its width evenly")


class Tensor(Protocol):
    """A tensor that is made when it is asked for."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def array(self) -> Array:
        """As float32."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A tensor as it lies in the file."""

    kind: int
    shape: tuple[int, ...]
    data: memoryview

    def array(self) -> Array:
        """As float32."""
        return _KINDS[self.kind][1](self.data).reshape(self.shape)


@dataclass(frozen=True, slots=True)
class Ggml:
    shape: Shape
    filters: Array
    """Mel filters, mels x bins of the spectrum."""

    words: list[bytes]
    tensors: Mapping[str, Tensor]
    """They are read from the file when they are unpacked."""


def is_ggml(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == MAGIC


def read(path: Path) -> Ggml:
    """Raise `EngineError` when it is not such a file."""
    with path.open("rb") as opened:
        if opened.read(4) != MAGIC:
            raise EngineError(f"{path} is not a ggml file of whisper.cpp")
        file = mmap(opened.fileno(), 0, access=ACCESS_READ)  # closed when no tensor is left
    try:
        file.seek(4)
        shape = Shape(*_ints(file, 11))
        shape.check()
        mels, bins = _ints(file, 2)
        filters = np.frombuffer(_bytes(file, 4 * mels * bins), "<f4").reshape(mels, bins)
        words = [bytes(_bytes(file, _count(file, _LONGEST_WORD))) for _ in _times(file)]
        return Ggml(shape, filters, words, dict(_tensors(file)))
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise EngineError(f"{path} is cut off or damaged: {error}") from error


def _tensors(file: mmap) -> Iterator[tuple[str, Packed]]:
    while start := file.read(12):
        axes, length, kind = struct.unpack("<3i", start)
        if not 1 <= axes <= 4 or kind not in _KINDS:
            raise ValueError(f"a tensor of {axes} axes and of kind {kind}, which is not known here")
        sides = _ints(file, axes)
        name = bytes(_bytes(file, _within(length, _LONGEST_NAME))).decode("ascii")
        count = 1
        for side in sides:
            count *= _within(side, 1 << 30)
        per = 1 if kind < 2 else _BLOCK
        if sides[0] % per:
            raise ValueError(f"{name} has rows of {sides[0]}, not of whole blocks")
        data = _bytes(file, count // per * _KINDS[kind][0])
        yield name, Packed(kind, sides[::-1], data)


def _ints(file: mmap, count: int) -> tuple[int, ...]:
    return struct.unpack(f"<{count}i", file.read(4 * count))


def _bytes(file: mmap, count: int) -> memoryview:
    start = file.tell()
    if not 0 <= count <= len(file) - start:
        raise ValueError("it ends too early")
    file.seek(start + count)
    return memoryview(file)[start : start + count]


def _count(file: mmap, most: int) -> int:
    return _within(_ints(file, 1)[0], most)


def _times(file: mmap) -> range:
    return range(_count(file, 1 << 20))


def _within(number: int, most: int) -> int:
    if not 0 <= number <= most:
        raise ValueError(f"{number} is not between 0 and {most}")
    return number


def _rows(data: memoryview, layout: list[tuple[str, str, tuple[int, ...]]]) -> Array:
    return np.frombuffer(data, np.dtype(layout))


def _scale(blocks: Array, name: str = "d") -> Array:
    wide: Array = blocks[name].astype(np.float32)[:, None]
    return wide


def _nibbles(packed: Array) -> Array:
    """The lower halves of sixteen bytes are the first sixteen weights, the upper the others."""
    return np.concatenate([packed & 15, packed >> 4], axis=1)


def _fifth(high: Array) -> Array:
    """The fifth bit of each weight, as 16."""
    bits = np.unpackbits(high, axis=1, bitorder="little")
    wide: Array = bits.astype(np.uint8) << 4
    return wide


def _f32(data: memoryview) -> Array:
    return np.frombuffer(data, "<f4")


def _f16(data: memoryview) -> Array:
    return np.frombuffer(data, "<f2").astype(np.float32)


def _q4_0(data: memoryview) -> Array:
    rows = _rows(data, [("d", "<f2", ()), ("q", "u1", (16,))])
    return _scale(rows) * (_nibbles(rows["q"]).astype(np.float32) - 8)


def _q4_1(data: memoryview) -> Array:
    rows = _rows(data, [("d", "<f2", ()), ("m", "<f2", ()), ("q", "u1", (16,))])
    return _scale(rows) * _nibbles(rows["q"]) + _scale(rows, "m")


def _q5_0(data: memoryview) -> Array:
    rows = _rows(data, [("d", "<f2", ()), ("h", "u1", (4,)), ("q", "u1", (16,))])
    return _scale(rows) * ((_nibbles(rows["q"]) | _fifth(rows["h"])).astype(np.float32) - 16)


def _q5_1(data: memoryview) -> Array:
    rows = _rows(data, [("d", "<f2", ()), ("m", "<f2", ()), ("h", "u1", (4,)), ("q", "u1", (16,))])
    return _scale(rows) * (_nibbles(rows["q"]) | _fifth(rows["h"])) + _scale(rows, "m")


def _q8_0(data: memoryview) -> Array:
    rows = _rows(data, [("d", "<f2", ()), ("q", "i1", (32,))])
    return _scale(rows) * rows["q"].astype(np.float32)


_KINDS: dict[int, tuple[int, Callable[[memoryview], Array]]] = {
    0: (4, _f32),
    1: (2, _f16),
    2: (18, _q4_0),
    3: (20, _q4_1),
    6: (22, _q5_0),
    7: (24, _q5_1),
    8: (34, _q8_0),
}
"""ggml's number of a kind -> bytes of a weight (of a block of 32), and how it is read."""
