"""Phrases kept from one start to the next are those that would be compiled."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.registry import Spec
from nakshatra.safety.guard import build
from nakshatra.safety.kept import digest, keep, open_book
from nakshatra.safety.match import caught
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.rules import Rules, read_rules
from nakshatra.settings import Settings

CATCH = """
kind = "emergency"
[[catch]]
id = "snake_bite"
all = ["snake", "bitten"]
"""
HINDI = """
reviewed = "by nobody"
[words]
snake = ["साँप?", "'nag"]
bitten = ["काट~", "डसा"]
[says]
also = "अगर अभी:"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rules = tmp_path / "first" / "rules"
    rules.mkdir(parents=True)
    (rules / "catch.toml").write_text(CATCH, "utf-8")
    (rules / "hi.toml").write_text(HINDI, "utf-8")
    return tmp_path / "first"


def compiled(folder: Path) -> tuple[Phrasebook, Rules]:
    book = Phrasebook()
    rules = read_rules(folder, "first", book)
    assert rules is not None
    return book, rules


@pytest.mark.parametrize(
    "text",
    ["saanp ne kata", "साप ने काटा", "nag ne dasa", "naag ne dasa", "gaay ne kata", "सांप दिखा"],
)
def test_what_was_kept_hears_the_same(folder: Path, tmp_path: Path, text: str) -> None:
    book, rules = compiled(folder)
    keep(book, tmp_path, digest([folder]))
    kept = open_book(tmp_path, digest([folder]))
    assert kept is not None
    assert caught(text, kept, [rules]) == caught(text, book, [rules])


def test_a_changed_word_is_compiled_again(folder: Path, tmp_path: Path) -> None:
    keep(compiled(folder)[0], tmp_path, digest([folder]))
    path = folder / "rules" / "hi.toml"
    path.write_text(HINDI.replace("डसा", "डसा है"), "utf-8")
    assert open_book(tmp_path, digest([folder])) is None


def test_the_books_used_last_are_kept(folder: Path, tmp_path: Path) -> None:
    book = compiled(folder)[0]
    for age, name in enumerate("abcdefgh"):
        keep(book, tmp_path, name)
        os.utime(tmp_path / "phrases" / f"{name}.json", (age, age))
    assert open_book(tmp_path, "a") is not None
    keep(book, tmp_path, "new")
    assert open_book(tmp_path, "a") is not None
    assert open_book(tmp_path, "b") is None


def test_one_book_serves_bots_of_several_data_folders(tmp_path: Path) -> None:
    settings = [Settings(data_dir=tmp_path / name, cache_dir=tmp_path) for name in ("one", "two")]
    cards = Catalogue.load()
    for each in settings:
        build(Spec(settings=each, catalogue=cards))
    assert len([*(tmp_path / "phrases").iterdir()]) == 1
    assert not any(each.data_dir.exists() for each in settings)


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"entries": [[1]]}', '{"entries": []}'])
def test_a_broken_file_is_no_book(folder: Path, tmp_path: Path, broken: str) -> None:
    keep(compiled(folder)[0], tmp_path, "one")
    next(tmp_path.glob("*/one.json")).write_text(broken, "utf-8")
    assert open_book(tmp_path, "one") is None


def test_a_place_that_cannot_be_written_to_costs_no_start(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "phrases").write_text("a file where the folder would be", "utf-8")
    keep(compiled(folder)[0], tmp_path, "one")
    assert open_book(tmp_path, "one") is None
