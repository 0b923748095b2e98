"""A few texts -> arrays -> an identifier that tells them apart, through the shipped code."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.identifiers.ngrams import Ngrams
from nakshatra.identifiers.tongues import Tongues
from nakshatra.training import languages
from nakshatra.training.asked import asked_of
from nakshatra.training.samples import gather
from nakshatra.training.word_network import Plan

SPOKEN = {
    "hi": ["मुझे दो दिन से बुखार है", "गेहूँ में खाद डालूँ", "पैसा कब आएगा", "स्कूल किधर है"],
    "mr": ["मला दोन दिवस ताप आहे", "गव्हाला खत देऊ", "पैसे कधी येणार", "शाळा कुठे आहे"],
    "en": ["when will the money come", "my child has fever", "where is the school", "help me"],
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "native"
    folder.mkdir(parents=True)
    for code, texts in SPOKEN.items():
        with gzip.open(folder / f"{code}.jsonl.gz", "wt", encoding="utf-8") as file:
            for text in texts * 8:
                row = {"text": text, "lang": code, "source": "ours", "licence": "Apache-2.0"}
                file.write(json.dumps(row) + "\n")
    return tmp_path / "data"


def test_trained_arrays_are_read_and_tell_the_languages_apart(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "asked_of", lambda folders: {})
    plan = Plan(bits=10, width=8, epochs=6, drop=0.1, rate=0.02, batch=256)
    monkeypatch.setattr(languages, "PLANS", {"Deva": plan, "Latn": plan})
    said: list[str] = []
    weights = tmp_path / "languages" / "weights"
    languages.train_identifier(data, weights, said.append)
    cards = Catalogue.load().languages
    read = Ngrams.load(tmp_path, cards)
    for code in ("hi", "mr", "en"):
        for text in SPOKEN[code]:
            assert read.identify(text).lang.code == code, text
    assert any("Deva" in line for line in said)

    (weights / "Deva.npz").write_bytes(b"cut off")
    with pytest.raises(CatalogueError, match="languages train"):
        Ngrams.load(tmp_path, cards)


def test_the_same_texts_give_the_same_samples(data: Path) -> None:
    tongues = Tongues.of(Catalogue.load().languages)
    once, again = gather(data, tongues, {}), gather(data, tongues, {})
    assert once.groups == again.groups
    romanised = {text.lang for text in once.groups["Latn"]}
    assert romanised == {"hi", "mr", "en"}
    assert np.mean([len(text.text) for text in once.groups["Latn"]]) > 3


def test_no_training_data_is_said_with_the_option(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="--data"):
        gather(tmp_path, Tongues.of(Catalogue.load().languages), {})


def test_what_the_packs_are_asked_in_latin_letters_is_learned_from(data: Path) -> None:
    tongues = Tongues.of(Catalogue.load().languages)
    samples = gather(data, tongues, {"or": ["mo rashan card kemiti haba", "ମୋ ରାସନ କାର୍ଡ"]})
    odia = {text.text for text in samples.groups["Latn"] if text.lang == "or"}
    assert "mo rashan card kemiti haba" in odia
    assert "ମୋ ରାସନ କାର୍ଡ" not in odia


def test_asks_and_sayings_of_every_language_are_found_and_no_case() -> None:
    cards = Catalogue.load()
    asked = asked_of(cards.folders.values())
    assert {"as", "or", "pa", "mai", "en"} <= set(asked)
    assert all(len(texts) == len(set(texts)) > 1000 for texts in asked.values())
