"""Words between commas and lines of ways are read as written; a slip names its file and remedy."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.errors import CatalogueError
from nakshatra.home import home
from nakshatra.knowledge.outside import outside, topics
from nakshatra.knowledge.wordlists import Wordlist, wordlists

OURS = sorted(home().glob("experts/*/words"))

LISTED = """
pests = '''
aphid, stem
borer,
'''
more = "aphid, rust"
ways = '''
what is {}

'''
"""


def read(folder: Path, text: str) -> Wordlist:
    (folder / "ta.toml").write_text(text, "utf-8")
    return wordlists(folder)["ta"]


def test_headings_are_words_and_ways_are_lines(tmp_path: Path) -> None:
    listed = read(tmp_path, LISTED)
    assert listed.words == ("aphid", "stem borer", "rust")
    assert listed.ways == ("what is {}",)
    assert listed.said == ()


def test_no_folder_is_no_words(tmp_path: Path) -> None:
    assert wordlists(tmp_path / "words") == {}


@pytest.mark.parametrize(
    ("text", "named"), [('ways = "what is it"', "{}"), ('pests = ["aphid"]', "pests")]
)
def test_a_slip_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(CatalogueError, match=r"ta\.toml") as fault:
        read(tmp_path, text)
    assert named in str(fault.value)


@given(st.lists(st.from_regex(r"[a-zक-ह]{1,8}( [a-z]{1,5})?", fullmatch=True), unique=True))
def test_any_list_of_words_comes_back(words: list[str]) -> None:
    with TemporaryDirectory() as folder:
        assert read(Path(folder), f'w = """\n{", ".join(words)}\n"""').words == tuple(words)


@pytest.mark.parametrize("folder", OURS, ids=lambda path: path.parent.name)
def test_ours_are_sound_in_fifteen_languages(folder: Path) -> None:
    lists = wordlists(folder)
    assert len(lists) == 15
    assert all(len(listed.words) >= 40 for listed in lists.values())


def test_the_outside_has_every_language_of_the_packs() -> None:
    assert len(topics()) == 15
    assert all(listed.words and listed.ways for listed in topics().values())
    assert "tell me a joke" in outside()
