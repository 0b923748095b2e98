"""A small network learns what no sum of words can tell."""

from __future__ import annotations

import numpy as np
import pytest

from nakshatra.knowledge.features import Features, features
from nakshatra.knowledge.network import Network, averaged, rather
from nakshatra.training.feature_network import Shape, fit

SHAPE = Shape(slots=1 << 12, hidden=16, epochs=12, seeds=2)
TOGETHER = ["snake child", "phone water"]
APART = ["snake water", "phone child"]


@pytest.fixture(scope="module")
def network() -> Network:
    texts = (TOGETHER + APART) * 40
    labels = np.array([int(text in TOGETHER) for text in texts])
    return fit(
        [features(text) for text in texts], labels, np.ones(len(texts), np.float32), SHAPE, 2
    )


def test_it_hears_what_words_say_together(network: Network) -> None:
    assert all(rather(network.logits(features(text))) > 0 for text in TOGETHER)
    assert all(rather(network.logits(features(text))) < 0 for text in APART)


def test_silence_has_an_answer(network: Network) -> None:
    nothing = Features(np.zeros(0, np.int64), np.zeros(0, np.float32))
    assert np.isfinite(rather(network.logits(nothing)))


def test_what_is_shipped_is_what_was_learned(network: Network) -> None:
    again = Network.of(dict(network.arrays()))
    found = features("snake child")
    assert np.array_equal(again.logits(found), network.logits(found))


def test_an_average_says_the_mean(network: Network) -> None:
    twice = averaged([network, network])
    found = features("phone child")
    assert np.allclose(twice.logits(found), network.logits(found), atol=1e-4)
