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
        card = self.languages.get(code) or self.languages["en"]
        if key in card.phrases:
            return card.phrases[key]
        return self.phrase(key, card.falls_back) if card.code != "en" else _missing(key)


def _missing(key: str) -> str:
    raise CatalogueError(f"languages/en/language.toml has no phrase {key!r}")


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
