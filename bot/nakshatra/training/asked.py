"""The packs' folders -> what people ask them and cry out, by language: texts of the very kind that
the identifier meets. Cases are never read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nakshatra.cards import load_toml
from nakshatra.safety.alarms import SAYINGS
from nakshatra.text.normalise import normalise

SOURCE = ("ways of asking in experts/", "Apache-2.0")


def asked_of(experts: Iterable[Path]) -> dict[str, list[str]]:
    """Language -> asks and sayings of these experts' folders, each once."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for folder in experts:
        for path in sorted((folder / "lang").glob("*.toml")):
            found[path.stem] |= dict.fromkeys(map(normalise, _asks(load_toml(path))))
        for path in sorted((folder / SAYINGS).glob("*.toml")):
            found[path.stem] |= dict.fromkeys(map(normalise, _sayings(load_toml(path))))
    return {code: list(texts) for code, texts in found.items()}


def _asks(card: Mapping[str, Any]) -> Iterator[str]:
    for unit in card.get("units", {}).values():
        yield from unit.get("asks", ())


def _sayings(card: Mapping[str, Any]) -> Iterator[str]:
    for texts in card["sayings"].values():
        yield from texts
    yield from card["lookalikes"]
