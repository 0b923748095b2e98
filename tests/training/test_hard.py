"""What the arbiter learns besides: of units that are there, after questions that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.units import Pack, read_pack
from nakshatra.safety.rules import read_rules
from nakshatra.training.hard import hard, harder

CARDS = Catalogue.load()
PACKS = {
    id: read_pack(CARDS.folders[id], CARDS.experts[id])
    for id in ("agriculture", "education", "finance", "governance", "health")
}
UNITS = {unit.name: unit for pack in PACKS.values() for unit in pack.units.values()}


def written(at: Path, text: str) -> Path:
    (at / "hard").mkdir()
    (at / "hard" / "en.toml").write_text(f'reviewed = "no"\n{text}', "utf-8")
    return at


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_hard_questions_are_asked_of_units_that_are_there(pack: Pack) -> None:
    more = harder(pack, CARDS.folders[pack.id])
    assert len(more.beyond) > len(pack.beyond)
    for id, unit in pack.units.items():
        assert any(
            len(more.units[id].texts[code].asks) > len(text.asks)
            for code, text in unit.texts.items()
        )


@pytest.mark.parametrize("id", PACKS)
def test_what_follows_a_question_is_of_units_that_are_there(id: str) -> None:
    for one in (one for each in hard(CARDS.folders[id]) for one in each.after):
        assert one.before in UNITS
        assert not one.now or one.now in UNITS
        assert one.code in UNITS[one.before].texts


@pytest.mark.parametrize("id", PACKS)
def test_what_is_refused_is_of_rules_that_are_there(id: str) -> None:
    rules = read_rules(CARDS.folders[id], id, None)
    assert rules is not None
    known = {catch.id for catch in rules.catches} | {""}
    assert all(one.sayings.keys() <= known for one in hard(CARDS.folders[id]))


def test_a_question_of_no_unit_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path, '[asks]\nmalarai = ["shivering every second day"]')
    with pytest.raises(CatalogueError, match=r"hard/en.toml: asks.malarai"):
        harder(PACKS["health"], folder)


def test_a_turn_without_an_arrow_says_how_it_is_written(tmp_path: Path) -> None:
    folder = written(tmp_path, '[after]\n"health/dengue" = ["and her?"]')
    with pytest.raises(CatalogueError, match="expert/unit > expert/unit"):
        hard(folder)


def test_an_expert_without_hard_questions_is_as_it_was(tmp_path: Path) -> None:
    assert harder(PACKS["health"], tmp_path) == PACKS["health"]
