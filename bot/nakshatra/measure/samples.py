"""The packs -> what to measure with: the ways people ask, and short answers."""

from __future__ import annotations

from nakshatra.cards import load_toml
from nakshatra.catalogue import Catalogue
from nakshatra.home import home
from nakshatra.knowledge.render import text_of
from nakshatra.knowledge.units import read_pack


def questions(limit: int) -> list[str]:
    """At most `limit` texts, spread evenly over packs, languages and units."""
    asks: list[str] = []
    for path in sorted(home().glob("experts/*/lang/*.toml")):
        units = load_toml(path)["units"].values()
        asks += [ask for unit in units for ask in unit.get("asks", ())[:2]]
    step = max(1, len(asks) // limit)
    return asks[::step][:limit]


def short_answers(cards: Catalogue, limit: int) -> dict[str, list[str]]:
    """Language -> at most `limit` short answers of the packs, every so many of them."""
    found: dict[str, list[str]] = {}
    for id, card in sorted(cards.experts.items()):
        if card.kind != "pack":
            continue
        for unit in read_pack(cards.folders[id], card).units.values():
            for code in unit.texts:
                found.setdefault(code, []).append(text_of(unit, code).short)
    return {code: each[:: max(1, len(each) // limit)][:limit] for code, each in found.items()}
