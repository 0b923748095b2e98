"""What the arbiter learns: everybody's questions, what is caught, and what only sounds so."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.arbiter import NOTHING, Arbiter
from nakshatra.knowledge.units import Pack, read_pack
from nakshatra.training import arbiter
from nakshatra.training.alarm_texts import sayings
from nakshatra.training.arbiter import Labels, learn
from nakshatra.training.encoder_fit import ANY, Shape
from nakshatra.training.hard import hard
from nakshatra.training.second_messages import by_language
from nakshatra.types import Kind

CARDS = Catalogue.load()


@pytest.fixture(scope="module")
def pack() -> Pack:
    """Three units of health, in English."""
    pack = read_pack(CARDS.folders["health"], CARDS.experts["health"])
    units = {
        name: replace(unit, texts={"en": unit.texts["en"]})
        for name, unit in list(pack.units.items())[:3]
    }
    return replace(pack, units=units, beyond=pack.beyond[:20])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of health, with the sayings of English alone, easy and hard."""
    folder = tmp_path_factory.mktemp("experts") / "health"
    (folder / "sayings").mkdir(parents=True)
    shutil.copy(CARDS.folders["health"] / "sayings" / "en.toml", folder / "sayings")
    [one] = [one for one in hard(CARDS.folders["health"]) if one.code == "en"]
    fair = one.sayings.pop("")
    (folder / "hard").mkdir()
    lines = [f"{catch} = {json.dumps(said)}" for catch, said in one.sayings.items()]
    text = "\n".join(['reviewed = "no"', f"lookalikes = {json.dumps(fair)}", "[sayings]", *lines])
    (folder / "hard" / "en.toml").write_text(text, "utf-8")
    return folder


def test_sayings_are_refused_and_look_alikes_are_only_not_refused(folder: Path, pack: Pack) -> None:
    labels, every = Labels(), by_language([pack])
    texts = list(arbiter._of_guard(Kind.REFUSAL, folder, labels, every, Random(0)))
    assert "?health/dose" in labels.all
    counted = Counter(text.label for text in texts)
    assert counted[ANY] > 200
    assert counted[labels.of("?health/dose")] > 80
    asks = {ask for ask, _ in every["en"]}
    later = [text for text in texts if text.before]
    assert {text.before for text in later} <= asks
    assert {text.label for text in later} == set(counted)


def test_a_question_is_learned_in_the_other_letters_too() -> None:
    health = read_pack(CARDS.folders["health"], CARDS.experts["health"])
    unit = health.units["dengue"]
    one = replace(health, units={"dengue": replace(unit, texts={"hi": unit.texts["hi"]})})
    labels = Labels()
    texts = list(arbiter._in_other_letters([one], [], labels, Random(0)))
    said = [text.said for text in texts]
    assert any(text.isascii() for text in said)
    assert any(not text.isascii() for text in said)
    assert {text.label for text in texts} == {labels.of("health/dengue")}


def shrink(monkeypatch: pytest.MonkeyPatch, **size: int) -> list[Shape]:
    """Of the shapes that are learned, what a test has time for."""
    pytest.importorskip("torch")
    small = [replace(shape, **size) for shape in arbiter.SHAPES]
    monkeypatch.setattr(arbiter, "SHAPES", small)
    return small


def test_it_learns_to_tell_them_apart(
    pack: Pack, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shrink(monkeypatch, slots=1 << 14, steps=100, batch=64)
    encoders, labels = learn([pack], {Kind.REFUSAL: ["health"]}, {"health": folder}, [])
    assert len(encoders) == 2
    learned = Arbiter(encoders, labels, {"health"})
    asks = [ask for unit in pack.units.values() for ask in unit.texts["en"].asks]
    wanted = [one.text for _, one in sayings(folder) if one.unit]

    def refused(texts: list[str]) -> float:
        caught = {label for label in labels if label.startswith("?")}
        return float(np.mean([learned.caught(caught, text) for text in texts]))

    assert refused(wanted) > refused(asks)


def test_it_goes_on_from_what_is_known_of_the_same_units_alone(
    pack: Pack, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = shrink(monkeypatch, slots=1 << 10, steps=2, batch=8)
    first = learn([pack], {Kind.REFUSAL: ["health"]}, {"health": folder}, [])
    known = Arbiter(*first, {"health"})
    further, labels = learn([pack], {Kind.REFUSAL: ["health"]}, {"health": folder}, [], known)
    assert labels == first[1]
    for before, after in zip(first[0], further, strict=True):
        assert np.abs(after.dense["into"] - before.dense["into"]).max() < 0.01
    wider = [replace(shape, width=shape.width * 2) for shape in small]
    monkeypatch.setattr(arbiter, "SHAPES", wider)
    with pytest.raises(CatalogueError, match="without --further"):
        learn([pack], {Kind.REFUSAL: ["health"]}, {"health": folder}, [], known)


def test_it_does_not_go_on_with_units_that_it_does_not_know(pack: Pack, folder: Path) -> None:
    known = Arbiter([], [NOTHING, "health/dengue"], {"health"})
    with pytest.raises(CatalogueError, match="does not know"):
        learn([pack], {}, {"health": folder}, [], known)
