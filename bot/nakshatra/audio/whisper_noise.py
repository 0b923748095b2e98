"""A size of Whisper -> random weights of its true shape that write one given text, for measuring.

They do all the work of real ones and hear nothing: whatever sounds, each window becomes the text,
because the decoder's positions spell it. Never for people; measure/stand_ins.py alone asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

import numpy as np

from nakshatra.audio.ggml import Array, Ggml, Shape, Tensor
from nakshatra.audio.ggml_whisper import save
from nakshatra.audio.whisper_words import words_of

SIZES = {"tiny": (384, 6, 4), "base": (512, 8, 6), "small": (768, 12, 12)}
"""OpenAI's width, heads and layers of either side."""

_PLAIN, _VOCABULARY = 50_257, 51_865
_CONTEXT, _TEXT, _MELS = 1500, 448, 80
_SPREAD, _WORDS = 0.02, 0.05
"""Of the layers' weights, and of the words'."""

_LOUD = 40.0
"""How far a position drowns all that the layers add to it."""

_PROMPT = ("startoftranscript", "", "transcribe", "notimestamps")
"""What stands before the first word; "" = the language."""


class Maker:
    """Runs in a process of its own (see shelf.py): a small one takes two gigabytes for a while."""

    def make(self, size: str, text: str, code: str, into: str) -> int:
        """`text`: what it writes of every window. Returns bytes on the disk."""
        width, heads, layers = SIZES[size]
        both = (_CONTEXT, width, heads, layers, _TEXT, width, heads, layers)
        shape = Shape(_VOCABULARY, *both, _MELS, kind=0)
        words = _words(text)
        tensors = dict(_tensors(shape, _spelling(words, text, code)))
        save(Ggml(shape, np.zeros(0), words, tensors), Path(into))
        return sum(path.stat().st_size for path in Path(into).iterdir())


@dataclass(frozen=True, slots=True)
class _Noise:
    shape: tuple[int, ...]
    seed: int
    spread: float = _SPREAD
    about: float = 0.0

    def array(self) -> Array:
        noise = np.random.default_rng(self.seed)
        return noise.standard_normal(self.shape, np.float32) * np.float32(self.spread) + np.float32(
            self.about
        )


@dataclass(frozen=True, slots=True)
class _Spelled:
    """Positions, each of which calls for the next word."""

    shape: tuple[int, ...]
    words: _Noise
    spelling: tuple[int, ...]

    def array(self) -> Array:
        found = np.zeros(self.shape, np.float32)
        found[: len(self.spelling)] = self.words.array()[list(self.spelling)] * np.float32(_LOUD)
        found[len(self.spelling) :] = found[len(self.spelling) - 1]
        return found


def _words(text: str) -> list[bytes]:
    """All bytes, the text's letters, and as many others as Whisper has."""
    known = dict.fromkeys(bytes([byte]) for byte in range(256))
    for piece in _pieces(text):
        known |= dict.fromkeys(piece[:end] for end in range(2, len(piece) + 1))
    others = (bytes(letters) for letters in product(range(97, 123), repeat=4))
    rest = (word for word in others if word not in known)
    return [*known, *islice(rest, _PLAIN - len(known))]


def _pieces(text: str) -> list[bytes]:
    """About one token a letter, as Whisper spends on Hindi; a space goes with what follows it."""
    spaced = (" " + text).replace(" ", "\0 ").split("\0")
    return [piece.encode() for word in filter(None, spaced) for piece in (word[:2], *word[2:])]


def _spelling(words: list[bytes], text: str, code: str) -> tuple[int, ...]:
    """What each position of the decoder calls for: the language, then the text, then the end."""
    numbers = {word: at for at, word in enumerate(words)}
    language = words_of(words, _VOCABULARY).languages[code]
    said = [numbers[piece] for piece in _pieces(text)]
    return (*[language] * (len(_PROMPT) - 1), *said, _PLAIN)


def _tensors(shape: Shape, spelling: tuple[int, ...]) -> Iterator[tuple[str, Tensor]]:
    width, seed = shape.text_state, iter(range(1_000_000))
    words = _Noise((shape.vocabulary, width), next(seed), _WORDS)
    yield "decoder.token_embedding.weight", words
    yield "decoder.positional_embedding", _Spelled((shape.text_context, width), words, spelling)
    yield "encoder.positional_embedding", _Noise((shape.audio_context, width), next(seed))
    for name, inputs in (("conv1", shape.mels), ("conv2", width)):
        yield f"encoder.{name}.weight", _Noise((width, inputs, 3), next(seed))
        yield f"encoder.{name}.bias", _Noise((width, 1), next(seed))
    for side, last, layers in (
        ("encoder", "ln_post", shape.audio_layers),
        ("decoder", "ln", shape.text_layers),
    ):
        yield from _norm(f"{side}.{last}", width)
        for number in range(layers):
            yield from _layer(f"{side}.blocks.{number}", width, seed, listens=side == "decoder")


def _layer(
    name: str, width: int, seed: Iterator[int], *, listens: bool
) -> Iterator[tuple[str, Tensor]]:
    for attention in ("attn", "cross_attn") if listens else ("attn",):
        yield from _norm(f"{name}.{attention}_ln", width)
        for part in ("query", "key", "value", "out"):
            yield f"{name}.{attention}.{part}.weight", _Noise((width, width), next(seed))
            yield f"{name}.{attention}.{part}.bias", _Noise((width,), next(seed))
    yield from _norm(f"{name}.mlp_ln", width)
    for part, rows, columns in (("0", 4 * width, width), ("2", width, 4 * width)):
        yield f"{name}.mlp.{part}.weight", _Noise((rows, columns), next(seed))
        yield f"{name}.mlp.{part}.bias", _Noise((rows,), next(seed))


def _norm(name: str, width: int) -> Iterator[tuple[str, Tensor]]:
    yield f"{name}.weight", _Noise((width,), 0, spread=0.0, about=1.0)
    yield f"{name}.bias", _Noise((width,), 0, spread=0.0)
