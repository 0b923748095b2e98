"""languages/<code>/espeak.toml -> how espeak-ng speaks a language; speaks nothing itself."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from nakshatra.errors import CatalogueError


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """languages/<code>/espeak.toml"""

    voice: str
    """espeak-ng's name of the voice: the language's own code, or a neighbour's that reads it."""

    rate: int
    """Words a minute, as espeak-ng counts them; by `nakshatra voices pace`."""

    pitch: int = 50
    """0 to 99."""

    gap: int = 0
    """Pause between words, in 10 ms at the usual speed."""

    variant: str = ""
    """Another throat for the same language, such as "f2"; "" = the plain one."""

    @property
    def name(self) -> str:
        return f"{self.voice}+{self.variant}" if self.variant else self.voice


def manners(*roots: Path) -> Mapping[str, Manner]:
    """Language -> how it is spoken. Raise `CatalogueError` that names file and key."""
    paths = (path for root in roots for path in sorted(root.glob("languages/*/espeak.toml")))
    return {path.parent.name: _manner(path) for path in paths}


def _manner(path: Path) -> Manner:
    found = _table(path)
    known = {item.name: item.type for item in fields(Manner)}
    for key, value in found.items():
        if key not in known or type(value).__name__ != known[key]:
            raise CatalogueError(
                f"{path}: {key} = {value!r}; the keys are {known}, see docs/voice.md"
            )
    if lacking := {"voice", "rate"} - found.keys():
        raise CatalogueError(f"{path}: {sorted(lacking)[0]!r} is missing; see docs/voice.md")
    return Manner(**found)


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}") from error
