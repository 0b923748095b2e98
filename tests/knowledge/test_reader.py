"""The second look at a question: what it adds, and that nothing needs it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.encoder import PLACES, POOLS, Encoder
from nakshatra.knowledge.index import Index
from nakshatra.knowledge.reader import LEAST, Reader
from nakshatra.knowledge.units import Pack, read_pack
from nakshatra.knowledge.weights import READER, open_index, save_index, save_reader

CARDS = Catalogue.load()
PACKS = ("agriculture", "education", "finance", "governance", "health")
WIDTH = 4


@pytest.fixture(scope="module")
def pack() -> Pack:
    """Four units of finance."""
    pack = read_pack(CARDS.folders["finance"], CARDS.experts["finance"])
    return replace(pack, units=dict(list(pack.units.items())[:4]), beyond=())


def leaning(pack: Pack, at: int, by: float) -> Reader:
    """A reader that means the unit at `at`, whatever is said; 0 = none."""
    bias = np.zeros(len(pack.units) + 1, np.float32)
    bias[at] = by
    dense = {
        "place": np.zeros((PLACES, WIDTH), np.float32),
        "into": np.zeros((2, WIDTH), np.float32),
        "into_bias": np.zeros(WIDTH, np.float32),
        "mark": np.zeros((0, WIDTH), np.float32),
        "last": np.ones(WIDTH, np.float32),
        "pool": np.zeros((WIDTH, POOLS), np.float32),
        "out": np.zeros(((POOLS + 1) * WIDTH, len(bias)), np.float32),
        "out_bias": bias,
    }
    encoder = Encoder(np.zeros((8, 2), np.int8), np.ones(2, np.float32), (), dense)
    return Reader(encoder, tuple(pack.units))


def ask(pack: Pack, at: int) -> str:
    return list(pack.units.values())[at].texts["en"].asks[0]


def test_a_unit_that_is_read_is_surer(pack: Pack) -> None:
    units, said = list(pack.units.values()), ask(pack, 0)
    for_it = Index(units, reader=leaning(pack, 1, 9.0)).search(said)
    against = Index(units, reader=leaning(pack, 0, 9.0)).search(said)
    assert for_it[0].unit == units[0]
    assert for_it[0].p > against[0].p


def test_between_two_units_that_share_the_words_the_reader_decides(pack: Pack) -> None:
    units = list(pack.units.values())
    both = f"{ask(pack, 0)} {ask(pack, 1)}"
    first, second = (
        Index(units, reader=leaning(pack, at, 20.0)).search(both)[0].unit for at in (1, 2)
    )
    assert (first, second) == (units[0], units[1])


def test_what_it_never_means_is_not_below_the_least(pack: Pack) -> None:
    likely = leaning(pack, 0, 99.0).read("anything", "at all")
    assert likely.tolist() == [LEAST] * len(pack.units)


def test_it_comes_back_as_it_was_kept(pack: Pack, tmp_path: Path) -> None:
    save_index(tmp_path, pack)
    save_reader(tmp_path, pack, leaning(pack, 2, 3.0))
    reader = open_index(tmp_path, pack).reader
    assert reader is not None
    assert reader.read("so") == pytest.approx(leaning(pack, 2, 3.0).read("so"), abs=0.01)


def test_a_pack_without_one_is_searched_as_before(pack: Pack, tmp_path: Path) -> None:
    save_index(tmp_path, pack)
    index = open_index(tmp_path, pack)
    assert index.reader is None
    assert index.search(ask(pack, 3))[0].unit.id == list(pack.units)[3]


def test_one_of_other_units_is_left_aside_and_named(
    pack: Pack, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save_index(tmp_path, pack)
    save_reader(tmp_path, pack, leaning(pack, 1, 3.0))
    fewer = replace(pack, units=dict(list(pack.units.items())[1:]))
    assert open_index(tmp_path, fewer).reader is None
    assert "other units" in caplog.text


@pytest.mark.parametrize("expert", PACKS)
def test_each_of_our_packs_has_one_of_its_own_units(expert: str) -> None:
    pack = read_pack(CARDS.folders[expert], CARDS.experts[expert])
    assert (CARDS.folders[expert] / READER).is_file()
    assert open_index(CARDS.folders[expert], pack).reader is not None


def test_what_is_asked_at_the_end_of_a_long_story_is_read() -> None:
    pack = read_pack(CARDS.folders["health"], CARDS.experts["health"])
    index = open_index(CARDS.folders["health"], pack)
    story = (
        "we are five people at home and my husband works in the city and comes once a month " * 3
    )
    assert index.search(f"{story} where do I get free tb medicine")[0].unit.id == "tb"
    follow_up = index.search("where do I get free tb medicine", previous=story)[0]
    assert follow_up.unit.id == "tb"
    assert follow_up.p > 0.5


def test_a_broken_reader_is_named_with_its_remedy(pack: Pack, tmp_path: Path) -> None:
    save_index(tmp_path, pack)
    path = save_reader(tmp_path, pack, leaning(pack, 1, 3.0))
    for broken in (b"", b"no zip", path.read_bytes()[:200]):
        path.write_bytes(broken)
        with pytest.raises(CatalogueError, match=r"reader\.npz.*remove the file"):
            open_index(tmp_path, pack)


def test_a_reader_without_its_parts_is_named_with_its_remedy(pack: Pack, tmp_path: Path) -> None:
    save_index(tmp_path, pack)
    reader = leaning(pack, 1, 3.0)
    fewer = {name: part for name, part in reader.encoder.dense.items() if name != "out"}
    save_reader(tmp_path, pack, replace(reader, encoder=replace(reader.encoder, dense=fewer)))
    with pytest.raises(CatalogueError, match="--readers"):
        open_index(tmp_path, pack)
