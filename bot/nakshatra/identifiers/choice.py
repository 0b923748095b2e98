"""Probabilities of one script's languages -> the one that is answered, and how sure that is.

Where the text itself cannot decide, the language of the turn before may, or the commonest one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nakshatra.identifiers.tongues import Tongues
from nakshatra.types import ENGLISH, Identified, Lang

UNSURE = 0.7
"""Below this probability the language of the turn before may decide."""

FEW, _UNSURE_OF_FEW = 2, 0.95
"""Words: so few are often a name alone, and the turn before decides below this probability."""

_OVER = 1.5
"""How much likelier than any other it then is: a name alone says nothing."""

_HINT = 8.0
"""How much likelier the language of the turn before is than another, in a longer text."""

_GUESS, _SHORT = 0.5, 4
"""Below this, without a turn before, in so few words, the language that most people write is
likelier."""

_COMMON = 3.0
"""How much likelier it is then."""

_SURE = 0.6
"""Below this, with all that is known, it is not sure."""

_SURELY_DIALECT = 0.9
"""A dialect is named from this probability on."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Of one script."""

    codes: Sequence[str]
    """What each label is answered as."""

    langs: Sequence[Lang]
    dialects: Sequence[str]
    """Each label again if it is a dialect, else ""."""

    common: int
    """The label that most people write."""

    @classmethod
    def of(cls, labels: Sequence[str], script: str, tongues: Tongues) -> Choice:
        codes = [tongues.dialects.get(label, label) for label in labels]
        named = [label if label in tongues.dialects else "" for label in labels]
        common = labels.index(next(code for code in tongues.groups[script] if code in labels))
        return cls(codes, [Lang(code, script) for code in codes], named, common)

    def plain(self, label: int, p: float) -> Identified | None:
        """What needs no weighing; None when `best` must look at all the probabilities."""
        return None if p < UNSURE or self.dialects[label] else Identified(self.langs[label], p)

    def by_nothing(self, hint: Lang | None) -> Identified:
        """Of words that every language has: as the turn before was written, else the commonest
        language."""
        common = self.langs[self.common]
        others = [lang for lang in (common, ENGLISH) if lang != (hint or common)]
        return Identified(hint or common, _GUESS, rival=others[-1] if others else None)

    def best(self, chances: list[float], hint: Lang | None, words: int) -> Identified:
        """`chances` is changed; `words`: how many the text has."""
        top = max(chances)
        before = self.codes.index(hint.code) if hint and hint.code in self.codes else None
        if before is not None and words <= FEW and top < _UNSURE_OF_FEW:
            chances[before] = max(chances[before], top * _OVER)
        elif before is not None and top < UNSURE:
            chances[before] *= _HINT
        elif top < _GUESS and words <= _SHORT:
            chances[self.common] *= _COMMON
        first = chances.index(max(chances))
        p = chances[first] / sum(chances)
        lang = self.langs[first]
        if p < _SURE:
            return Identified(lang, p, rival=self._rival(chances, lang))
        return Identified(lang, p, dialect=self.dialects[first] if p >= _SURELY_DIALECT else "")

    def _rival(self, chances: Sequence[float], lang: Lang) -> Lang | None:
        """The likeliest that is answered otherwise."""
        others = [at for at, other in enumerate(self.langs) if other != lang]
        return self.langs[max(others, key=chances.__getitem__)] if others else None
