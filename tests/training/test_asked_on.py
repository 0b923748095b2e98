"""What is asked on after an answer, as an expert's folder has it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.units import read_pack
from nakshatra.training.asked_on import AskedOn, asked_on
from nakshatra.training.second_messages import leaning
from small_pack import write_pack


def folder_with(tmp_path: Path, text: str) -> Path:
    folder = write_pack(tmp_path)
    (folder / "next").mkdir()
    (folder / "next" / "en.toml").write_text(f'reviewed = "no"\n{text}', "utf-8")
    return folder


def test_it_knows_after_which_unit_and_of_which_it_is_asked(tmp_path: Path) -> None:
    text = '[units]\nlicence = ["until when"]\n[turns]\n"kites/licence > office" = ["and there?"]'
    assert asked_on(folder_with(tmp_path, text), "kites") == [
        AskedOn("en", "kites/licence", "kites/licence", "until when"),
        AskedOn("en", "kites/licence", "kites/office", "and there?"),
    ]


def test_an_expert_need_not_have_any(tmp_path: Path) -> None:
    assert asked_on(write_pack(tmp_path), "kites") == []


def test_a_unit_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"en\.toml: 'licenze' has no units/licenze\.toml"):
        asked_on(folder_with(tmp_path, '[units]\nlicenze = ["until when"]'), "kites")


def test_a_turn_is_written_with_its_arrow(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"turns\.kites/licence: write it as"):
        asked_on(folder_with(tmp_path, '[turns]\n"kites/licence" = ["and there?"]'), "kites")


CARDS = Catalogue.load()


@pytest.mark.parametrize(
    "id", [id for id, card in CARDS.experts.items() if card.kind == "pack" and card.unknown]
)
def test_each_unit_of_ours_is_asked_on_in_each_language(id: str) -> None:
    card, folder = CARDS.experts[id], CARDS.folders[id]
    units = {f"{id}/{path.stem}" for path in (folder / "units").glob("*.toml")}
    said = asked_on(folder, id)
    for code in card.languages:
        more = {one.now for one in said if one.code == code and one.before == one.now}
        assert units - more <= {f"{id}/{card.unknown}"}


def test_what_turns_to_another_expert_means_nothing_here() -> None:
    finance, health = (
        read_pack(CARDS.folders[id], CARDS.experts[id]) for id in ("finance", "health")
    )
    turn = AskedOn("en", "health/ab_pmjay", "finance/pmjjby_pmsby", "and the bank one?")
    label = list(finance.units).index("pmjjby_pmsby") + 1
    for pack, other, meant in ((finance, health, label), (health, finance, 0)):
        texts = list(leaning(pack, [other], [turn], Random(0)))
        assert {text.label for text in texts} == {meant}
        asks = health.units["ab_pmjay"].texts["en"].asks
        assert all(text.said == turn.said and text.before in asks for text in texts)
