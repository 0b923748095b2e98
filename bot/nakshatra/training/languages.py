"""Folders of labelled texts -> what languages/ holds that is trained: arrays, spellings, words.

Deterministic on one machine: the same texts give the same arrays. Reads no evaluation set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from numpy.typing import NDArray

from nakshatra.catalogue import Catalogue
from nakshatra.identifiers.tongues import Tongues
from nakshatra.training.asked import asked_of
from nakshatra.training.samples import Samples, Text, gather
from nakshatra.training.transliteration import train_transliteration
from nakshatra.training.word_network import Corpus, Network, Plan, corpus, scores, softmax, train

_COMMAND = "nakshatra languages train --data DATA"
_HELD_OUT = 20
"""One text in so many is kept back to fit the probabilities."""

_RARE = 3.0
"""How much more a text of the smallest class may count."""

_SHARPNESS = np.geomspace(0.4, 3.0, 41)

PLANS: Mapping[str, Plan] = {
    "Deva": Plan(bits=16, width=32, epochs=6, drop=0.3),
    "Arab": Plan(bits=14, width=16, epochs=8, drop=0.3),
    "Beng": Plan(bits=14, width=16, epochs=8, drop=0.3),
    "Latn": Plan(bits=17, width=48, epochs=6, drop=0.4),
}


def train_languages(data: Path, languages: Path, say: Callable[[str], None]) -> None:
    """Write what text/spellbook.py reads, weights/<script>.npy, <script>.npz and card.toml."""
    train_transliteration(data, languages, say)
    train_identifier(data, languages / "weights", say)


def train_identifier(data: Path, out: Path, say: Callable[[str], None]) -> None:
    """Write the arrays of each group of languages, and their card, into `out`."""
    cards = Catalogue.load()
    tongues = Tongues.of(cards.languages)
    asked = asked_of(cards.folders.values())
    samples = gather(data, tongues, asked)
    out.mkdir(parents=True, exist_ok=True)
    groups = {
        script: _group(script, tongues.groups[script], samples.groups[script], plan, out, say)
        for script, plan in PLANS.items()
    }
    (out / "card.toml").write_text(tomli_w.dumps(_card(samples, groups)), "utf-8")


def _group(
    script: str, group: Sequence[str], texts: Sequence[Text], plan: Plan, out: Path,
    say: Callable[[str], None],
) -> dict[str, Any]:  # fmt: skip
    there = {text.lang for text in texts}
    labels = [code for code in group if code in there]
    rows = [(text.text, labels.index(text.lang)) for text in texts]
    kept, held = [r for i, r in enumerate(rows) if i % _HELD_OUT], rows[::_HELD_OUT]
    say(f"{script}: {len(rows)} texts in {len(labels)} languages")
    weight = balanced([label for _, label in kept], len(labels))
    network = train(_corpus(kept, plan.bits), len(labels), plan, weight)
    table, scale = quantised(network.rows)
    network.rows = table.astype(np.float32) * np.float32(scale)
    sharpness, right = fitted(network, _corpus(held, plan.bits))
    np.save(out / f"{script}.npy", table)
    np.savez(
        out / f"{script}.npz",
        shift=network.shift, tells=network.tells, tells_shift=network.tells_shift,
        out=network.out, bias=network.bias,
    )  # fmt: skip
    say(f"{script}: {right:.1%} of held-out texts right, {table.nbytes / 1e6:.1f} MB")
    return {
        "labels": labels,
        "bits": plan.bits,
        "width": plan.width,
        "scale": scale,
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


def fitted(network: Network, held: Corpus) -> tuple[float, float]:
    """The sharpness that makes held-out texts likeliest, and the share of them that is right."""
    found = scores(network, held)
    rows = np.arange(len(held.labels))
    losses = [
        -np.log(softmax(found * np.float32(sharpness))[rows, held.labels] + 1e-12).mean()
        for sharpness in _SHARPNESS
    ]
    right = float((found.argmax(axis=1) == held.labels).mean())
    return round(float(_SHARPNESS[int(np.argmin(losses))]), 3), right


def _card(samples: Samples, groups: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "what": "language identification: hashed character n-grams of words, a word cut at zero "
        "and weighed, one linear layer; int8",
        "command": _COMMAND,
        "method": "nakshatra/training/: texts below, fragments of them, romanisations and "
        "English mixtures made from them (English words by frequency: wordfreq 3.1, CC BY-SA 4.0); "
        "no GPL text, no romanised text of unstated licence",
        "groups": dict(groups),
        "sources": [
            {"source": source, "licence": licence, "rows": n}
            for (source, licence), n in sorted(samples.sources.items())
        ],
    }
