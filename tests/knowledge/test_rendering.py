"""Facts are printed as written; old facts are said to be old."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.cards import ExpertCard, read
from nakshatra.knowledge.render import citations, dated, fill, text_of
from nakshatra.knowledge.units import Unit, read_pack
from small_pack import write_pack


def licence(root: Path, expires: str = "") -> Unit:
    folder = write_pack(root, expires=expires)
    return read_pack(folder, read(ExpertCard, folder / "expert.toml")).units["licence"]


def test_facts_stand_in_every_language(tmp_path: Path) -> None:
    unit = licence(tmp_path)
    assert "2,150 rupees" in text_of(unit, "en").answer
    assert "2,150 रुपये" in text_of(unit, "hi").answer


def test_a_language_the_pack_lacks_is_said_in_english(tmp_path: Path) -> None:
    assert text_of(licence(tmp_path), "ta").title == "Kite licence"


@settings(max_examples=50)
@given(st.text(max_size=40), st.text(max_size=40))
def test_a_fact_is_put_in_as_it_is(before: str, value: str) -> None:
    plain = before.replace("{", "").replace("}", "")
    assert fill(plain + "{x}.", {"x": value}) == (plain + value + ".").strip()


def test_after_its_last_day_an_answer_says_so_and_where_to_look(tmp_path: Path) -> None:
    unit = licence(tmp_path, expires="expires = 2026-06-30")
    known = "Last known, as of {asof}."
    assert dated("It costs 5.", unit, date(2026, 6, 30), known) == "It costs 5."
    late = dated("It costs 5.", unit, date(2026, 7, 1), known)
    assert late.startswith("Last known, as of 2026-03-01. It costs 5.")
    assert late.endswith("https://kites.example")


def test_citations_carry_every_fact(tmp_path: Path) -> None:
    (cited,) = citations(licence(tmp_path), "hi")
    assert (cited.id, cited.url) == ("kites/licence", "https://kites.example")
    assert "2,150" in cited.evidence
    assert "2026-03-01" in cited.evidence
