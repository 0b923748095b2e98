"""Where the data folders lie, and what is in them.

The operator's own folder comes after ours and wins, so an expert is added or replaced without
touching this repository.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nakshatra.cards import Card, ExpertCard, LanguageCard, ModelCard, read
from nakshatra.errors import CatalogueError
from nakshatra.forgetful import forgetful
from nakshatra.home import home as home
from nakshatra.text.normalise import fold

EVERYWHERE = ("hi", "en")
"""Languages whose small words stand in messages of all others."""

_MARKS = "?؟.!,،;:।॥۔\"'()"


@dataclass(frozen=True, slots=True)
class Catalogue:
    languages: Mapping[str, LanguageCard]
    experts: Mapping[str, ExpertCard]
    models: Mapping[str, ModelCard]
    folders: Mapping[str, Path]
    """Expert id -> its folder."""

    @classmethod
    def load(cls, *roots: Path) -> Catalogue:
        """Everything under `roots`, later ones winning; ours alone when none is given."""
        roots = roots or (home(),)
        experts = _cards(ExpertCard, roots, "experts/*/expert.toml")
        return cls(
            languages={
                p.parent.name: c
                for p, c in _cards(LanguageCard, roots, "languages/*/language.toml")
            },
            experts={p.parent.name: c for p, c in experts},
            models={p.stem: c for p, c in _cards(ModelCard, roots, "models/*.toml")},
            folders={p.parent.name: p.parent for p, _ in experts},
        )

    def phrase(self, key: str, code: str) -> str:
        """What the bot says in this language, or in the one it falls back to."""
        for readable in self.readable(code):
            if key in self.languages[readable].phrases:
                return self.languages[readable].phrases[key]
        raise CatalogueError(f"languages/en/language.toml has no phrase {key!r}")

    def listens(self, group: str, code: str) -> frozenset[str]:
        """Folded words of a group of [words]: this language's, and English's and Hindi's, whose
        small words stand in messages of all others."""
        return _folded(tuple(self._words(group, code)))

    def own(self, group: str, code: str) -> frozenset[str]:
        """Folded words of a group of [words], this language's and English's alone."""
        return _folded(tuple(self._words(group, code, ("en",))))

    def hears(self, group: str, text: str, code: str) -> bool:
        """Whether a word of the group stands in the text."""
        return not self.listens(group, code).isdisjoint(words_of(text))

    def _words(self, group: str, code: str, others: Sequence[str] = EVERYWHERE) -> Iterator[str]:
        for one in dict.fromkeys((code, *others)):
            if one in self.languages:
                yield from self.languages[one].words.get(group, ())

    def greets(self, code: str) -> bool:
        """A language in which the bot can greet has all the phrases."""
        return "greeting" in self.languages[code].phrases

    def not_yet(self, code: str) -> str:
        """Says that the bot does not answer in this language yet, and in which it does."""
        other = next(one for one in self.readable(code) if one != code and self.greets(one))
        names = {"language": self.languages[code].name, "other": self.languages[other].name}
        return self.phrase("not_yet", code).format(**names)

    def readable(self, code: str) -> tuple[str, ...]:
        """This language, those it falls back to in their order, and English."""
        found: list[str] = []
        while code in self.languages and code not in found:
            found.append(code)
            code = self.languages[code].falls_back
        return tuple(dict.fromkeys((*found, "en")))


@forgetful
@lru_cache(maxsize=256)
def words_of(text: str) -> tuple[str, ...]:
    """Folded words, without the marks around them."""
    bare = (word.strip(_MARKS) for word in text.split())
    return tuple(fold(word) for word in bare if word)


@lru_cache(maxsize=1024)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, words))


def _cards(card: type[Card], roots: tuple[Path, ...], pattern: str) -> list[tuple[Path, Card]]:
    found = [(path, read(card, path)) for root in roots for path in sorted(root.glob(pattern))]
    for path, made in found:
        name = made.code if isinstance(made, LanguageCard) else made.id
        stem = path.stem if isinstance(made, ModelCard) else path.parent.name
        if name != stem:
            raise CatalogueError(
                f"{path}: says it is {name!r} but lies under {stem!r}; make them equal"
            )
    return found
