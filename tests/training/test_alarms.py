"""What the second ear learns from, and that it learns."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.units import read_pack
from nakshatra.safety.alarms import open_ear
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.rules import Rules, read_rules
from nakshatra.training import alarms
from nakshatra.training.alarm_texts import FOLDS, Said, gather, latinised
from nakshatra.training.alarms import SHAPES, Learner, train
from nakshatra.training.encoder_fit import Shape
from nakshatra.types import Kind

SPOKEN = ("as", "en", "hi")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack's, with the rules and sayings of three languages, for all of them take minutes."""

    def others(at: str, names: list[str]) -> list[str]:
        told = Path(at).name in ("rules", "sayings")
        spoken = {"catch.toml", *(f"{code}.toml" for code in SPOKEN)}
        return [name for name in names if told and name not in spoken]

    small = tmp_path_factory.mktemp("experts") / "emergency"
    shutil.copytree(Catalogue.load().folders["emergency"], small, ignore=others)
    return small


@pytest.fixture(scope="module")
def heard(folder: Path) -> tuple[Phrasebook, Rules]:
    book = Phrasebook()
    rules = read_rules(folder, "emergency", book)
    assert rules is not None
    return book, rules


@pytest.fixture(scope="module")
def said(folder: Path, heard: tuple[Phrasebook, Rules]) -> list[Said]:
    cards = Catalogue.load()
    finance = read_pack(cards.folders["finance"], cards.experts["finance"])
    emergency = read_pack(cards.folders["emergency"], cards.experts["emergency"])
    return gather(emergency, folder, heard[1], [finance], None)


def test_what_measures_it_is_never_learned(folder: Path, said: list[Said]) -> None:
    unseen = {
        json.loads(line)["text"]
        for set in ("fresh", "later")
        for path in folder.glob(f"cases/*.{set}.jsonl")
        for line in path.read_text("utf-8").splitlines()
    }
    written = {one.text for one in said if one.kind == "case"}
    assert unseen
    assert written
    assert not unseen & written


def test_what_may_be_an_emergency_is_not_held_out(said: list[Said]) -> None:
    beside = [one for one in said if one.kind == "beside"]
    assert any("loan app" in one.text for one in beside)
    assert {one.fold for one in beside} == {-1}
    assert {one.fold for one in said if one.kind == "other"} == set(range(FOLDS))


def test_every_unit_of_the_rules_has_sayings(
    said: list[Said], heard: tuple[Phrasebook, Rules]
) -> None:
    units = {catch.id for catch in heard[1].catches}
    assert {one.unit for one in said if one.kind == "said"} == units


def test_a_saying_is_held_out_with_its_twins(said: list[Said]) -> None:
    native = next(one for one in said if one.kind == "said" and not one.text.isascii())
    twin = next(one for one in said if one.text == latinised(native.text, "as"))
    assert native.fold == twin.fold
    assert {one.fold for one in said if one.kind == "said"} == set(range(FOLDS))


def test_it_tells_what_it_was_shown(
    said: list[Said], heard: tuple[Phrasebook, Rules], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    small = Shape(slots=1 << 12, values=8, width=16, layers=1, steps=60, batch=32)
    monkeypatch.setitem(SHAPES, Kind.EMERGENCY, small)
    book, rules = heard
    some = [one for one in said if one.kind in ("said", "lookalike")][::60]
    some += [
        Said(f"what is the price of {thing}", "", kind, 1.0, at % FOLDS)
        for kind in ("other", "ordinary")
        for at, thing in enumerate(
            ("rice", "wheat", "onion", "gold", "milk", "cotton", "a bus", "tea")
        )
    ]
    ear = Learner(some, book, rules).learned().ear
    assert ear.limits.unlikely < ear.limits.likely <= ear.limits.sure


def test_an_ear_goes_on_in_as_many_slots_as_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, book = Catalogue.load().folders["finance"], Phrasebook()
    ear, rules = open_ear(folder), read_rules(folder, "finance", book)
    assert ear is not None
    assert rules is not None
    shapes: list[Shape] = []

    def fit(_: object, shape: Shape, *rest: object) -> object:
        shapes.append(shape)
        return rest[-1]

    monkeypatch.setattr(alarms, "fit", fit)
    some = [Said(f"about {unit}", unit, "said", 1.0, 0) for unit in ear.units]
    some.append(Said("what is the price of rice", "", "ordinary", 1.0, 0))
    further = Learner(some, book, rules).further(ear)
    assert shapes[0].slots == len(ear.encoder.embedding) == len(further.encoder.embedding)


def test_rules_without_sayings_have_no_ear(tmp_path: Path) -> None:
    cards = Catalogue.load()
    shutil.copytree(cards.folders["finance"] / "rules", tmp_path / "rules")
    pack = read_pack(cards.folders["finance"], cards.experts["finance"])
    book = Phrasebook()
    rules = read_rules(tmp_path, "finance", book)
    assert train(pack, tmp_path, (), book, rules) is None


_HEARD = """
from nakshatra.catalogue import Catalogue
from nakshatra.safety.match import heard_in
from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.rules import read_rules
book = Phrasebook()
rules = read_rules(Catalogue.load().folders["emergency"], "emergency", book)
print(heard_in("my son fell in the well and is not breathing", book, rules))
"""


def test_what_is_learned_does_not_hang_on_the_process() -> None:
    """Marks in another order are other draws of what is left out: another ear."""
    heard = {
        subprocess.run(
            [sys.executable, "-c", _HEARD],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(heard) == 1
