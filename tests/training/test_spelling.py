"""How spellings are learned from texts that are no translations of each other."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.errors import CatalogueError
from nakshatra.text.network import packed, unpacked
from nakshatra.training.channel import Channel
from nakshatra.training.letter_network import Row, Shape, fit
from nakshatra.training.lexicon import LANGUAGES, native_words
from nakshatra.training.loans import loans
from nakshatra.training.pairs import paired
from nakshatra.training.rows import drawn, letters_of, reading

BLOCKS = {
    **{"hi": 0x900, "mr": 0x900, "ne": 0x900, "bn": 0x980, "as": 0x980, "pa": 0xA00, "gu": 0xA80},
    **{"or": 0xB00, "ta": 0xB80, "te": 0xC00, "kn": 0xC80, "ml": 0xD00, "ur": 0x600},
}
"""Language -> where the block of its letters begins."""


@pytest.mark.parametrize("code", LANGUAGES)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_units_are_the_word(code: str, data: st.DataObject) -> None:
    """Whatever the letters, nothing of a word is lost, and every draw spells every unit."""
    first = BLOCKS[code]
    word = data.draw(st.text(st.characters(min_codepoint=first, max_codepoint=first + 0x7F)))
    channel = Channel.of(code)
    assert "".join(chars for _, chars in channel.units(word)) == word
    steps = channel.draw(word, Random(1))
    typed = "".join(letters for _, letters in steps)
    assert channel.path(typed, word)[0] < math.inf


def test_words_find_their_spellings() -> None:
    native = {"पानी": 0.4, "कमल": 0.3, "पाना": 0.3}
    channel = Channel.of("hi")
    pairs = paired(channel, native, Counter({"paani": 4, "kamal": 3}))
    assert {(pair.typed, pair.word) for pair in pairs} == {("paani", "पानी"), ("kamal", "कमल")}


def test_english_words_are_found_in_another_script() -> None:
    channel = Channel.of("hi")
    native = {"फिल्म": 0.5, "पानी": 0.5}
    found = loans(channel, native, Counter(), [], {"film": 0.5, "banana": 0.5})
    assert [(loan.word, loan.english) for loan in found] == [("फिल्म", "film")]


def test_a_row_reads_as_it_was_written() -> None:
    channel = Channel.of("te")
    steps = channel.draw("ధన్యవాదాలు", Random(2))
    row = reading(letters_of(steps), 1.0)
    assert "".join(row.chunks) == "ధన్యవాదాలు"
    assert row.word == "".join(letters for _, letters in steps)
    assert len(row.word) == len(row.chunks)


def test_a_network_learns_what_it_is_shown_and_survives_packing() -> None:
    rows = [Row("ka", ["क", ""], 1.0), Row("kaa", ["का", "", ""], 1.0), Row("ma", ["म", ""], 1.0)]
    network = fit(rows * 20, "akm", Shape(radius=2, units=16, epochs=400, fewest=2))
    again = unpacked(packed(network, "it"), "it")
    best = again.best(["ma", "kaa", "ka", ""], 3)
    assert [each[0][0] if each else "" for each in best] == ["म", "का", "क", ""]
    assert drawn(again, ["ka"], np.random.default_rng(1)) == [["क", ""]]


def test_wrong_habits_name_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "languages" / "hi").mkdir(parents=True)
    (tmp_path / "languages" / "hi" / "habits.tsv").write_text("क\tk\n", "utf-8")
    monkeypatch.setattr("nakshatra.training.channel.home", lambda: tmp_path)
    with pytest.raises(CatalogueError, match=r"habits\.tsv, line 1"):
        Channel.of("hi")


def test_the_lexicon_says_where_the_texts_are_missing(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="native"):
        native_words(tmp_path, "te")
