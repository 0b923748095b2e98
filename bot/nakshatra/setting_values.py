"""A settings file, or the environment's text -> values of the types that the settings have. Which
settings there are is settings.py's.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import Field
from pathlib import Path
from typing import Any

from nakshatra.errors import CatalogueError

PREFIX = "NAKSHATRA_"
"""Of a setting's name in the environment."""

_TRUE = {"1": True, "true": True, "0": False, "false": False}


def from_file(path: Path, settings: Sequence[Field[Any]]) -> dict[str, Any]:
    """As they stand there; empty when there is no such file. Raise `CatalogueError`."""
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    known = {item.name: item for item in settings}
    for name in values:
        if name not in known:
            raise CatalogueError(
                f"{path}: no setting is called {name!r}; there are {sorted(known)}"
            )
        if known[name].metadata.get("secret"):
            raise CatalogueError(
                f"{path}: {name} is a secret; set {PREFIX}{name.upper()} in the environment"
            )
    return values


def cast(values: Mapping[str, Any], settings: Sequence[Field[Any]]) -> dict[str, Any]:
    """Each as its setting's type, whether it came as text or as TOML. Raise `CatalogueError`."""
    kinds = {item.name: str(item.type) for item in settings}
    return {name: _as(kinds[name], name, value) for name, value in values.items()}


def _as(kind: str, name: str, value: Any) -> Any:
    try:
        if kind == "int":
            return int(value)
        if kind == "float":
            return float(value)
        if kind == "bool":
            return _TRUE[str(value).lower()]
        if "Path" in kind:
            return Path(value).expanduser()
        return str(value)
    except (ValueError, KeyError) as error:
        raise CatalogueError(f"setting {name} should be {kind}, is {value!r}") from error


def secret(name: str, environ: Mapping[str, str] | None = None) -> str:
    """A secret that a card names by its environment variable; "" when it is not set."""
    return (os.environ if environ is None else environ).get(name, "")
