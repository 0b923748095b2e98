"""What the subcommands of `nakshatra models` share: the cards there are, and how sizes are told."""

from __future__ import annotations

import re
from pathlib import Path

import click

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.settings import Settings

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")

_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([KMGT]?)I?B?", re.IGNORECASE)
_MB = {"K": 1e-3, "M": 1.0, "G": 1e3, "T": 1e6}


def megabytes(_ctx: click.Context, _param: click.Parameter, value: str | None) -> float | None:
    """ "4GB" -> 4000."""
    if value is None:
        return None
    found = _SIZE.fullmatch(value.strip())
    if not found or not found[2]:
        raise click.BadParameter(
            f"{value!r} should be a number with its unit, such as 4GB or 512MB"
        )
    return float(found[1]) * _MB[found[2].upper()]


def codes(_ctx: click.Context, _param: click.Parameter, value: str) -> list[str]:
    """ "hi,te" -> ["hi", "te"]."""
    return list(dict.fromkeys(code for code in re.split(r"[,\s]+", value.strip()) if code))


def known() -> tuple[Settings, Catalogue]:
    settings = Settings.load()
    roots = filter(None, (home(), settings.own_cards, settings.catalogue))
    return settings, Catalogue.load(*roots)  # as app.py, which is heavy


def check_languages(codes: list[str], cards: Catalogue) -> None:
    """Raise `CatalogueError` that lists those there are."""
    if not codes:
        raise CatalogueError("no language was named; say for instance --languages hi,te")
    for code in codes:
        if code not in cards.languages:
            there = ", ".join(sorted(cards.languages))
            raise CatalogueError(f"no language is called {code!r}; there are {there}")


def size(path: Path) -> int:
    """Bytes of a folder's files."""
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
