"""The packs of this repository obey docs/experts.md, and their weights were learned from them."""

from __future__ import annotations

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.home import home
from nakshatra.knowledge.answering import open_answering
from nakshatra.knowledge.check import check
from nakshatra.knowledge.field import open_field
from nakshatra.knowledge.units import read_pack
from nakshatra.knowledge.weights import UNITS, stale
from nakshatra.types import Kind, Lang, Query

OURS = sorted(path.parent.name for path in home().glob("experts/*/expert.toml"))


@pytest.fixture(scope="module")
def cards() -> Catalogue:
    return Catalogue.load()


@pytest.mark.parametrize("id", OURS)
def test_no_fault(cards: Catalogue, id: str) -> None:
    units = {
        other: frozenset(path.stem for path in (folder / "units").glob("*.toml"))
        for other, folder in cards.folders.items()
    }
    assert check(cards.folders[id], cards.experts[id], units) == []


@pytest.mark.parametrize("id", OURS)
def test_weights_are_there_and_fresh(
    cards: Catalogue, id: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder, card = cards.folders[id], cards.experts[id]
    assert (folder / UNITS).is_file(), f"run `nakshatra experts train {id}`"
    assert not stale(folder, read_pack(folder, card)), f"run `nakshatra experts train {id}`"
    open_field(folder, card)
    assert "older" not in caplog.text, f"run `nakshatra experts train {id} --data .../train`"


@pytest.mark.parametrize("id", OURS)
def test_a_name_alone_finds_its_unit(cards: Catalogue, id: str) -> None:
    answering = open_answering(id, cards)
    lost = [
        name
        for unit in answering.pack.units.values()
        for name in unit.names
        if answering.index.search(name, limit=1)[0].unit is not unit
    ]
    assert not lost


def test_who_answers_keeps_no_ways_of_asking(cards: Catalogue) -> None:
    pack = open_answering("finance", cards).pack
    assert not pack.beyond
    assert not any(text.asks for unit in pack.units.values() for text in unit.texts.values())


@pytest.mark.parametrize(("id", "told"), [("health", True), ("finance", False)])
def test_who_is_not_answered_on_health_has_the_number_for_danger(
    cards: Catalogue, id: str, told: bool
) -> None:
    query = Query(text="which colour is a kite", native="", lang=Lang("en", "Latn"))
    answer = open_answering(id, cards).answer(query)
    assert answer is not None
    assert answer.kind is Kind.UNKNOWN
    assert ("112" in answer.text) is told
