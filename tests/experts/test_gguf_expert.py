"""The language model only puts the pack's words in others; without it the pack speaks."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from small_pack import write_pack

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError, MissingModel
from nakshatra.experts.gguf import GgufExpert, build
from nakshatra.experts.gguf_engine import Writer
from nakshatra.home import home
from nakshatra.knowledge.prompting import GRAMMAR, messages, template
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.types import ENGLISH, Kind, Query
from tiny_gguf import write_tiny_gguf

ASKED = Query(text="kite licence fee", native="kite licence fee", lang=ENGLISH)
STORY = home().parent / "shared/models/llm/stories260K-f32.gguf"


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_gguf(tmp_path_factory.mktemp("llm") / "tiny.gguf")


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    shelf = Shelf(2000)
    yield shelf
    await shelf.close()


def expert(root: Path, llm: str, shelf: Shelf, seconds: float = 60.0, **given: str) -> GgufExpert:
    write_pack(root, **given)  # type: ignore[arg-type]
    settings = Settings(llm=llm, data_dir=root, threads=1)
    cards = Catalogue.load(home(), root)
    made = build(Spec(settings=settings, catalogue=cards, shelf=shelf, id="kites"))
    return replace(made, seconds=seconds)


async def test_it_writes_and_keeps_the_packs_words(
    tmp_path: Path, weights: Path, shelf: Shelf
) -> None:
    answer = await expert(tmp_path, str(weights), shelf).answer(ASKED)
    assert answer is not None
    assert answer.citations[0].id == "kites/licence"
    if answer.fallback is not None:  # random weights need not finish a sentence
        assert "2,150 rupees" in answer.fallback.text
        assert answer.text != answer.fallback.text


async def test_out_of_time_the_pack_speaks(
    tmp_path: Path, weights: Path, shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    answer = await expert(tmp_path, str(weights), shelf, seconds=0.001).answer(ASKED)
    assert answer is not None
    assert "2,150 rupees" in answer.text
    assert "the pack speaks" in caplog.text


async def test_broken_weights_cost_only_the_rewording(tmp_path: Path, shelf: Shelf) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF, but no more")
    answer = await expert(tmp_path, str(tmp_path / "broken.gguf"), shelf).answer(ASKED)
    assert answer is not None
    assert "2,150 rupees" in answer.text


async def test_old_facts_and_ignorance_are_never_reworded(
    tmp_path: Path, weights: Path, shelf: Shelf
) -> None:
    made = expert(tmp_path, str(weights), shelf, expires="expires = 2026-06-30")
    late = replace(made, answering=replace(made.answering, clock=lambda: date(2026, 7, 1)))
    answer = await late.answer(ASKED)
    assert answer is not None
    assert answer.text.startswith("Last known")
    unknown = await late.answer(replace(ASKED, text="purple ocean", native="purple ocean"))
    assert unknown is not None
    assert unknown.kind is Kind.UNKNOWN
    assert shelf.loaded == {}, "nothing was loaded for it"


def test_a_name_that_is_no_model_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="neither a GGUF file"):
        expert(tmp_path, "nonsense", Shelf(10))


def test_a_model_that_is_not_here_says_how_to_fetch_it(tmp_path: Path) -> None:
    id = next(id for id, card in Catalogue.load().models.items() if card.kind == "llm")
    with pytest.raises(MissingModel, match=f"nakshatra models pull {id}"):
        expert(tmp_path, id, Shelf(10))


def test_the_grammar_lets_no_markup_through(weights: Path) -> None:
    text = Writer(str(weights), 512, 1).write([{"role": "user", "content": "hi"}], GRAMMAR, 120, 60)
    assert text == "" or text[-1] in ".?!।"
    assert not set(text) & set("*#`<>{}|~_\\[]\n")


def test_a_real_model_writes_whole_sentences() -> None:
    if not STORY.is_file():
        pytest.skip("no ../shared/models/llm here")
    asked = [{"role": "user", "content": "Once upon a time there was a little girl."}]
    text = Writer(str(STORY), 256, 1).write(asked, GRAMMAR, 60, 60)
    assert text.endswith((".", "!", "?"))


async def test_the_prompt_holds_the_notes_and_nothing_of_the_person(tmp_path: Path) -> None:
    write_pack(tmp_path)
    cards = Catalogue.load(home(), tmp_path)
    from nakshatra.knowledge.answering import open_answering

    notes = open_answering("kites", cards).answer(ASKED)
    assert notes is not None
    asked = messages(template(tmp_path / "experts/kites"), ASKED, notes, cards)
    assert "2,150 rupees" in asked[0]["content"]
    assert "in English" in asked[0]["content"]
    assert asked[-1] == {"role": "user", "content": "«kite licence fee»"}
