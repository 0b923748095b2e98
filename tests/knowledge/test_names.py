"""A name in a question speaks for the units that bear it, and for those of a kind with them."""

from __future__ import annotations

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.names import Names
from nakshatra.knowledge.units import read_pack


@pytest.fixture(scope="module")
def farming() -> tuple[Names, list[str]]:
    cards = Catalogue.load()
    pack = read_pack(cards.folders["agriculture"], cards.experts["agriculture"])
    return Names.of(list(pack.units.values())), list(pack.units)


@pytest.mark.parametrize(
    "text", ["PM KISAN ISSUE", "mera pm kisan ka paisa", "ପିଏମ କିସାନ", "பிஎம் கிசான் பணம்"]
)
def test_it_is_heard_in_every_script(farming: tuple[Names, list[str]], text: str) -> None:
    names, ids = farming
    found = {ids[at] for at in names.borne((text,))}
    assert {"pmkisan", "pmkisan_missed", "pmkisan_next"} <= found
    assert "msp_wheat" not in found


@pytest.mark.parametrize("text", ["", "my wheat is yellow", "kisan"])
def test_half_a_name_is_none(farming: tuple[Names, list[str]], text: str) -> None:
    assert not farming[0].borne((text,))


def test_a_name_and_nothing_else_is_its_own_units(farming: tuple[Names, list[str]]) -> None:
    names, ids = farming
    assert {ids[at] for at in names.alone(("PM Kisan",))} == {"pmkisan"}
    assert not names.alone(("pm kisan paisa",))


@pytest.mark.parametrize(
    "text",
    [
        "train me samaan chori ho gaya, kya karu",
        "kitna paisa lagega aur kitne din",
        "raat ko se ab tak phir bhi nahi aaya, kist pe kist",
        "someone called me at night on one block",
        "মেয়ের জন্য আমাদের এতিয়া পাম কি",
        "எத்தனை மாசம் மாதிரி",
    ],
)
def test_words_of_every_day_are_no_names(text: str) -> None:
    cards = Catalogue.load()
    for id, card in cards.experts.items():
        units = list(read_pack(cards.folders[id], card).units.values())
        assert not {units[at].id for at in Names.of(units).borne((text,))}


def test_a_name_of_two_units_speaks_for_both_families() -> None:
    cards = Catalogue.load()
    units = list(read_pack(cards.folders["finance"], cards.experts["finance"]).units.values())
    found = {units[at].id for at in Names.of(units).borne(("pf kaise nikale",))}
    assert {"epf_esic", "scss_ppf_nsc"} <= found
