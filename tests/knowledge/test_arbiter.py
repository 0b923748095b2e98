"""The arbiter: what all experts are asked, weighed against each other, and only that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nakshatra import forgetful
from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.knowledge import arbiter as module
from nakshatra.knowledge.answering import open_answering
from nakshatra.knowledge.arbiter import NOTHING, Arbiter, label_of, open_arbiter, save_arbiter
from nakshatra.knowledge.encoder import Line
from nakshatra.knowledge.units import read_pack
from nakshatra.safety.rules import read_rules
from nakshatra.types import Kind, Lang, Query
from small_pack import write_pack

CARDS = Catalogue.load()
HERE = frozenset(CARDS.folders)
PENSION = "governance/pension_stopped"


@pytest.fixture(scope="module")
def arbiter() -> Arbiter:
    found = open_arbiter(HERE)
    assert found is not None
    return found


def caught(arbiter: Arbiter, expert: str, text: str) -> float:
    rules = read_rules(CARDS.folders[expert], expert, None)
    assert rules is not None
    labels = {label_of(rules.kind, expert, catch.id) for catch in rules.catches}
    assert arbiter.hears(labels)
    return arbiter.caught(labels, text, close=rules.kind is Kind.EMERGENCY)


def test_the_shipped_one_knows_every_unit_that_answers(arbiter: Arbiter) -> None:
    assert arbiter.labels[0] == NOTHING
    for id, card in CARDS.experts.items():
        if card.unknown:
            units = read_pack(CARDS.folders[id], card).units.values()
            assert {unit.name for unit in units} <= set(arbiter.labels)


@pytest.mark.parametrize(
    ("said", "unit"),
    [
        ("amma's widow pension has not come since Diwali", PENSION),
        ("तीन महीने से विधवा पेंशन का पैसा नहीं आया", PENSION),
        ("gehu ka sarkari rate kya hai is baar", "agriculture/msp_wheat"),
    ],
)
def test_a_question_is_told_from_danger_and_from_what_is_refused(
    arbiter: Arbiter, said: str, unit: str
) -> None:
    asked = arbiter.unit(unit, said)
    assert asked is not None
    assert asked > max(*(caught(arbiter, id, said) for id in sorted(HERE)), -1)


def test_danger_and_refusals_are_told_from_each_other(arbiter: Arbiter) -> None:
    bitten, forged = "saanp ne bete ko kaat liya abhi", "nakli marksheet bana do paise dunga"
    assert caught(arbiter, "emergency", bitten) > 1 > caught(arbiter, "education", bitten)
    assert caught(arbiter, "education", forged) > 1 > caught(arbiter, "emergency", forged)


def test_what_leans_is_read_after_the_question_before(arbiter: Arbiter) -> None:
    alone = arbiter.unit(PENSION, "whom do I ask")
    after = arbiter.unit(PENSION, "whom do I ask", previous="my widow pension has stopped")
    assert alone is not None
    assert after is not None
    assert after > alone + 2


@pytest.mark.parametrize("first", [True, False])
def test_a_danger_is_not_drowned_by_a_question_beside_it(arbiter: Arbiter, first: bool) -> None:
    danger = "saanp ne kaat liya abhi mere bete ko"
    asked = (
        "mandi me gehu ka bhav kya chal raha hai aur sarkari kharid kendra par bechne ke liye kaun"
        " kaun se kagaz lagte hain aur paisa kitne din me aata hai"
    )
    said = f"{danger}, {asked}" if first else f"{asked}. {danger}"
    assert caught(arbiter, "emergency", said) > caught(arbiter, "emergency", asked) + 4


def test_an_expert_that_is_not_here_is_not_meant_and_changes_no_other(arbiter: Arbiter) -> None:
    fewer = open_arbiter(HERE - {"governance"})
    assert fewer is not None
    said = "my widow pension has stopped"
    assert (fewer.unit(PENSION, said) or 0) < -10
    for other in ("finance/pension_life_certificate", "health/tb"):
        assert fewer.unit(other, said) == pytest.approx(arbiter.unit(other, said), abs=0.01)
    assert caught(fewer, "emergency", said) == pytest.approx(
        caught(arbiter, "emergency", said), abs=0.01
    )
    assert (fewer.unit(NOTHING, said) or 0) > 0


def test_of_an_expert_that_it_has_not_learned_it_says_nothing(arbiter: Arbiter) -> None:
    assert arbiter.unit("kites/licence", "kite licence price") is None
    known = label_of(Kind.REFUSAL, "health", "dose")
    assert arbiter.hears({known})
    assert not arbiter.hears({known, label_of(Kind.REFUSAL, "health", "kites")})


def test_a_pack_that_it_does_not_know_answers_by_its_own_word(tmp_path: Path) -> None:
    write_pack(tmp_path)
    alone = open_answering("kites", Catalogue.load(home(), tmp_path))
    asked = Query(text="kite licence price", native="kite licence price", lang=Lang("en", "Latn"))
    assert alone.arbiter is not None
    assert alone.find(asked) == replace(alone, arbiter=None).find(asked)


def test_one_of_other_features_is_left_aside(
    tmp_path: Path,
    arbiter: Arbiter,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = save_arbiter(arbiter.encoders, arbiter.labels, tmp_path / "arbiter.npz")
    again = open_arbiter(HERE, path)
    assert again is not None
    said = "my widow pension has stopped"
    assert np.isclose(again.unit(PENSION, said) or 0, arbiter.unit(PENSION, said) or 0, atol=0.01)
    monkeypatch.setattr(module, "VERSION", -1)
    assert open_arbiter(frozenset({"health"}), path) is None
    assert "nakshatra experts arbiter" in caplog.text


def test_a_broken_one_is_named_and_a_missing_one_is_done_without(
    tmp_path: Path, arbiter: Arbiter
) -> None:
    assert open_arbiter(frozenset({"health"}), tmp_path / "none.npz") is None
    path = save_arbiter(arbiter.encoders, arbiter.labels[:-1], tmp_path / "arbiter.npz")
    for damage in (None, b"", b"PK nonsense"):
        if damage is not None:
            path.write_bytes(damage)
        with pytest.raises(
            CatalogueError, match=r"arbiter\.npz: .*experts arbiter` or remove the file"
        ):
            open_arbiter(frozenset({"health", str(damage)}), path)


def test_it_forgets_what_people_said(arbiter: Arbiter) -> None:
    caught(arbiter, "emergency", "nobody else has said just this")
    remembered = (arbiter._read, arbiter._pieces)
    assert all(one.cache_info().currsize for one in remembered)
    forgetful.empty()
    assert not any(one.cache_info().currsize for one in remembered)


def test_several_encoders_speak_as_one(arbiter: Arbiter) -> None:
    alone = [Arbiter([one], arbiter.labels, HERE) for one in arbiter.encoders]
    said = "my neighbour's cow ate my crop, who pays for it"
    unit = max(arbiter.labels[1:], key=lambda name: arbiter.unit(name, said) or 0)
    apart = np.log([one._read((said,), "") for one in alone]).mean(axis=0)
    at = arbiter.labels.index(unit)
    p = np.exp(apart[at] - np.logaddexp.reduce(apart))
    assert len(alone) > 1
    assert arbiter.unit(unit, said) == pytest.approx(float(np.log(p / (1 - p))), abs=0.02)


def test_labels_name_the_catch(arbiter: Arbiter) -> None:
    assert label_of(Kind.EMERGENCY, "emergency", "burns") in arbiter.labels
    assert label_of(Kind.REFUSAL, "health", "dose") in arbiter.labels


def test_of_pieces_it_says_what_it_says_of_each_alone(arbiter: Arbiter) -> None:
    said = ("pension", "kyun", "ruk", "gayi", "dawai", "free", "kahan")
    spans = [(0, 7), (0, 4), (4, 7)]
    for encoder in arbiter.encoders:
        pieces = encoder.pieces(said, spans)
        for piece, (first, end) in zip(pieces, spans, strict=True):
            assert np.allclose(piece, encoder.logits(Line(said[first:end])), atol=1e-4)


def test_pieces_ask_for_no_unit_of_an_expert_that_is_gone() -> None:
    without = open_arbiter(HERE - {"governance"})
    assert without is not None
    units = [one for one in without.labels if one and one[0] not in "!?"]
    (read,) = without.asked_in(("pension", "kyun", "ruk", "gayi"), [(0, 4)])
    assert units[int(read.argmax())] != PENSION
    assert read[units.index(PENSION)] < 1e-4
