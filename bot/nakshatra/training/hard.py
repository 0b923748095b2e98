"""experts/<id>/hard/<code>.toml -> what is hard to tell, which the arbiter learns and no reader or
ear does, so that they hear differently (docs/decisions/0038-a-second-arbiter.md).

[asks] has questions that sound like another unit's, a danger or something refused, `beyond` what
comes near and nobody answers; [after] what is sent after a question, its keys written
"health/dengue > finance/insurance", or "health/dengue > " where nobody answers it; [sayings] what
is warned of or refused, `lookalikes` what only sounds so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nakshatra.cards import load_toml
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.tables import Table
from nakshatra.knowledge.units import Pack, Unit
from nakshatra.training.asked_on import AskedOn


@dataclass(frozen=True, slots=True)
class Hard:
    """Of one expert and language."""

    code: str
    asks: Mapping[str, Sequence[str]]
    """Unit -> questions."""

    beyond: Sequence[str]
    after: Sequence[AskedOn]
    sayings: dict[str, Sequence[str]]
    """Catch -> what is said; a look-alike is under ""."""


def hard(folder: Path) -> list[Hard]:
    """Of the expert in this folder; empty when it has none. Raise `CatalogueError` when a file has
    a fault."""
    return list(_read(folder / "hard"))


def harder(pack: Pack, folder: Path) -> Pack:
    """With its hard questions among the others. Raise `CatalogueError` when one is of no unit that
    this pack has in that language."""
    units, beyond = dict(pack.units), list(pack.beyond)
    for one in (one for one in hard(folder) if one.code in pack.card.languages):
        beyond += one.beyond
        for id, asks in one.asks.items():
            if id not in units or one.code not in units[id].texts:
                raise CatalogueError(
                    f"{folder / 'hard' / one.code}.toml: asks.{id}: no such unit in this language; "
                    "mend its name"
                )
            units[id] = _asked(units[id], one.code, asks)
    return replace(pack, units=units, beyond=tuple(beyond))


def _asked(unit: Unit, code: str, asks: Sequence[str]) -> Unit:
    text = unit.texts[code]
    more = replace(text, asks=(*text.asks, *asks))
    return replace(unit, texts={**unit.texts, code: more})


def _read(folder: Path) -> Iterator[Hard]:
    for path in sorted(folder.glob("*.toml")):
        table, code = Table(path, load_toml(path)), path.stem
        table.text("reviewed")
        yield Hard(
            code,
            asks=table.lists("asks", {}),
            beyond=table.strings("beyond", ()),
            after=[
                AskedOn(code, *_turn(path, turn), one)
                for turn, said in table.lists("after", {}).items()
                for one in said
            ],
            sayings={**table.lists("sayings", {}), "": table.strings("lookalikes", ())},
        )
        table.done()


def _turn(path: Path, turn: str) -> tuple[str, str]:
    before, arrow, now = turn.partition(" > ")
    if not arrow:
        raise CatalogueError(f"{path}: after.{turn}: write it as 'expert/unit > expert/unit'")
    return before, now
