"""A broken pack is named by file, key and remedy before anybody is answered from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from nakshatra.cards import ExpertCard, read
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.check import check
from nakshatra.knowledge.units import Pack, read_pack
from small_pack import write_pack

UNITS = {"kites": frozenset(("licence", "office"))}


def opened(folder: Path) -> Pack:
    return read_pack(folder, read(ExpertCard, folder / "expert.toml"))


def faults(folder: Path) -> str:
    return "\n".join(map(str, check(folder, read(ExpertCard, folder / "expert.toml"), UNITS)))


def test_a_sound_pack_has_no_fault(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    assert faults(folder) == ""
    assert opened(folder).units["licence"].facts["fee"] == "2,150"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("units/licence.toml", 'stale = "S1"', "stale = 1", "stale should be str"),
        ("units/licence.toml", 'stale = "S1"', 'stale = "S9"', "choose one of S0"),
        ("units/licence.toml", 'stale = "S1"', 'stale = "S1"\nseason = "x"', "unknown key season"),
        ("units/licence.toml", "asof = 2026-03-01\n", "", "asof; add it"),
        ("units/licence.toml", 'fee = "2,150"', "fee = 2150", '"2150" in quotes'),
        ("units/licence.toml", 'id = "licence"', 'id = "license"', "make it the file's name"),
        ("units/licence.toml", "[facts]", "[facts", "line"),
        ("lang/hi.toml", "{fee}", "{cost}", "add cost to [facts]"),
        ("lang/en.toml", "[units.office]", "[units.offices]", "missing [units.office]"),
        ("lang/en.toml", 'title = "Kite office"\n', "", "missing key units.office.title"),
        ("lang/en.toml", "asks = [", "asked = [", "missing key units.licence.asks"),
        ("expert.toml", 'unknown = "office"', 'unknown = "nobody"', "none of its units"),
    ],
)
def test_the_reader_names_file_key_and_remedy(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    folder = write_pack(tmp_path, changed={file: (old, new)})
    with pytest.raises(CatalogueError) as error:
        opened(folder)
    assert said in str(error.value)
    assert ".toml" in str(error.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("lang/en.toml", "costs {fee} rupees. Ask", "costs {fee} or 12 rupees. Ask", "'12' stands"),
        ("units/licence.toml", 'fee = "2,150"', 'fee = "1"\nlate = "2"', "{late} is never said"),
        ("units/licence.toml", 'stale = "S1"', 'stale = "S3"', "needs expires"),
        ("units/licence.toml", 'stale = "S1"', 'stale = "S1"\nsee = ["x"]', "which is no unit"),
        ("units/licence.toml", 'stale = "S1"', 'stale = "S1"\nnot_say = ["OLD kite"]', "forbids"),
        ("units/licence.toml", "https://", "ftp://", "no https:// address"),
        ("lang/en.toml", "Ask at", "word " * 90 + "Ask at", "words; at most 90"),
        ("lang/en.toml", "on {phone}.", "on {phone}. Go. Come.", "short has 3 sentences"),
        ("lang/hi.toml", ', "patang helpline"', "", "5 asks; at least 6"),
        ("lang/hi.toml", "patang helpline", "पतंग हेल्पलाइन", "2 asks in Latin letters"),
        ("expert.toml", '"question 3 about a kite and its string", ', "", "29 examples"),
    ],
)
def test_the_check_finds_what_breaks_a_rule(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    assert said in faults(write_pack(tmp_path, changed={file: (old, new)}))


def test_a_pack_without_units_says_what_to_add(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    for path in (folder / "units").iterdir():
        path.unlink()
    with pytest.raises(CatalogueError, match=r"add at least one <unit>\.toml"):
        opened(folder)
