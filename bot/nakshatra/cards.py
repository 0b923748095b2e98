"""What the manifests in experts/, languages/ and models/ say, once checked.

A card is read strictly: an unknown or missing key, or a value of the wrong type, is a
`CatalogueError` that names the file, the key and what was expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, TypeVar, get_origin, get_type_hints

import rtoml

from nakshatra.errors import CatalogueError
from nakshatra.model_card import ModelCard as ModelCard


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCard:
    """languages/<code>/language.toml"""

    FILE: ClassVar = "language.toml"

    code: str
    name: str
    """In the language itself."""

    english: str
    """Its name in English."""

    scripts: list[str]
    """ISO 15924; the first is its own."""

    speakers: float
    """Millions who named it their mother tongue, Census of India 2011: who is likelier meant."""

    digits: str
    """Its own ten digits, from zero."""

    stop: str
    """What ends a sentence: a danda, a full stop, ..."""

    falls_back: str = "en"
    """Whose phrases are said when this language has none of its own."""

    joiners: bool = False
    """Whether a zero-width joiner or non-joiner changes how its words look."""

    dialects: list[str] = field(default_factory=list)
    """ISO 639-3 of its own that are told apart from it, and answered as it."""

    latin_as: str = ""
    """In Latin letters it is not told apart from this language."""

    phrases: dict[str, str] = field(default_factory=dict)
    """What the bot says of itself: greeting, sorry, please_type, consent, ..."""

    words: dict[str, list[str]] = field(default_factory=dict)
    """Words the bot listens for: yes, no, stop, follow_up, ... in each script used."""

    review: str = ""
    """How the phrases were checked, honestly."""

    @property
    def tags(self) -> list[str]:
        """BCP 47: the language in each of its scripts, its own first."""
        return [f"{self.code}-{script}" for script in self.scripts]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertCard:
    """experts/<id>/expert.toml; docs/experts.md describes each key."""

    FILE: ClassVar = "expert.toml"

    id: str
    kind: str
    """A module of nakshatra/experts (pack, gguf, http) or a plugin of that name."""

    domains: list[str]
    languages: list[str]
    name: dict[str, str]
    owner: str
    licence: str
    examples: list[str]
    """Questions it is for; the router learns from them."""

    safety: str = "general"
    deadline_s: float = 3.0
    review: str = ""
    unknown: str = ""
    """The unit that says whom to ask when nothing fits."""

    settings: dict[str, Any] = field(default_factory=dict)
    """Whatever its kind needs; the kind checks it."""


Card = TypeVar("Card", LanguageCard, ExpertCard, ModelCard)


def read(card: type[Card], path: Path) -> Card:
    """A card from its file; `CatalogueError` names file, key and remedy."""
    made = card(**_checked(card, load_toml(path), path))
    if isinstance(made, ModelCard):
        for fault in made.faults():
            raise CatalogueError(f"{path}: {fault}")
    return made


def load_toml(path: Path) -> dict[str, Any]:
    """The file's table; `CatalogueError` with file and line when it is not TOML or not UTF-8.

    By a compiled reader: the packs are 19 MB, of which tomllib made 3.5 seconds of each start."""
    try:
        return rtoml.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}") from error


def _checked(card: type[Any], values: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    known = {f.name: f.default is MISSING and f.default_factory is MISSING for f in fields(card)}
    for name in values.keys() - known.keys():
        raise CatalogueError(f"{path}: unknown key {name!r}; the keys are {', '.join(known)}")
    for name in {name for name, required in known.items() if required} - values.keys():
        raise CatalogueError(f"{path}: missing key {name!r}")
    types = get_type_hints(card)
    for name, value in values.items():
        expected = get_origin(types[name]) or types[name]
        if not isinstance(value, (int, float) if expected is float else expected):
            raise CatalogueError(
                f"{path}: {name} should be {expected.__name__}, is {type(value).__name__}"
            )
    return values
