"""The packs -> questions to measure with: the ways people ask, of every unit in turn."""

from __future__ import annotations

from nakshatra.cards import load_toml
from nakshatra.home import home


def questions(limit: int) -> list[str]:
    """At most `limit` texts, spread evenly over packs, languages and units."""
    asks: list[str] = []
    for path in sorted(home().glob("experts/*/lang/*.toml")):
        units = load_toml(path)["units"].values()
        asks += [ask for unit in units for ask in unit.get("asks", ())[:2]]
    step = max(1, len(asks) // limit)
    return asks[::step][:limit]
