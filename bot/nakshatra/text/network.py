"""A word, letter by letter -> the likeliest spellings in another script, by a small int8 network.

The network looks at each letter with its neighbours and scores the chunks that may stand for it;
the best sequences are put together for all words at once. It knows no words and no languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_ALTERNATIVES = 4
"""Chunks tried for a letter."""

_LONGEST = 40
"""Letters: the rest of a longer word is not read."""

_AT_ONCE = 512
"""Words in one pass, so that the arrays stay small."""


@dataclass(frozen=True, slots=True)
class Network:
    """One hidden layer over a window of letters."""

    letters: Mapping[str, int]
    """Letter -> row of `embedding`; 0 is the edge of the word and every unknown letter."""

    chunks: tuple[str, ...]
    """What a letter may become; "" when another letter carries it."""

    embedding: Floats
    """letters + 1, width."""

    hidden: Floats
    """window x width, units."""

    hidden_bias: Floats
    out: Floats
    """units, chunks."""

    out_bias: Floats
    follows: Floats
    """chunks + 1, chunks: what a chunk adds after another one (the last row: at the start)."""

    silent: NDArray[np.bool_] = field(init=False)
    """Chunks that add nothing."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "silent", np.array([not chunk for chunk in self.chunks]))

    @property
    def radius(self) -> int:
        """Letters seen on either side."""
        return (len(self.hidden) // len(self.embedding[0]) - 1) // 2

    def best(self, words: Sequence[str], most: int) -> list[list[tuple[str, float]]]:
        """For each word up to `most` spellings with their log-probability, the best first."""
        order = sorted(range(len(words)), key=lambda i: len(words[i]))
        found: list[list[tuple[str, float]]] = [[] for _ in words]
        for at in range(0, len(order), _AT_ONCE):
            part = order[at : at + _AT_ONCE]
            for i, spellings in zip(part, self._best([words[i] for i in part], most), strict=True):
                found[i] = spellings
        return found

    def log_probabilities(self, words: Sequence[str]) -> tuple[Floats, NDArray[np.int64]]:
        """(letters of all words, chunks), and where each word begins."""
        ids = [[self.letters.get(c, 0) for c in word] for word in words]
        windows = windows_of(ids, self.radius)
        seen = self.embedding[windows].reshape(len(windows), -1)
        units = np.maximum(seen @ self.hidden + self.hidden_bias, 0)
        scores: Floats = units @ self.out + self.out_bias
        scores -= scores.max(axis=1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
        return scores, np.cumsum([0, *map(len, ids)])

    def _best(self, words: Sequence[str], most: int) -> list[list[tuple[str, float]]]:
        words = [word[:_LONGEST] for word in words]
        scores, starts = self.log_probabilities(words)
        few = min(_ALTERNATIVES, scores.shape[1])
        chunks = np.argpartition(-scores, few - 1, axis=1)[:, :few]
        prices = np.take_along_axis(scores, chunks, axis=1)
        lengths = np.diff(starts)
        total = np.full((len(words), most), -1e9, np.float32)
        total[:, 0] = 0
        last = np.full((len(words), most), len(self.chunks))
        said: list[tuple[Any, Any]] = []
        rows = np.arange(len(words))[:, None]
        for step in range(int(lengths.max(initial=0))):
            done = int(np.searchsorted(lengths, step, side="right"))
            here = starts[done:-1] + step
            options = chunks[here]
            sums = self.follows[last[done:, :, None], options[:, None, :]]
            sums += prices[here][:, None, :]
            sums += total[done:, :, None]
            flat = sums.reshape(len(here), -1)
            top = flat.argpartition(flat.shape[1] - most, axis=1)[:, -most:]
            row = rows[: len(here)]
            came, took = top // few, top % few
            total[done:] = flat[row, top]
            chosen = options[row, took]
            before = last[done:][row, came]
            last[done:] = np.where(self.silent[chosen], before, chosen)
            said.append((came, chosen))
        return self._spelled(words, said, total)

    def _spelled(
        self, words: Sequence[str], said: Sequence[tuple[Any, Any]], total: Floats
    ) -> list[list[tuple[str, float]]]:
        """Read the beams backwards. `words` are in the order of their length."""
        ranks = np.argsort(-total, axis=1)
        index = np.arange(len(words))[:, None]
        beam, spelled = ranks.copy(), np.zeros((*ranks.shape, len(said)), np.int16)
        for step in range(len(said) - 1, -1, -1):
            came, chosen = said[step]
            done = len(words) - len(came)
            row = index[: len(came)]
            spelled[done:, :, step] = chosen[row, beam[done:]]
            beam[done:] = came[row, beam[done:]]
        rows, likely = spelled.tolist(), total[index, ranks].tolist()
        name = self.chunks.__getitem__
        found = []
        for at, word in enumerate(words):
            spellings: dict[str, float] = {}
            for row, price in zip(rows[at], likely[at], strict=True):
                if price > -1e8:
                    spellings.setdefault("".join(map(name, row[: len(word)])), price)
            found.append(list(spellings.items()))
        return found


def windows_of(ids: Sequence[Sequence[int]], radius: int) -> NDArray[np.int16]:
    """(letters of all words, 2 radius + 1): each letter with its neighbours, 0 beyond the word."""
    gap = 2 * radius
    line = np.zeros(sum(map(len, ids)) + gap * (len(ids) + 1), np.int16)
    inside = np.zeros(len(line), np.bool_)
    at = gap
    for word in ids:
        line[at : at + len(word)] = word
        inside[at : at + len(word)] = True
        at += len(word) + gap
    seen = np.lib.stride_tricks.sliding_window_view(line, gap + 1)
    chosen: NDArray[np.int16] = seen[np.flatnonzero(inside) - radius]
    return chosen


def packed(network: Network, name: str) -> dict[str, Any]:
    """The arrays of a network as they are kept: int8, each with its scale."""
    arrays: dict[str, Any] = {
        f"{name}.letters": _text("".join(network.letters)),
        f"{name}.chunks": _text("\n".join(network.chunks)),
    }
    for part in _PARTS:
        values = getattr(network, part)
        scale = max(float(np.abs(values).max()), 1e-6) / 127
        arrays[f"{name}.{part}"] = np.rint(values / scale).astype(np.int8)
        arrays[f"{name}.{part}.scale"] = np.float32(scale)
    return arrays


def unpacked(arrays: Mapping[str, Any], name: str) -> Network:
    """Raise `KeyError` when the arrays are not there."""
    letters = bytes(arrays[f"{name}.letters"]).decode()
    parts = {
        part: arrays[f"{name}.{part}"].astype(np.float32) * arrays[f"{name}.{part}.scale"]
        for part in _PARTS
    }
    return Network(
        letters={letter: at for at, letter in enumerate(letters, 1)},
        chunks=tuple(bytes(arrays[f"{name}.chunks"]).decode().split("\n")),
        **parts,
    )


_PARTS = ("embedding", "hidden", "hidden_bias", "out", "out_bias", "follows")


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)
