from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fakes import ENGLISH, query
from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.registry import Spec
from nakshatra.safety.guard import build
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.rules import read_rules
from nakshatra.safety.sounds import hear
from nakshatra.settings import Settings
from nakshatra.types import Kind

CATCH = """
kind = "refusal"
[facts]
desk = "1551"
[[catch]]
id = "tips"
all = ["share"]
"""
ENGLISH_FILE = """
reviewed = "by hand"
[words]
share = ["which share"]
[says]
tips = "No tips. Call {desk}."
"""


def folder(root: Path, catch: str = CATCH, english: str = ENGLISH_FILE) -> Path:
    (root / "rules").mkdir()
    (root / "rules/catch.toml").write_text(catch, "utf-8")
    (root / "rules/en.toml").write_text(english, "utf-8")
    return root


def test_an_expert_without_rules_has_none(tmp_path: Path) -> None:
    assert read_rules(tmp_path, "finance", Phrasebook()) is None


def test_facts_are_filled_in(tmp_path: Path) -> None:
    rules = read_rules(folder(tmp_path), "finance", Phrasebook())
    assert rules is not None
    assert rules.says["en"]["tips"] == "No tips. Call 1551."


def test_a_language_whose_code_has_three_letters_is_read(tmp_path: Path) -> None:
    there = folder(tmp_path)
    maithili = ENGLISH_FILE.replace("which share", "कोन कंपनी").replace("No tips", "सलाह नहि")
    (there / "rules/mai.toml").write_text(maithili, "utf-8")
    book = Phrasebook()
    rules = read_rules(there, "finance", book)
    assert rules is not None
    assert rules.says["mai"]["tips"] == "सलाह नहि. Call 1551."
    assert "finance/share" in book.find(hear("kon kampani"))


@pytest.mark.parametrize(
    ("catch", "english", "words"),
    [
        (CATCH.replace("refusal", "refuse"), ENGLISH_FILE, "kind is 'refuse'; write emergency"),
        (CATCH.replace('["share"]', '["shares"]'), ENGLISH_FILE, "names the group 'shares'"),
        (CATCH + "without = 3\n", ENGLISH_FILE, "unknown key"),
        (CATCH, ENGLISH_FILE.replace("which share", "!!"), "write letters"),
        (CATCH, ENGLISH_FILE.replace("tips =", "tip ="), "missing says.tips"),
        (CATCH, ENGLISH_FILE.replace("{desk}", "{deks}"), "add it to [facts]"),
        (CATCH, ENGLISH_FILE.replace("{desk}", "1551"), "holds a digit"),
        (CATCH, ENGLISH_FILE.replace("reviewed", "review"), "missing key reviewed"),
        (CATCH + "x = [", ENGLISH_FILE, "catch.toml"),
    ],
)
def test_a_wrong_file_is_named_with_its_remedy(
    tmp_path: Path, catch: str, english: str, words: str
) -> None:
    with pytest.raises(CatalogueError) as error:
        read_rules(folder(tmp_path, catch, english), "finance", Phrasebook())
    assert words in str(error.value)
    assert str(tmp_path) in str(error.value)


def test_removing_an_expert_removes_its_rules(cards: Catalogue) -> None:
    folders = {id: path for id, path in cards.folders.items() if id != "finance"}
    guard = build(Spec(settings=Settings(), catalogue=replace(cards, folders=folders)))
    assert guard.before(query("which share should I buy today", ENGLISH)) is None
    answer = guard.before(query("a snake bit my son", ENGLISH))
    assert answer is not None
    assert answer.kind is Kind.EMERGENCY


def test_an_emergency_without_a_unit_is_a_fault(cards: Catalogue, tmp_path: Path) -> None:
    copy = tmp_path / "emergency"
    shutil.copytree(cards.folders["emergency"], copy)
    path = copy / "rules/catch.toml"
    path.write_text(path.read_text("utf-8").replace('id = "gas_leak"', 'id = "gas"'), "utf-8")
    broken = replace(cards, folders={**cards.folders, "emergency": copy})
    with pytest.raises(CatalogueError, match="'gas' is no unit of this pack"):
        build(Spec(settings=Settings(), catalogue=broken))
