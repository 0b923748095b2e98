"""Folders of labelled texts -> what languages/ holds that is trained: arrays, spellings, words.

Deterministic: the same texts give the same arrays. Reads no evaluation set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from numpy.typing import NDArray

from nakshatra.training.linear import Corpus, Linear, corpus, probabilities, train
from nakshatra.training.samples import GROUPS, Samples, Text, gather
from nakshatra.training.transliteration import train_transliteration

_COMMAND = "nakshatra languages train --data DATA"
_HELD_OUT = 20
"""One text in so many is kept back to fit the probabilities."""

_RARE = 3.0
"""How much more a text of the smallest class may count."""

_SHARPNESS = np.geomspace(0.5, 4.0, 31)


@dataclass(frozen=True, slots=True)
class Plan:
    """How one group is trained."""

    bits: int
    epochs: int = 4
    rate: float = 0.5


PLANS: Mapping[str, Plan] = {
    "Deva": Plan(bits=16),
    "Arab": Plan(bits=14),
    "Beng": Plan(bits=14),
    "Latn": Plan(bits=17, epochs=3),
}


def train_languages(data: Path, languages: Path, say: Callable[[str], None]) -> None:
    """Write what text/spellbook.py reads, weights/<script>.npy and weights/card.toml."""
    train_transliteration(data, languages, say)
    samples = gather(data)
    out = languages / "weights"
    out.mkdir(parents=True, exist_ok=True)
    groups = {
        script: _group(script, samples.groups[script], plan, out, say)
        for script, plan in PLANS.items()
    }
    (out / "card.toml").write_text(tomli_w.dumps(_card(samples, groups)), "utf-8")


def _group(
    script: str, texts: Sequence[Text], plan: Plan, out: Path, say: Callable[[str], None]
) -> dict[str, Any]:
    labels = list(GROUPS[script])
    rows = [(text.text, labels.index(text.lang)) for text in texts]
    kept, held = [r for i, r in enumerate(rows) if i % _HELD_OUT], rows[::_HELD_OUT]
    say(f"{script}: {len(rows)} texts in {len(labels)} languages")
    model = train(
        _corpus(kept, plan.bits),
        len(labels),
        bits=plan.bits,
        epochs=plan.epochs,
        rate=plan.rate,
        weight=balanced([label for _, label in kept], len(labels)),
    )
    weights, scale = quantised(model.weights)
    np.save(out / f"{script}.npy", weights)
    shipped = Linear(weights.astype(np.float32) * np.float32(scale), model.bias)
    sharpness, right = fitted(shipped, _corpus(held, plan.bits))
    say(f"{script}: {right:.1%} of held-out texts right, {weights.nbytes / 1e6:.1f} MB")
    return {
        "labels": labels,
        "bits": plan.bits,
        "scale": scale,
        "bias": [round(float(b), 4) for b in model.bias],
        "sharpness": sharpness,
        "texts": len(kept),
    }


def balanced(labels: Sequence[int], classes: int) -> NDArray[np.float32]:
    """A text of a small class counts up to three times."""
    sizes = np.bincount(labels, minlength=classes)
    weight: NDArray[np.float32] = np.sqrt(np.median(sizes) / np.maximum(1, sizes))
    return np.clip(weight, 1, _RARE).astype(np.float32)


def _corpus(rows: Sequence[tuple[str, int]], bits: int) -> Corpus:
    return corpus([text for text, _ in rows], [label for _, label in rows], bits)


def quantised(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], float]:
    """int8 and the factor that brings it back; the largest thousandth is cut."""
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.9995)) / 127
    return np.clip(np.rint(weights / scale), -127, 127).astype(np.int8), scale


def fitted(model: Linear, held: Corpus) -> tuple[float, float]:
    """The sharpness that makes held-out texts likeliest, and the share of them that is right."""
    p = probabilities(model, held)
    rows = np.arange(len(held.labels))
    scores = np.log(p + 1e-30)
    losses = []
    for sharpness in _SHARPNESS:
        sharp = scores * sharpness
        sharp -= np.logaddexp.reduce(sharp, axis=1, keepdims=True)
        losses.append(-sharp[rows, held.labels].mean())
    right = float((p.argmax(axis=1) == held.labels).mean())
    return round(float(_SHARPNESS[int(np.argmin(losses))]), 3), right


def _card(samples: Samples, groups: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "what": "language identification: hashed character n-grams of words, linear, int8",
        "command": _COMMAND,
        "method": "nakshatra/training/: texts below, fragments of them, romanisations and "
        "English mixtures made from them; no GPL text, no romanised text of unstated licence",
        "groups": dict(groups),
        "sources": [
            {"source": source, "licence": licence, "rows": n}
            for (source, licence), n in sorted(samples.sources.items())
        ],
    }
