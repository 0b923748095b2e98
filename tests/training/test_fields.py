"""A field learned from a few labelled rows knows its own words, however they are asked about."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from nakshatra.cards import ExpertCard
from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.field import Field, heard, open_field, save
from nakshatra.knowledge.units import read_pack
from nakshatra.training.fields import Others, train
from nakshatra.training.questions import questions
from small_pack import write_pack

WORDS = """
parts = "spool, bridle, manjha, tail of a kite, kite paper, cricket"
ways = \"\"\"
which {} is best
how to mend a torn {}
\"\"\"
"""


def card_of(folder: Path) -> ExpertCard:
    return Catalogue.load(folder.parents[1]).experts[folder.name]


def rows() -> list[dict[str, Any]]:
    labelled = [
        ("what is the score of the match", ["other"]),
        ("play an old song", ["other"]),
        ("my kite will not rise", ["kites"]),
    ]
    found: list[dict[str, Any]] = [
        {"text": text, "domain": domain, "source": "s", "licence": "CC0"}
        for text, domain in labelled
    ]
    plain = {"text": "The river is long.", "source": "indicvoices/wikipedia", "licence": "CC0"}
    return [*found, plain, plain | {"text": "not ours to use", "licence": "GPL-3.0"}]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("train")
    (folder / "native").mkdir()
    with gzip.open(folder / "native" / "en.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows())
    return folder


@pytest.fixture(scope="module")
def kites(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Field]:
    folder = write_pack(tmp_path_factory.mktemp("experts"))
    (folder / "words").mkdir()
    (folder / "words" / "en.toml").write_text(WORDS, "utf-8")
    pack = read_pack(folder, card_of(folder))
    return folder, train(pack, folder, Others.of(questions(data)))


def test_a_word_is_known_and_everyday_talk_is_not(kites: tuple[Path, Field]) -> None:
    _, field = kites
    assert field.score(heard("which spool is best")) > 0
    assert field.score(heard("play an old film song")) < 0


def test_a_topic_of_the_outside_that_the_pack_lists_is_the_packs(
    kites: tuple[Path, Field],
) -> None:
    _, field = kites
    assert field.score(heard("cricket")) > field.score(heard("football"))


def test_saved_weights_are_used_until_a_word_changes(kites: tuple[Path, Field]) -> None:
    folder, field = kites
    card = card_of(folder)
    save(folder, card, field)
    asked = heard("which manjha is best")
    assert open_field(folder, card).score(asked) == pytest.approx(field.score(asked), abs=1e-3)
    (folder / "words" / "en.toml").write_text(WORDS.replace("spool", "reel"), "utf-8")
    assert open_field(folder, card).score(asked) != pytest.approx(field.score(asked), abs=1e-3)


def test_plain_text_of_a_licence_that_binds_is_left_out(data: Path) -> None:
    texts = [question.text for question in questions(data)]
    assert "The river is long." in texts
    assert "not ours to use" not in texts


def test_a_folder_without_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="native holds no"):
        questions(tmp_path)
