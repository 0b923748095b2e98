"""Encoders that read at once hear what each hears alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.catalogue import home
from nakshatra.knowledge.choir import Choir
from nakshatra.knowledge.encoder import PLACES, Encoder, Line
from nakshatra.safety.alarms import Ears, open_ear

EARS = {
    id: ear
    for id in ("agriculture", "education", "emergency", "finance", "health")
    if (ear := open_ear(home() / "experts" / id)) is not None
}
ENCODERS = [ear.encoder for ear in EARS.values()]


def same(encoders: list[Encoder], lines: list[Line]) -> None:
    together = Choir(encoders).logits(lines)
    alone = [encoder.logits(line) for encoder, line in zip(encoders, lines, strict=True)]
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=PLACES))
def test_encoders_of_two_shapes_read_as_alone(words: list[str]) -> None:
    same(ENCODERS, [Line(tuple(words))] * len(ENCODERS))


def test_each_has_marks_of_its_own() -> None:
    words = ("furadan", "kitna", "dalna", "hai")
    lines = [
        Line(words, tuple((at % 4, name) for at, name in enumerate(encoder.marks[:3])))
        for encoder in ENCODERS
    ]
    assert any(line.marks for line in lines)
    same(ENCODERS, lines)


def test_one_alone_and_none_at_all() -> None:
    same(ENCODERS[:1], [Line(("wheat",))])
    assert Choir([]).logits([]) == []


@pytest.mark.parametrize("count", [1, 3])
def test_ears_hear_the_worst_piece_as_each_alone(count: int) -> None:
    lines = [Line(("dard", "ki", "goli", str(at))) for at in range(count)]
    sensed = Ears(EARS).sense(dict.fromkeys(EARS, lines))
    for id, ear in EARS.items():
        assert sensed[id].unit == ear.sense(lines).unit
        assert sensed[id].score == pytest.approx(ear.sense(lines).score, abs=1e-4)
