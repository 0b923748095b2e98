"""Text -> its language and script, by the script first and then by small n-gram models.

A script that one language alone uses decides at once. Where languages share a script, the score of
a text is the sum of its words' vectors, and a word's vector is the sum of int8 rows for its letter
n-grams (languages/weights/, memory-mapped, trained by `nakshatra languages train`). Vectors of
words already met are kept. Hindi and Urdu in Latin letters are one: Hindi. Dialects of Hindi are
answered as Hindi.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nakshatra.cards import load_toml
from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.registry import Spec
from nakshatra.text.ngrams import features, words
from nakshatra.text.scripts import script_of_char
from nakshatra.types import ENGLISH, Identified, Lang

_ONLY = {
    "Guru": "pa", "Gujr": "gu", "Orya": "or", "Taml": "ta", "Telu": "te", "Knda": "kn",
    "Mlym": "ml", "Olck": "sat", "Mtei": "mni",
}  # fmt: skip
"""Scripts that one language of ours uses."""

_DIALECTS = frozenset(("bho", "mag", "awa", "hne", "bra"))
_OWN_SHARE = 0.2
"""An Indian script decides over Latin when it has at least this share of the letters: people
write Latin names and English words into it, hardly ever the other way round."""

_UNSURE = 0.7
"""Below this probability the language of the turn before may decide."""

_HINT = 8.0
"""How much likelier the language of the turn before is than another."""

_KEPT = 60_000
"""Words whose vectors are kept, about 6 MB."""


@dataclass(frozen=True, slots=True)
class _Group:
    """One script that several languages share."""

    script: str
    labels: tuple[str, ...]
    bits: int
    weights: NDArray[np.int8]
    scale: float
    bias: NDArray[np.float32]
    sharpness: float
    """Multiplies the scores so that probabilities tell the truth (fitted on held-out texts)."""


def build(spec: Spec) -> Ngrams:
    roots = [spec.settings.catalogue, home()] if spec.settings.catalogue else [home()]
    return Ngrams.load(next(r for r in roots if r == home() or _card(r).is_file()))


def _card(root: Path) -> Path:
    return root / "languages" / "weights" / "card.toml"


class Ngrams:
    """`identify` for one text; `identify_batch` for many, several times faster a text."""

    def __init__(self, groups: Sequence[_Group]) -> None:
        self._groups = {group.script: group for group in groups}
        self._width = max(len(group.labels) for group in groups)
        self._clear()

    @classmethod
    def load(cls, root: Path) -> Ngrams:
        """Raise `CatalogueError` when the arrays are missing or do not fit their card."""
        card = load_toml(_card(root))
        return cls(
            [_read(_card(root).parent, name, card["groups"][name]) for name in card["groups"]]
        )

    def identify(self, text: str, hint: Lang | None = None) -> Identified:
        return self.identify_batch([text], hint)[0]

    def identify_batch(self, texts: Sequence[str], hint: Lang | None = None) -> list[Identified]:
        """One for each text, in order."""
        found: list[Identified | None] = [None] * len(texts)
        waiting: dict[str, list[tuple[int, list[int]]]] = {}
        tokens = [words(text) for text in texts]
        self._learn(tokens)
        for at, row in enumerate(tokens):
            script = self._script(row)
            if script in self._groups:
                ids = [self._ids[word] for word in row if self._scripts[word] == script]
                waiting.setdefault(script, []).append((at, ids))
            elif script in _ONLY:
                found[at] = Identified(Lang(_ONLY[script], script), 1.0)
            else:
                found[at] = Identified(hint or ENGLISH, 0.0)
        for script, rows in waiting.items():
            for (at, _), answer in zip(rows, self._score(script, rows, hint), strict=True):
                found[at] = answer
        return [answer for answer in found if answer is not None]

    def _score(
        self, script: str, rows: Sequence[tuple[int, list[int]]], hint: Lang | None
    ) -> Iterable[Identified]:
        group = self._groups[script]
        counts = np.array([len(ids) for _, ids in rows])
        flat = np.array([id for _, ids in rows for id in ids])
        starts = np.cumsum(counts) - counts
        sums = np.add.reduceat(self._vectors[flat], starts, axis=0)[:, : len(group.labels)]
        sizes = np.add.reduceat(self._sizes[flat], starts)
        scores = (sums / np.sqrt(sizes)[:, None] + group.bias) * group.sharpness
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        scores /= scores.sum(axis=1, keepdims=True)
        if hint is not None and hint.code in group.labels:
            unsure = scores.max(axis=1) < _UNSURE
            scores[unsure, group.labels.index(hint.code)] *= _HINT
            scores /= scores.sum(axis=1, keepdims=True)
        best = scores.argmax(axis=1)
        for row, label in enumerate(best.tolist()):
            code = group.labels[label]
            if code in _DIALECTS:
                code = "hi"
            yield Identified(Lang(code, script), float(scores[row, label]))

    def _script(self, row: Sequence[str]) -> str:
        """The Indian script with the most letters if it has its share, else Latin."""
        if not row:
            return "Zyyy"
        scripts = self._scripts
        first = scripts[row[0]]
        for word in row:
            if scripts[word] != first:
                break
        else:
            return first
        letters: dict[str, int] = {}
        for word in row:
            letters[scripts[word]] = letters.get(scripts[word], 0) + len(word)
        total = sum(letters.values())
        own = {s: n for s, n in letters.items() if s != "Latn" and n >= total * _OWN_SHARE}
        return max(own or letters, key=(own or letters).__getitem__)

    def _clear(self) -> None:
        self._ids: dict[str, int] = {}
        self._scripts: dict[str, str] = {}
        self._vectors = np.zeros((1024, self._width), np.float32)
        self._sizes = np.zeros(1024, np.float32)

    def _learn(self, tokens: Sequence[Sequence[str]]) -> None:
        """Vectors of the words not met before."""
        new = {word for row in tokens for word in row if word not in self._ids}
        if not new:
            return
        if len(self._ids) + len(new) > _KEPT and self._ids:
            self._clear()
            new = {word for row in tokens for word in row}
        by_script: dict[str, list[str]] = {}
        for word in sorted(new):
            script = script_of_char(word.strip("'")[:1] or word[0])
            self._scripts[word] = script
            self._ids[word] = len(self._ids)
            by_script.setdefault(script, []).append(word)
        self._grow(len(self._ids))
        for script, found in by_script.items():
            if script in self._groups:
                self._compute(self._groups[script], found)

    def _grow(self, wanted: int) -> None:
        if wanted > len(self._vectors):
            room = max(wanted, 2 * len(self._vectors)) - len(self._vectors)
            self._vectors = np.concatenate(
                [self._vectors, np.zeros((room, self._width), np.float32)]
            )
            self._sizes = np.concatenate([self._sizes, np.zeros(room, np.float32)])

    def _compute(self, group: _Group, found: Sequence[str]) -> None:
        for at in range(0, len(found), 4096):
            part = found[at : at + 4096]
            buckets, starts, sizes = features(part, group.bits)
            rows = group.weights[buckets].astype(np.float32)
            ids = [self._ids[word] for word in part]
            self._vectors[ids, : len(group.labels)] = (
                np.add.reduceat(rows, starts, axis=0) * group.scale
            )
            self._sizes[ids] = sizes


def _read(folder: Path, script: str, card: dict[str, object]) -> _Group:
    path = folder / f"{script}.npy"
    try:
        weights = np.load(path, mmap_mode="r")
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}; run `nakshatra languages train`") from error
    labels = tuple(str(label) for label in card["labels"])  # type: ignore[attr-defined]
    bits = int(str(card["bits"]))
    if weights.shape != (1 << bits, len(labels)):
        raise CatalogueError(
            f"{path}: is {weights.shape}, card.toml says {(1 << bits, len(labels))}; "
            "run `nakshatra languages train`"
        )
    return _Group(
        script=script,
        labels=labels,
        bits=bits,
        weights=weights,
        scale=float(str(card["scale"])),
        bias=np.array(card["bias"], np.float32),
        sharpness=float(str(card["sharpness"])),
    )
