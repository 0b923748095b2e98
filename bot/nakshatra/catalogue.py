"""Where the data folders lie, and what is in them.

The operator's own folder comes after ours and wins, so an expert is added or replaced without
touching this repository.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nakshatra.cards import Card, ExpertCard, LanguageCard, ModelCard, read
from nakshatra.errors import CatalogueError
from nakshatra.home import home as home


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
