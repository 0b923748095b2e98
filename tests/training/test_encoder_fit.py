"""The encoder learns what no bag of words can tell; needs PyTorch (the extra "train")."""

from __future__ import annotations

import numpy as np
import pytest

from nakshatra.knowledge.encoder import PLACES, Encoder, Line, rather
from nakshatra.training import encoder_fit
from nakshatra.training.encoder_fit import Shape, fit
from nakshatra.training.encoder_rows import Rows

pytest.importorskip("torch")

SHAPE = Shape(slots=1 << 12, values=16, width=32, layers=1, steps=250, batch=64)
DANGER = ["dog bit man", "snake child", "bull hit boy"]
NONE = ["man bit dog", "child snake", "boy hit bull"]


def line(text: str) -> Line:
    return Line(tuple(text.split()))


def rows(lines: list[Line], labels: list[int]) -> Rows:
    return Rows.of(lines, labels, np.ones(len(lines), np.float32))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    texts = DANGER + NONE
    learned = rows([line(text) for text in texts], [int(text in DANGER) for text in texts])
    return fit(learned, SHAPE, 2, lambda step, loss: None)


def test_it_hears_who_did_what(encoder: Encoder) -> None:
    assert all(rather(encoder.logits(line(text))) > 0 for text in DANGER)
    assert all(rather(encoder.logits(line(text))) < 0 for text in NONE)


def test_silence_has_an_answer(encoder: Encoder) -> None:
    assert np.isfinite(rather(encoder.logits(Line(()))))


def test_a_mark_is_learned() -> None:
    lines = [Line(("one", "two"), ((1, "rule/heard"),)), Line(("one", "two"))]
    shape = Shape(slots=1 << 10, values=8, width=16, layers=1, steps=900, batch=32)
    encoder = fit(rows(lines, [1, 0]), shape, 2, lambda step, loss: None)
    marked, plain = (rather(encoder.logits(one)) for one in lines)
    assert marked > plain + 0.5


def test_what_is_read_is_what_was_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyTorch's numbers and ours, but for what eight bits lose."""
    for name in ("_DROPPED", "_HIDDEN", "_BARE", "_UNMARKED", "_OUT"):
        monkeypatch.setattr(encoder_fit, name, 0.0)
    lines = [Line(("ek", "do", "teen"), ((1, "rule/x"),)), Line(("चार",)), Line(("a",) * PLACES)]
    descent = encoder_fit._Descent(rows(lines, [1, 0, 1]), SHAPE, 2)
    encoder = descent.run(lambda step, loss: None)
    theirs = descent._logits(descent._torch.arange(3)).detach().numpy()
    ours = np.array([encoder.logits(one) for one in lines])
    assert np.allclose(theirs, ours, atol=0.15)
    assert np.array_equal(theirs.argmax(1), ours.argmax(1))
