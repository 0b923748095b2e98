"""Rows of words with labels -> an `Encoder`, by PyTorch, on a GPU where there is one.

Needs the extra "train". A core takes half an hour for what a GPU learns in minutes; either differs
from the other, and a GPU from itself, in the last digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nakshatra.errors import MissingExtra
from nakshatra.knowledge.encoder import EPSILON, GAIN, HEADS, PLACES, POOLS, Encoder
from nakshatra.knowledge.features import Weights
from nakshatra.training.encoder_rows import Rows

_RATE, _LAST = 1e-3, 0.01
"""Of a step at most, and the share of it that is left at the end."""

_WARM = 200
"""Steps until the rate is reached."""

_FADE = 0.01
"""Weight decay of all but the embedding."""

_DROPPED = 0.3
"""Share of a word's features left out each time: nobody spells it in just this way."""

_HIDDEN = 0.08
"""Of the words."""

_BARE, _UNMARKED = 0.35, 0.15
"""Share of the lines without any marks, and of the marks left out of the others: the rules were
written for such sentences, and know them better than what strangers say."""

_OUT = 0.1
"""Dropout within the layers."""

_SMOOTH = 0.02
"""Of each label's share that belongs to the others."""

_CLIP = 1.0

ANY = -1
"""The label of a line of which it is known only what it is not."""

_PARTS = {"cpu": 4, "cuda": 1}
"""Of a batch, read one after the other: a CPU minds the empty places, a GPU the many calls."""

_PRINT = 500
"""Steps between two reports."""

Tensor = Any


@dataclass(frozen=True, slots=True)
class Shape:
    slots: int
    values: int
    width: int
    layers: int
    steps: int
    batch: int = 512


def fit(
    rows: Rows,
    shape: Shape,
    count: int,
    report: Callable[[int, float], None],
    start: Encoder | None = None,
    other_than: Sequence[int] = (),
    seed: int = 0,
) -> Encoder:
    """`rows.labels` below `count`, 0 = nothing, `ANY` = any but those it is `other_than`;
    `report(step, loss)` is called now and then; `start`: what is known already. Raise
    `MissingExtra` without PyTorch."""
    descent = _Descent(rows, shape, count, other_than, seed)
    if start:
        descent.go_on_from(start)
    return descent.run(report)


class _Descent:
    def __init__(
        self, rows: Rows, shape: Shape, count: int, other_than: Sequence[int] = (), seed: int = 0
    ) -> None:
        self._torch = torch = _torch()
        torch.manual_seed(seed)
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._shape, self._names = shape, tuple(rows.names.tolist())
        on = self._on
        slots = np.where(rows.values > 0, rows.slots & (shape.slots - 1), shape.slots)
        self._slots = on(slots).long()
        self._values, self._words = on(rows.values), on(rows.words).long()
        self._lengths = (self._words > 0).sum(1)
        self._marks, self._places = on(rows.marks).long(), on(rows.places).long()
        self._labels = on(rows.labels).long()
        self._other_than = on(np.isin(np.arange(count), other_than))
        often = np.sqrt(rows.weights)
        self._often, self._weights = on(often), on(often / often.mean())
        self._parts = self._begin(count)

    def _on(self, array: Any) -> Tensor:
        return self._torch.as_tensor(np.ascontiguousarray(array)).to(self._device)

    def _begin(self, count: int) -> dict[str, Tensor]:
        shape, width = self._shape, self._shape.width
        parts = {
            "embedding": self._drawn(shape.slots + 1, shape.values, spread=0.1),
            "into": self._drawn(shape.values, width),
            "into_bias": self._drawn(width, spread=0),
            "place": self._drawn(PLACES, width, spread=0.02),
            "mark": self._drawn(len(self._names) + 1, width, spread=0.05),
            "hidden": self._drawn(width, spread=0.02),
            "last": self._drawn(width, spread=0) + 1,
            "pool": self._drawn(width, POOLS),
            "out": self._drawn((POOLS + 1) * width, count),
            "out_bias": self._drawn(count, spread=0),
        }
        for layer in range(shape.layers):
            parts |= {
                f"{layer}.first": self._drawn(width, spread=0) + 1,
                f"{layer}.query": self._drawn(width, 3 * width),
                f"{layer}.join": self._drawn(width, width),
                f"{layer}.second": self._drawn(width, spread=0) + 1,
                f"{layer}.wide": self._drawn(width, 2 * width),
                f"{layer}.narrow": self._drawn(2 * width, width),
            }
        return {name: part.requires_grad_() for name, part in parts.items()}

    def go_on_from(self, start: Encoder) -> None:
        """Marks that it does not know, and what it does not keep, stay as drawn."""
        known = {**start.dense, "embedding": start.embedding * start.scale}
        marks = known.pop("mark")
        with self._torch.no_grad():
            for name, part in known.items():
                self._parts[name][: len(part)] = self._on(part)
            for at, name in enumerate(self._names, 1):
                if name in start.marks:
                    self._parts["mark"][at] = self._on(marks[start.marks.index(name)])

    def _drawn(self, *size: int, spread: float | None = None) -> Tensor:
        by = size[0] ** -0.5 if spread is None else spread
        return self._torch.randn(*size, device=self._device) * by

    def run(self, report: Callable[[int, float], None]) -> Encoder:
        torch, shape = self._torch, self._shape
        embedding = self._parts["embedding"]
        others = [part for part in self._parts.values() if part is not embedding]
        descent = torch.optim.AdamW(
            [{"params": [embedding], "weight_decay": 0.0}, {"params": others}],
            lr=_RATE,
            betas=(0.9, 0.98),
            weight_decay=_FADE,
        )
        every = [embedding, *others]
        for step in range(shape.steps):
            rate = _RATE * min(1, step / _WARM) * (1 - step / shape.steps) + _RATE * _LAST
            for group in descent.param_groups:
                group["lr"] = rate
            chosen = torch.multinomial(self._often, shape.batch, replacement=True)
            loss = self._loss(chosen)
            descent.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(every, _CLIP)
            descent.step()
            if step % _PRINT == 0:
                report(step, float(loss.detach()))
        return self._encoder()

    def _loss(self, chosen: Tensor) -> Tensor:
        """Short lines are read beside short ones."""
        chosen = chosen[self._lengths[chosen].argsort()]
        parts = chosen.chunk(_PARTS[self._device])
        logits = self._torch.cat([self._logits(part) for part in parts])
        labels = self._labels[chosen]
        each = self._torch.nn.functional.cross_entropy(
            logits, labels.clamp(min=0), reduction="none", label_smoothing=_SMOOTH
        )
        if bool((labels == ANY).any()):
            fair = logits.log_softmax(1).masked_fill(self._other_than, -1e9).logsumexp(1)
            each = self._torch.where(labels == ANY, -fair, each)
        return (each * self._weights[chosen]).mean()

    def _logits(self, chosen: Tensor) -> Tensor:
        torch, part = self._torch, self._parts
        longest = max(int(self._lengths[chosen].max()), 1)
        words = self._words[chosen, :longest]
        there = words > 0
        there[:, 0] = True
        x = self._read(words) + self._marked(chosen, longest)
        for layer in range(self._shape.layers):
            x = self._layer(x, there, f"{layer}.")
        x = _normed(x, part["last"])
        shares = (x @ part["pool"]).masked_fill(~there[..., None], -1e9).softmax(1)
        pooled = torch.einsum("blp,blw->bpw", shares, x).flatten(1)
        most = x.masked_fill(~there[..., None], -1e4).amax(1)
        return torch.cat([pooled, most], 1) @ part["out"] + part["out_bias"]

    def _read(self, words: Tensor) -> Tensor:
        torch, part = self._torch, self._parts
        distinct, back = words.unique(return_inverse=True)
        values = self._values[distinct]
        values = values * (torch.rand_like(values) >= _DROPPED)
        values = GAIN * values / (values.norm(dim=1, keepdim=True) + EPSILON)
        vectors = torch.nn.functional.embedding_bag(
            self._slots[distinct],
            part["embedding"],
            per_sample_weights=values,
            mode="sum",
            padding_idx=self._shape.slots,
        )
        x = (vectors @ part["into"])[back]
        hidden = torch.rand(words.shape, device=self._device) < _HIDDEN
        x = torch.where(hidden[..., None], part["hidden"], x)
        return x + part["into_bias"] + part["place"][: words.shape[1]]

    def _marked(self, chosen: Tensor, longest: int) -> Tensor:
        torch = self._torch
        marks, places = self._marks[chosen], self._places[chosen]
        bare = torch.rand(len(chosen), 1, device=self._device) < _BARE
        left = torch.rand(marks.shape, device=self._device) < _UNMARKED
        off = bare | left | (marks == 0) | (places >= longest)
        marks = self._parts["mark"][marks] * ~off[..., None]
        shape = (len(chosen), longest, self._shape.width)
        rows = torch.arange(len(chosen), device=self._device)[:, None].expand_as(places)
        empty = torch.zeros(shape, device=self._device)
        return empty.index_put((rows, places.clamp(max=longest - 1)), marks, accumulate=True)

    def _layer(self, x: Tensor, there: Tensor, name: str) -> Tensor:
        torch, part = self._torch, self._parts
        apart = torch.nn.functional.dropout
        asked = _normed(x, part[f"{name}first"]) @ part[f"{name}query"]
        lines, longest, width = x.shape
        query, key, value = asked.view(lines, longest, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        told = torch.nn.functional.scaled_dot_product_attention(
            query, key, value, attn_mask=there[:, None, None]
        )
        x = x + apart(
            told.transpose(1, 2).reshape(lines, longest, width) @ part[f"{name}join"], _OUT
        )
        wide = (_normed(x, part[f"{name}second"]) @ part[f"{name}wide"]).relu()
        return x + apart(wide @ part[f"{name}narrow"], _OUT)

    def _encoder(self) -> Encoder:
        parts = {name: part.detach().cpu().numpy() for name, part in self._parts.items()}
        embedding = parts.pop("embedding")[:-1]
        del parts["hidden"]
        parts["mark"] = parts["mark"][1:]
        return _quantised(embedding, self._names, parts)


def between(old: Encoder, new: Encoder, share: float) -> Encoder:
    """The weighted mean of an encoder and of one that went on from it; marks that the old one does
    not know are the new one's."""
    known = {**old.dense, "mark": new.dense["mark"].copy()}
    for at, name in enumerate(new.marks):
        if name in old.marks:
            known["mark"][at] = old.dense["mark"][old.marks.index(name)]
    kept = 1 - share
    embedding = kept * old.embedding * old.scale + share * new.embedding * new.scale
    dense = {name: kept * known[name] + share * part for name, part in new.dense.items()}
    return _quantised(embedding, new.marks, dense)


def _quantised(embedding: Weights, marks: tuple[str, ...], dense: Mapping[str, Weights]) -> Encoder:
    scale = np.maximum(np.abs(embedding).max(axis=0) / 127, 1e-9).astype(np.float32)
    return Encoder(np.round(embedding / scale).astype(np.int8), scale, marks, dense)


def _normed(x: Tensor, weight: Tensor) -> Tensor:
    return x * weight * (x.square().mean(-1, keepdim=True) + EPSILON).rsqrt()


def _torch() -> Any:
    try:
        import torch
    except ImportError:
        raise MissingExtra(
            "ears, readers and the arbiter are learned by PyTorch: pip install 'nakshatra[train]'"
        ) from None
    return torch
