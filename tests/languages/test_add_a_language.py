"""docs/add-a-language.md, followed: one folder, and the bot knows the language."""

from __future__ import annotations

from pathlib import Path

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.identifiers.ngrams import Ngrams
from nakshatra.identifiers.tongues import Tongues

CARD = """
code = "tcy"
name = "ತುಳು"
english = "Tulu"
scripts = ["Tutg", "Knda", "Latn"]
speakers = 1.8
digits = "೦೧೨೩೪೫೬೭೮೯"
stop = "."
falls_back = "kn"

[phrases]
sorry = "ಮಾಫ್ ಮಲ್ಪುಲೆ."
"""


@pytest.fixture
def cards(tmp_path: Path) -> Catalogue:
    folder = tmp_path / "languages" / "tcy"
    folder.mkdir(parents=True)
    (folder / "language.toml").write_text(CARD, "utf-8")
    return Catalogue.load(home(), tmp_path)


def test_its_phrases_are_said_and_the_others_fall_back(cards: Catalogue) -> None:
    assert cards.phrase("sorry", "tcy") == "ಮಾಫ್ ಮಲ್ಪುಲೆ."
    assert cards.phrase("greeting", "tcy") == cards.phrase("greeting", "kn")
    assert cards.readable("tcy") == ("tcy", "kn", "en") or cards.readable("tcy")[:2] == (
        "tcy",
        "kn",
    )
    assert not cards.greets("tcy")
    assert cards.languages["tcy"].tags == ["tcy-Tutg", "tcy-Knda", "tcy-Latn"]


def test_a_script_of_its_own_is_known_without_training(cards: Catalogue) -> None:
    assert Tongues.of(cards.languages).only("Tutg") == "tcy"


def test_a_neighbour_is_still_identified_with_the_shipped_arrays(cards: Catalogue) -> None:
    identifier = Ngrams.load(home(), cards.languages)
    assert str(identifier.identify("mujhe do din se bukhar hai").lang) == "hi-Latn"
    found = identifier.identify("ನನಗೆ ಜ್ವರ ಬಂದಿದೆ")
    assert (str(found.lang), found.p) == ("kn-Knda", 0.5)


def test_a_wrong_key_is_named_with_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "languages" / "tcy"
    folder.mkdir(parents=True)
    (folder / "language.toml").write_text(CARD.replace("stop", "stopp"), "utf-8")
    with pytest.raises(CatalogueError, match=r"tcy.*stopp?"):
        Catalogue.load(home(), tmp_path)
