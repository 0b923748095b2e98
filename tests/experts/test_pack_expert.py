"""What a person gets from a pack: the answer, its sources, its age, or whom to ask."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.experts.pack import PackExpert, build
from nakshatra.home import home
from nakshatra.knowledge.answering import open_answering
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.types import Answer, Kind, Lang, Query
from small_pack import write_pack


def expert(root: Path, today: date = date(2026, 11, 23), **given: str) -> PackExpert:
    write_pack(root, **given)  # type: ignore[arg-type]
    return PackExpert(open_answering("kites", Catalogue.load(home(), root), lambda: today))


async def say(expert: PackExpert, text: str, lang: str = "en-Latn", previous: str = "") -> Answer:
    query = Query(text=text, native=text, lang=Lang.parse(lang), previous=previous)
    answer = await expert.answer(query)
    assert answer is not None
    return answer


async def test_it_answers_with_the_fact_and_its_source(tmp_path: Path) -> None:
    answer = await say(expert(tmp_path), "what is the price of a kite licence")
    assert "2,150 rupees" in answer.text
    assert [citation.id for citation in answer.citations] == ["kites/licence"]
    assert answer.short == "A kite licence costs 2,150 rupees."
    assert answer.confidence > 0.5


async def test_latin_hindi_is_answered_in_devanagari(tmp_path: Path) -> None:
    answer = await say(expert(tmp_path), "patang ka licence kitne ka hai", "hi-Latn")
    assert str(answer.lang) == "hi-Deva"
    assert "2,150 रुपये" in answer.text


async def test_a_language_it_lacks_gets_english(tmp_path: Path) -> None:
    answer = await say(expert(tmp_path), "kite licence price", "ta-Taml")
    assert str(answer.lang) == "en-Latn"


async def test_old_facts_are_said_to_be_old(tmp_path: Path) -> None:
    old = expert(tmp_path, expires="expires = 2026-06-30")
    answer = await say(old, "kite licence fee")
    assert answer.text.startswith("Last known, as of 2026-03-01")
    assert "https://kites.example" in answer.text


async def test_what_it_does_not_know_gets_an_honest_word_and_an_office(tmp_path: Path) -> None:
    answer = await say(expert(tmp_path), "zebra crossing in the purple ocean")
    assert answer.kind is Kind.UNKNOWN
    assert answer.confidence == 0
    assert "1800-111-222" in answer.text


async def test_a_pack_that_names_nobody_to_ask_is_silent(tmp_path: Path) -> None:
    write_pack(tmp_path, changed={"expert.toml": ('unknown = "office"\n', "")})
    silent = PackExpert(open_answering("kites", Catalogue.load(home(), tmp_path)))
    text = "zebra crossing in the purple ocean"
    assert await silent.answer(Query(text=text, native=text, lang=Lang("en", "Latn"))) is None


def test_settings_that_a_pack_has_not_are_refused(tmp_path: Path) -> None:
    write_pack(tmp_path, settings="threshold = 1")
    cards = Catalogue.load(home(), tmp_path)
    spec = Spec(
        settings=Settings(), catalogue=cards, id="kites", options=cards.experts["kites"].settings
    )
    with pytest.raises(CatalogueError, match="threshold"):
        build(spec)
