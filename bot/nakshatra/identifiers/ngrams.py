"""Text -> its language and script, by the script first and then by small n-gram models.

A script that one language alone uses decides at once. Where languages share a script, a text's
score is the sum of its words' vectors (vectors.py; languages/weights/, trained by `nakshatra
languages train`). Hindi and Urdu in Latin letters are one: Hindi. Dialects of Hindi are answered as
Hindi.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from nakshatra.cards import load_toml
from nakshatra.home import home
from nakshatra.identifiers.vectors import Vectors, read_model
from nakshatra.registry import Spec
from nakshatra.text.ngrams import words
from nakshatra.text.scripts import script_of_char
from nakshatra.types import ENGLISH, Identified, Lang

_ONLY = {
    "Guru": "pa", "Gujr": "gu", "Orya": "or", "Taml": "ta", "Telu": "te", "Knda": "kn",
    "Mlym": "ml", "Olck": "sat", "Mtei": "mni",
}  # fmt: skip
"""Scripts that one language of ours uses."""

_SPOKEN_BY_MOST = {"Deva": "hi", "Arab": "ur", "Beng": "bn", "Latn": "hi"}
"""Script -> the language a very short text is likeliest in."""

_DIALECTS = frozenset(("bho", "mag", "awa", "hne", "bra"))

_OWN_SHARE = 0.2
"""An Indian script decides over Latin when it has at least this share of the letters: people
write Latin names and English words into it, hardly ever the other way round."""

_UNSURE = 0.7
"""Below this probability the language of the turn before may decide."""

_HINT = 8.0
"""How much likelier the language of the turn before is than another."""

_GUESS = 0.5
"""Below this, without a turn before, the language that most people write is likelier."""

_COMMON = 3.0
"""How much likelier it is then."""


def build(spec: Spec) -> Ngrams:
    """The operator's own weights when they have some, else ours."""
    own = spec.settings.catalogue
    return Ngrams.load(own if own and _card(own).is_file() else home())


def _card(root: Path) -> Path:
    return root / "languages" / "weights" / "card.toml"


class Ngrams:
    """`identify` for one text; `identify_batch` for many, several times faster a text."""

    def __init__(self, models: Mapping[str, Vectors]) -> None:
        self._models = models

    @classmethod
    def load(cls, root: Path) -> Ngrams:
        """Raise `CatalogueError` when the arrays are missing or do not fit their card."""
        path = _card(root)
        groups = load_toml(path)["groups"]
        return cls({s: Vectors(read_model(path.with_name(f"{s}.npy"), groups[s])) for s in groups})

    def identify(self, text: str, hint: Lang | None = None) -> Identified:
        row, script = _deciding(text)
        if script in _ONLY:
            return Identified(Lang(_ONLY[script], script), 1.0)
        if script not in self._models:
            return Identified(hint or ENGLISH, 0.0)
        model = self._models[script]
        return _best(model.probabilities_of(row), model.model.labels, script, hint)

    def identify_batch(self, texts: Sequence[str], hint: Lang | None = None) -> list[Identified]:
        """One for each text, in order."""
        found = [Identified(hint or ENGLISH, 0.0)] * len(texts)
        shared: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
        for at, text in enumerate(texts):
            row, script = _deciding(text)
            if script in self._models:
                shared[script].append((at, row))
            elif script in _ONLY:
                found[at] = Identified(Lang(_ONLY[script], script), 1.0)
        for script, rows in shared.items():
            model = self._models[script]
            chances = model.probabilities([row for _, row in rows])
            langs = [_answered(label, script) for label in model.model.labels]
            best = chances.argmax(axis=1)
            sure = chances[np.arange(len(rows)), best]
            for n, ((at, _), label, p) in enumerate(
                zip(rows, best.tolist(), sure.tolist(), strict=True)
            ):
                found[at] = (
                    Identified(langs[label], p)
                    if p >= _UNSURE
                    else _best(chances[n].tolist(), model.model.labels, script, hint)
                )
        return found


def _answered(label: str, script: str) -> Lang:
    return Lang("hi" if label in _DIALECTS else label, script)


def _best(
    chances: list[float], labels: Sequence[str], script: str, hint: Lang | None
) -> Identified:
    """Where the text itself cannot decide, the turn before or the commonest language may."""
    top = max(chances)
    if top < _UNSURE and hint is not None and hint.code in labels:
        chances[labels.index(hint.code)] *= _HINT
    elif top < _GUESS:
        chances[labels.index(_SPOKEN_BY_MOST[script])] *= _COMMON
    top = max(chances)
    return Identified(_answered(labels[chances.index(top)], script), top / sum(chances))


def _deciding(text: str) -> tuple[list[str], str]:
    """The words that decide, and their script; "" when there are none."""
    row = words(text)
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
