"""experts/<id>/next/<code>.toml -> what people ask after an answer of this expert's units, in words
that say nothing without it: "and if she is sixty?", "and maize?".

[units] has what asks more of a unit, [turns] what turns to one from another: its keys are written
"agriculture/msp_wheat > msp_maize".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nakshatra.cards import load_toml
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.tables import Table


@dataclass(frozen=True, slots=True)
class AskedOn:
    code: str
    """ISO 639."""

    before: str
    """The unit that was answered, such as "health/dengue"."""

    now: str
    """The one that is meant."""

    said: str


def asked_on(folder: Path, id: str) -> list[AskedOn]:
    """Of the expert in this folder; empty when it has no such file. Raise `CatalogueError` when a
    unit is none of its own."""
    return [one for path in sorted((folder / "next").glob("*.toml")) for one in _read(path, id)]


def _read(path: Path, id: str) -> Iterator[AskedOn]:
    table = Table(path, load_toml(path))
    table.text("reviewed")
    for unit, said in table.lists("units", {}).items():
        name = _own(path, id, unit)
        yield from (AskedOn(path.stem, name, name, one) for one in said)
    for turn, said in table.lists("turns", {}).items():
        before, arrow, unit = turn.partition(" > ")
        if not arrow:
            raise CatalogueError(f"{path}: turns.{turn}: write it as 'expert/unit > unit'")
        name = _own(path, id, unit)
        yield from (AskedOn(path.stem, before, name, one) for one in said)
    table.done()


def _own(path: Path, id: str, unit: str) -> str:
    if not (path.parents[1] / "units" / f"{unit}.toml").is_file():
        raise CatalogueError(f"{path}: {unit!r} has no units/{unit}.toml; mend its name")
    return f"{id}/{unit}"
