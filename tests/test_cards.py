"""Cards are read strictly, and say what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from nakshatra.cards import ExpertCard, LanguageCard, read
from nakshatra.catalogue import Catalogue, home
from nakshatra.errors import CatalogueError

CARD = """
code = "xx"
name = "X"
english = "X"
scripts = ["Latn"]
speakers = 1.0
digits = "0123456789"
stop = "."
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("code = ", r"language\.toml"),
        ('code = "xx"\n', "missing key"),
        (CARD + "nmae = 1\n", "unknown key 'nmae'"),
        (CARD.replace('["Latn"]', '"Latn"'), "scripts should be list, is str"),
        (CARD + '[phrases]\nhello = "hi', r"language\.toml"),
    ],
)
def test_a_malformed_card_names_file_and_fault(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "language.toml"
    path.write_text(text)
    with pytest.raises(CatalogueError, match=says):
        read(LanguageCard, path)


def test_a_card_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "language.toml"
    path.write_bytes(b'code = "\xff"')
    with pytest.raises(CatalogueError, match=r"language\.toml"):
        read(LanguageCard, path)


def test_a_card_in_the_wrong_folder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "languages/yy"
    folder.mkdir(parents=True)
    (folder / "language.toml").write_text(CARD)
    with pytest.raises(CatalogueError, match="'xx' but lies under 'yy'"):
        Catalogue.load(home(), tmp_path)


def test_the_operators_folder_wins(tmp_path: Path) -> None:
    folder = tmp_path / "languages/hi"
    folder.mkdir(parents=True)
    (folder / "language.toml").write_text(CARD.replace("xx", "hi"))
    assert Catalogue.load(home(), tmp_path).languages["hi"].english == "X"


def test_our_own_cards_load() -> None:
    cards = Catalogue.load()
    assert {"agriculture", "education", "finance", "governance", "health"} <= set(cards.experts)
    assert {"en", "hi"} <= set(cards.languages)


def test_a_language_without_a_phrase_says_it_in_the_one_it_falls_back_to() -> None:
    cards = Catalogue.load()
    assert cards.phrase("privacy", "brx") == cards.phrase("privacy", cards.readable("brx")[1])
    with pytest.raises(CatalogueError, match="no phrase 'nonsense'"):
        cards.phrase("nonsense", "hi")


def test_expert_cards_are_strict(tmp_path: Path) -> None:
    path = tmp_path / "expert.toml"
    path.write_text('id = "x"\nkind = "pack"\n')
    with pytest.raises(CatalogueError, match="missing key"):
        read(ExpertCard, path)
