"""What no unit answers is left alone, and named as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.answering import SURE
from nakshatra.knowledge.index import Index
from nakshatra.knowledge.units import read_beyond, read_pack
from nakshatra.knowledge.weights import open_index

CARDS = Catalogue.load()
ASKED = "which juice melts a kidney stone"


def test_a_unit_near_by_is_less_likely_for_what_is_known_to_lie_beyond() -> None:
    pack = read_pack(CARDS.folders["finance"], CARDS.experts["finance"])
    units = list(pack.units.values())[:6]
    ask = units[0].texts["en"].asks[0]
    knowing = Index(units, beyond=[f"{ask} in the moon"] * 3)
    plain = Index(units)
    asked = f"{ask} in the moon"
    assert knowing.search(asked)[0].p < plain.search(asked)[0].p


@pytest.mark.parametrize("expert", ["agriculture", "education", "finance", "governance", "health"])
def test_each_field_knows_in_fifteen_languages_what_it_does_not_know(expert: str) -> None:
    folder = CARDS.folders[expert] / "beyond"
    assert len(list(folder.glob("*.toml"))) == 15
    assert len(read_beyond(CARDS.folders[expert])) >= 500


@pytest.fixture(scope="module")
def farming() -> Index:
    folder = CARDS.folders["agriculture"]
    return open_index(folder, read_pack(folder, CARDS.experts["agriculture"]))


@pytest.mark.parametrize(
    "asked",
    [
        "okra seed rate per acre please",
        "CHILLI NURSERY RAISING",
        "mirchi ki buwai kis mahine me kare",
        "प्याज में घास बहुत हो गई है, खरपतवार कैसे निकालें",
        "ఉల్లి నాటేటప్పుడు మొక్కకు మొక్కకు దూరం ఎంత",
        "தக்காளி பூ எல்லாம் உதிர்ந்து விடுகிறது",
        "angoor ki chhatai kab kare",
    ],
)
def test_what_is_asked_of_any_crop_and_told_of_none_is_left_alone(
    farming: Index, asked: str
) -> None:
    assert farming.search(asked)[0].p < SURE


@pytest.mark.parametrize(
    ("asked", "unit"),
    [
        ("gehu ki buwai kab kare", "wheat_sowing"),
        ("sarson me mahu lag gaya", "mustard_aphid"),
        ("CHILLI LEAF CURL", "veg_virus"),
        ("धान में तना छेदक", "paddy_pests"),
    ],
)
def test_what_is_told_of_a_crop_is_still_found(farming: Index, asked: str, unit: str) -> None:
    found = farming.search(asked)[0]
    assert (found.unit.id, found.p >= SURE) == (unit, True)


def test_a_file_without_its_review_is_named(tmp_path: Path) -> None:
    (tmp_path / "beyond").mkdir()
    (tmp_path / "beyond" / "hi.toml").write_text(f'[topics]\nstone = ["{ASKED}"]\n')
    with pytest.raises(CatalogueError, match="reviewed"):
        read_beyond(tmp_path)


def test_a_pack_without_such_a_folder_learns_as_before(tmp_path: Path) -> None:
    assert read_beyond(tmp_path) == ()
