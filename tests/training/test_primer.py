"""What every reader begins with: shipped, of no pack, and taken up by a reader that is learned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.reader import Reader
from nakshatra.knowledge.units import Pack, read_pack
from nakshatra.training import primer, readers

CARDS = Catalogue.load()


def test_the_shipped_one_fits_the_readers_and_knows_no_units() -> None:
    shipped = primer.primer()
    assert shipped is not None
    assert shipped.embedding.shape == (primer.SHAPE.slots, primer.SHAPE.values)
    assert shipped.dense["into"].shape[1] == primer.SHAPE.width
    assert not {"out", "out_bias"} & set(shipped.dense)


def test_one_of_other_features_is_left_aside(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(primer, "VERSION", -1)
    assert primer.primer() is None
    assert "nakshatra experts primer" in caplog.text


@pytest.fixture(scope="module")
def pack() -> Pack:
    """Three units of finance, in English."""
    pack = read_pack(CARDS.folders["finance"], CARDS.experts["finance"])
    units = {
        name: replace(unit, texts={"en": unit.texts["en"]})
        for name, unit in list(pack.units.items())[:3]
    }
    return replace(pack, units=units, beyond=())


def test_a_reader_that_begins_with_it_has_learned_more_in_as_many_steps(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("torch")
    monkeypatch.setattr(readers, "SHAPE", replace(primer.SHAPE, steps=12, batch=64))
    asks = [
        (at, ask) for at, unit in enumerate(pack.units.values()) for ask in unit.texts["en"].asks
    ]

    def certainty(reader: Reader) -> float:
        return float(np.mean([reader.read(ask)[at] for at, ask in asks]))

    begun = readers.train(pack, [], primer.primer())
    assert begun.units == tuple(pack.units)
    assert certainty(begun) > certainty(readers.train(pack, [], None))
