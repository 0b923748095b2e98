"""People's questions find the unit that answers them, however they are spelled."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.cards import ExpertCard, read
from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.answering import SURE
from nakshatra.knowledge.features import features, word_ids
from nakshatra.knowledge.index import Index
from nakshatra.knowledge.units import read_pack
from nakshatra.knowledge.weights import UNITS, open_index, save_index, stale
from nakshatra.text.transliterate import to_native
from nakshatra.types import Lang
from small_pack import write_pack

HINGLISH = Lang("hi", "Latn")


@pytest.fixture(scope="module")
def indexes() -> dict[str, Index]:
    cards = Catalogue.load()
    return {
        id: open_index(cards.folders[id], read_pack(cards.folders[id], card))
        for id, card in cards.experts.items()
    }


@pytest.mark.parametrize(
    ("expert", "question", "unit"),
    [
        ("agriculture", "gehu ka msp kitna hai", "msp_wheat"),
        ("agriculture", "sarson ka msp kitna hai", "msp_mustard"),
        ("agriculture", "chane ka samarthan mulya", "msp_gram"),
        ("agriculture", "गेंहू का सरकारी भाव", "msp_wheat"),
        ("agriculture", "gehoon ka sarkari bhaav", "msp_wheat"),
        ("agriculture", "kcc loan ka byaj kitna hai", "kcc_loan"),
        ("finance", "gold loan rules", "gold_loan"),
        ("finance", "mudra lone kaise milega", "mudra"),
        ("health", "dengu ke lakshan", "dengue"),
        ("health", "kutte ne kaat liya", "dog_bite"),
        ("education", "navodaya me daakhila", "jnv"),
        ("governance", "रासन कार्ड कैसे बनेगा", "ration_nfsa"),
    ],
)
def test_the_right_unit_is_first_and_sure(
    indexes: dict[str, Index], expert: str, question: str, unit: str
) -> None:
    best = indexes[expert].search(question, to_native(question, HINGLISH))[0]
    assert best.unit.id == unit
    assert best.p >= SURE


@pytest.mark.parametrize(
    ("question", "previous", "unit"),
    [
        ("और सरसों का?", "गेहूँ का एमएसपी कितना है", "msp_mustard"),
        ("and for gram?", "what is the msp of wheat", "msp_gram"),
        ("aur dhan ka?", "gehu ka msp kitna hai", "msp_paddy"),
    ],
)
def test_new_words_decide_and_old_ones_give_the_frame(
    indexes: dict[str, Index], question: str, previous: str, unit: str
) -> None:
    hits = indexes["agriculture"].search(question, previous=previous)
    assert hits[0].unit.id == unit


@pytest.mark.parametrize("text", ["hello", "कल का मैच कौन जीता", "play a song", "joke sunao", "😀"])
def test_small_talk_finds_nothing_sure(indexes: dict[str, Index], text: str) -> None:
    assert all(hit.p < 0.5 for index in indexes.values() for hit in index.search(text))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_searched_without_an_error(text: str) -> None:
    found = features(text)
    assert len(found.ids) == len(found.weights) == len(set(found.ids.tolist()))


def test_a_word_in_two_scripts_sounds_the_same() -> None:
    assert set(word_ids("यूरिया").tolist()) == set(word_ids("yuriya").tolist())


@pytest.mark.parametrize(
    ("one", "other"),
    [("பஞ்சாயத்து", "panchayat"), ("کینسر", "कैंसर"), ("டேப்லெட்", "tablet"), ("ഇൻഷുറൻസ്", "insurance")],
)
def test_a_name_shares_a_feature_of_sound_across_scripts(one: str, other: str) -> None:
    assert set(features(one).ids.tolist()) & set(features(other).ids.tolist())


def test_a_very_long_text_is_read_at_both_ends() -> None:
    long = "wheat " + "blah " * 5000 + "mustard"
    assert set(word_ids("wheat mustard").tolist()) <= set(word_ids(long).tolist())


def test_shipped_weights_answer_as_those_learned_now(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    pack = read_pack(folder, read(ExpertCard, folder / "expert.toml"))
    learned = open_index(folder, pack).search("kite licence price")[0]
    save_index(folder, pack)
    shipped = open_index(folder, pack).search("kite licence price")[0]
    assert shipped.unit.id == learned.unit.id
    assert shipped.p == pytest.approx(learned.p)


def test_weights_older_than_the_texts_are_learned_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = write_pack(tmp_path)
    save_index(folder, read_pack(folder, read(ExpertCard, folder / "expert.toml")))
    changed = {"lang/en.toml": ("kite helpline", "box of feathers")}
    pack = read_pack(
        write_pack(tmp_path, changed=changed), read(ExpertCard, folder / "expert.toml")
    )
    assert stale(folder, pack)
    assert open_index(folder, pack).search("box of feathers")[0].unit.id == "office"
    assert "older than the texts" in caplog.text


def test_broken_weights_name_the_file_and_the_command(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    pack = read_pack(folder, read(ExpertCard, folder / "expert.toml"))
    save_index(folder, pack)
    (folder / UNITS).write_bytes(b"PK no zip")
    with pytest.raises(CatalogueError, match="nakshatra experts train"):
        open_index(folder, pack)
