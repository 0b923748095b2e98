"""A card of a model that says too little or too much is refused, with the key and the remedy."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from nakshatra.cards import ModelCard, read
from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.model_card import safe
from nakshatra.recommend import runnable

SHA = "a" * 64
CARD = f"""
id = "tiny"
kind = "asr"
engine = "faster_whisper"
repository = "someone/tiny"
revision = ""
licence = "MIT"
languages = ["hi"]
bytes = 3
ram_mb = 10
status = "not run here"

[files]
"model.bin" = "{SHA}"
"""


def card(tmp_path: Path, text: str) -> ModelCard:
    path = tmp_path / "tiny.toml"
    path.write_text(text)
    return read(ModelCard, path)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('kind = "asr"', 'kind = "ear"', "kind 'ear' is not known; it should be one of asr"),
        ('revision = ""', 'revision = "main"', "revision should be a commit"),
        ('licence = "MIT"', 'licence = " "', 'licence is empty; write it, or "not seen"'),
        ('["hi"]', '["Hindi"]', "languages: 'Hindi' should be an ISO 639 code"),
        ("ram_mb = 10", "ram_mb = 0", "ram_mb more than 0"),
        ("ram_mb = 10", 'ram_mb = 10\nevidence = "sure"', "evidence 'sure' should be one of seen"),
        ("ram_mb = 10", "ram_mb = 10\npreference = 0", "preference should be from 1"),
        ("ram_mb = 10", 'ram_mb = 10\noptional = ["x"]', "optional: 'x' is not one of files"),
        ("ram_mb = 10", "ram_mb = 10\noptional = [[3]]", "optional: [3] is not one of files"),
        ("ram_mb = 10", 'ram_mb = 10\npublished = ["9.47"]', "entry 1, should be a table"),
        ('["hi"]', "[]", "languages is empty"),
        ('["hi"]', '["hi"]\nreads = ["en"]', "reads: 'en' is not one of languages"),
        ("faster_whisper", "../ear", "engine '../ear' should be the name of an adapter"),
        ("someone/tiny", "hub/someone/tiny", "repository 'hub/someone/tiny' should be owner/name"),
        (f'"{SHA}"', f'"{SHA}"\n[sizes]\n"model.bin" = "3 MB"', "sizes: '3 MB' should be a number"),
        (SHA, "abc", "sha256 of 'model.bin' should be 64"),
        ('"model.bin"', '"../model.bin"', "outside the model's folder"),
        ('"model.bin"', '"/etc/model.bin"', "outside the model's folder"),
        (f'"model.bin" = "{SHA}"', "", "files is empty"),
        (f'"{SHA}"', f'"{SHA}"\n[sizes]\nother = 3', "sizes: 'other' is not one of files"),
        (f'"{SHA}"', f'"{SHA}"\n[sizes]\n"model.bin" = 4', "bytes is 3, the sizes make 4"),
        (
            f'"{SHA}"',
            f'"{SHA}"\n[[published]]\nmetric = "WER"\nvalue = "9"\nby = "somebody"',
            "published, entry 1, has no test_set, normaliser",
        ),
    ],
)
def test_a_malformed_card_names_file_key_and_remedy(
    tmp_path: Path, was: str, becomes: str, says: str
) -> None:
    assert card(tmp_path, CARD).id == "tiny"
    with pytest.raises(CatalogueError, match=r"tiny\.toml: ") as error:
        card(tmp_path, CARD.replace(was, becomes))
    assert says in str(error.value)


@pytest.mark.parametrize("name", ["", "/x", "../x", "a/../../x", "a\\x", "C:x", "a\0"])
def test_names_that_lead_out_of_a_folder_are_not_safe(name: str) -> None:
    assert not safe(name)


def test_names_inside_a_folder_are_safe() -> None:
    assert safe("model.bin")
    assert safe("hi/hi_IN/pratham/medium/hi_IN-pratham-medium.onnx")


OURS = Catalogue.load().models
SHARED = Path(os.environ.get("NAKSHATRA_SHARED", Path(__file__).parents[2] / "shared"))


def test_every_hash_and_commit_is_one_that_was_seen() -> None:
    catalogue = SHARED / "models-catalogue.md"
    if not catalogue.is_file():
        pytest.skip("no ../shared/models-catalogue.md here")
    seen = set(re.findall(r"[0-9a-f]{40,64}", catalogue.read_text("utf-8")))
    for card in OURS.values():
        assert {*filter(None, card.files.values())} <= seen, card.id
        assert card.revision in ("", *seen, "none"), card.id
        assert (card.revision == "none") == card.repository.startswith("none: "), card.id


def test_every_card_of_ours_says_that_it_was_not_run_here() -> None:
    assert all(card.status.startswith("not run here") for card in OURS.values())


def test_a_licence_that_is_not_free_or_not_seen_is_a_doubt() -> None:
    for card in OURS.values():
        words = card.licence.lower()
        unclear = words.startswith(("not seen", "not settled", "none")) or any(
            name in words for name in ("-nd", "-nc", "gemma terms", "llama")
        )
        assert bool(card.licence_doubt) == unclear, card.id


def test_licences_that_want_to_be_named_are() -> None:
    for card in OURS.values():
        if card.licence.startswith("CC-BY") and not card.licence_doubt:
            assert card.attribution, card.id


def test_sizes_are_known_of_all_that_could_be_fetched() -> None:
    assert all(card.bytes for card in OURS.values() if runnable(card))


@pytest.mark.parametrize(
    ("id", "from_to", "not_from_to"),
    [
        ("indictrans2-en-indic", ["en hi", "en sat"], ["hi en", "hi ta", "en en", "en xx"]),
        ("indictrans2-indic-en", ["hi en", "ta en"], ["en hi", "hi ta"]),
        ("indictrans2-indic-indic", ["hi ta", "ta hi"], ["hi hi", "hi en"]),
        ("indictrans2-indic-indic-ct2", ["hi ta", "ta hi"], ["hi hi", "hi en"]),
        ("indicmt", ["en hi", "hi en"], ["en en"]),
        ("whisper-small", [], ["en hi"]),
    ],
)
def test_a_translator_says_which_way_it_goes(
    id: str, from_to: list[str], not_from_to: list[str]
) -> None:
    card = OURS[id]
    assert all(card.translates(*pair.split()) for pair in from_to)
    assert not any(card.translates(*pair.split()) for pair in not_from_to)


def test_each_language_of_the_bot_has_a_recogniser_somewhere() -> None:
    heard = {code for card in OURS.values() if card.kind == "asr" for code in card.languages}
    cards = Catalogue.load()
    assert {code for code in cards.languages if cards.greets(code)} <= heard
