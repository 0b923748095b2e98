"""languages/hearing.toml -> what recognisers invent, and the ways digits are told. Reads no text.

A wrong file is a `CatalogueError` that names it. docs/voice.md says what each key means.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.text.normalise import normalise

_DIGITS = {*map(str, range(10)), "double", "triple"}


@cache
def invented(group: str) -> Sequence[str]:
    """`group`: "never" or "doubted"."""
    found: Sequence[str] = _read()["invented"][group]
    return found


@cache
def digit_words(code: str) -> Mapping[str, Sequence[str]]:
    """Digit, "double" or "triple" -> its words, in one spelling of Unicode; none for a language
    that has no table."""
    found: Mapping[str, Sequence[str]] = _read()["digits"].get(code, {})
    return found


@cache
def codes_with_digits() -> Sequence[str]:
    return tuple(_read()["digits"])


@cache
def _read() -> Mapping[str, Any]:
    path = home() / "languages/hearing.toml"
    try:
        found = tomllib.loads("\n".join(map(normalise, path.read_text("utf-8").splitlines())))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: cannot be read ({error})") from error
    for key in ("never", "doubted"):
        if key not in found.get("invented", {}):
            raise CatalogueError(f"{path}: invented.{key} is missing; give it a list of phrases")
    for code, names in found.get("digits", {}).items():
        if names.keys() != _DIGITS:
            raise CatalogueError(f"{path}: digits.{code} needs 0 to 9, double and triple")
    return found
