"""Text -> its language and script, by the script first and then by small n-gram models.

A script that one language alone uses decides at once. Where languages share a script, a text's
words are weighed and added up (vectors.py; languages/weights/, trained by `nakshatra languages
train`). What a card says is not told apart in Latin letters (Urdu from Hindi) is one; dialects are
answered as the language whose card names them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

import numpy as np

from nakshatra.cards import LanguageCard, load_toml
from nakshatra.home import home
from nakshatra.identifiers.choice import FEW, Choice
from nakshatra.identifiers.tongues import Tongues
from nakshatra.identifiers.vectors import Vectors, read_model
from nakshatra.registry import Spec
from nakshatra.text import ngrams
from nakshatra.text.scripts import script_of_char
from nakshatra.types import ENGLISH, Identified, Lang

_OWN_SHARE = 0.1
"""An Indian script decides over Latin when it has at least this share of the letters: people
write Latin names and English words into it, hardly ever the other way round."""

_EVERYWHERE = Path("languages") / "everywhere.txt"

_BRIEF = 4
"""Words: in so short a text those of `everywhere.txt` decide nothing; in a longer one what stands
between them does."""

_UNTRAINED = 0.5
"""Probability of the commonest language of a script that several share and no array tells apart."""


def build(spec: Spec) -> Ngrams:
    """The operator's own weights when they have some, else ours."""
    own = spec.settings.catalogue
    root = own if own and weights_card(own).is_file() else home()
    return Ngrams.load(root, spec.catalogue.languages)


def weights_card(root: Path) -> Path:
    return root / "languages" / "weights" / "card.toml"


class Ngrams:
    """`identify` for one text; `identify_batch` for many, several times faster a text."""

    def __init__(
        self, models: Mapping[str, Vectors], tongues: Tongues, everywhere: Set[str] = frozenset()
    ) -> None:
        """`everywhere`: words in Latin letters that are said in every language."""
        self._models, self._everywhere = models, everywhere
        self._choices = {
            script: Choice.of(vectors.model.labels, script, tongues)
            for script, vectors in models.items()
        }
        self._by = {
            script: Identified(
                Lang(tongues.first(script), script), 1.0 if tongues.only(script) else _UNTRAINED
            )
            for script in tongues.groups
            if script not in models
        }

    @classmethod
    def load(cls, root: Path, cards: Mapping[str, LanguageCard]) -> Ngrams:
        """Raise `CatalogueError` when the arrays are missing or do not fit their card."""
        path = weights_card(root)
        groups = load_toml(path)["groups"]
        models = {s: Vectors(read_model(path.with_name(f"{s}.npy"), groups[s])) for s in groups}
        return cls(models, Tongues.of(cards), _everywhere(root / _EVERYWHERE))

    def identify(self, text: str, hint: Lang | None = None) -> Identified:
        row, script = _deciding(text)
        if script in self._models:
            row = self._telling(row)
            if not row:
                return self._choices[script].by_nothing(hint)
            chances = self._models[script].probabilities_of(row)
            return self._choices[script].best(chances, hint, len(row))
        return self._by_script(script, hint)

    def identify_batch(self, texts: Sequence[str], hint: Lang | None = None) -> list[Identified]:
        """One for each text, in order."""
        deciding = [(self._telling(row), script) for row, script in map(_deciding, texts)]
        found = [self._by_script(script, hint) for _, script in deciding]
        shared: dict[str, list[int]] = defaultdict(list)
        for at, (row, script) in enumerate(deciding):
            if script in self._models and row:
                shared[script].append(at)
            elif script in self._models:
                found[at] = self._choices[script].by_nothing(hint)
        for script, places in shared.items():
            rows = [deciding[at][0] for at in places]
            chances = self._models[script].probabilities(rows)
            for at, one in zip(places, self._chosen(script, chances, rows, hint), strict=True):
                found[at] = one
        return found

    def _telling(self, row: list[str]) -> list[str]:
        """The words of a short text that tell its language."""
        return row if len(row) > _BRIEF else [w for w in row if w not in self._everywhere]

    def _chosen(
        self, script: str, chances: np.ndarray[tuple[int, int], np.dtype[np.float32]],
        rows: Sequence[Sequence[str]],
        hint: Lang | None,
    ) -> list[Identified]:  # fmt: skip
        choice = self._choices[script]
        best = chances.argmax(axis=1)
        sure = chances[np.arange(len(chances)), best]
        return [
            (None if hint and len(words) <= FEW else choice.plain(label, p))
            or choice.best(chances[row].tolist(), hint, len(words))
            for row, (words, label, p) in enumerate(
                zip(rows, best.tolist(), sure.tolist(), strict=True)
            )
        ]

    def _by_script(self, script: str, hint: Lang | None) -> Identified:
        """A language that is alone in its script, or is written in it by most when nothing was
        trained; without letters, the turn before."""
        return self._by.get(script) or Identified(hint or ENGLISH, 0.0)


def _everywhere(path: Path) -> frozenset[str]:
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _deciding(text: str) -> tuple[list[str], str]:
    """The words that decide, and their script; "" when there are none."""
    row = ngrams.words(text)
    if not row or text.isascii():
        return row, "Latn" if row else ""
    first, last = script_of_char(min(row)[0]), script_of_char(max(row)[0])
    if first == last:  # letters of one script lie together, so all between are of it too
        return row, first
    script = _script(row)
    return [word for word in row if script_of_char(word[0]) == script], script


def _script(row: Sequence[str]) -> str:
    """The Indian script with the most letters if it has its share, else the one with the most."""
    letters: dict[str, int] = defaultdict(int)
    for word in row:
        letters[script_of_char(word[0])] += len(word)
    total = sum(letters.values())
    own = {s: n for s, n in letters.items() if s != "Latn" and n >= total * _OWN_SHARE}
    return max(own or letters, key=(own or letters).__getitem__)
