"""A settings file, or the environment's text -> values of the types that the settings have. Which
settings there are is settings.py's.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Container, Mapping, Sequence
from dataclasses import Field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from nakshatra.errors import CatalogueError

PREFIX = "NAKSHATRA_"
"""Of a setting's name in the environment."""

_FILE = "nakshatra.toml"
_OTHERS = (PREFIX + "CONFIG", PREFIX + "SHARED", PREFIX + "TEST_POSTGRES")
"""Variables of ours that are no settings: the settings file, and what the tests read."""

_NEAR = 0.85
"""Share of letters, in order, from which on a name is a slip of another: two letters changed
places, one too many, one missing."""

_TRUE = {"1": True, "true": True, "0": False, "false": False}


def usual_cache() -> Path:
    """Ours among the caches of this user, where the desktop's standard puts them."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "nakshatra"


def gathered(
    environ: Mapping[str, str], given: Mapping[str, Any], settings: Sequence[Field[Any]]
) -> dict[str, Any]:
    """The file's values, over them the environment's, over them those `given`, as their settings'
    types. Raise `CatalogueError`."""
    values = from_file(Path(environ.get(PREFIX + "CONFIG", _FILE)), settings)
    for item in settings:
        if (raw := environ.get(PREFIX + item.name.upper())) is not None:
            values[item.name] = raw
    values |= {key: value for key, value in given.items() if value is not None}
    return cast(values, settings)


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


def strangers(
    environ: Mapping[str, str], settings: Sequence[Field[Any]], named: Container[str] = ()
) -> Sequence[tuple[str, str]]:
    """Variables that begin as ours and are none, each with the known name it is nearest to; "" =
    none is near. `named`: what cards name beside the settings."""
    known = [*(PREFIX + item.name.upper() for item in settings), *_OTHERS]
    found = (name for name in environ if name.upper().startswith(PREFIX))
    strange = sorted(name for name in found if name not in known and name not in named)
    return [
        (name, next(iter(get_close_matches(name.upper(), known, 1, _NEAR)), "")) for name in strange
    ]


def secret(name: str, environ: Mapping[str, str] | None = None) -> str:
    """A secret that a card names by its environment variable; "" when it is not set."""
    return (os.environ if environ is None else environ).get(name, "")
