"""What every kind of expert promises, run over each: pack, gguf, and http to a served pack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.experts.http import HttpExpert
from nakshatra.experts.pack import build as build_pack
from nakshatra.home import home
from nakshatra.ports import Closes, Expert
from nakshatra.registry import Spec
from nakshatra.server.expert import application
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.types import Kind, Lang, Query
from small_pack import write_pack


@pytest.fixture(params=["pack", "gguf", "http"])
async def expert(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Expert]:
    write_pack(tmp_path)
    shelf = Shelf(2000)
    cards = Catalogue.load(home(), tmp_path)
    spec = Spec(settings=Settings(threads=1), catalogue=cards, shelf=shelf, id="kites")
    made = _made(request.param, spec, tmp_path)
    yield made
    if isinstance(made, Closes):
        await made.close()
    await shelf.close()


def _made(kind: str, spec: Spec, folder: Path) -> Expert:
    if kind == "gguf":
        pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
        from nakshatra.experts.gguf import build
        from tiny_gguf import write_tiny_gguf

        llm = str(write_tiny_gguf(folder / "tiny.gguf"))
        return build(replace(spec, settings=replace(spec.settings, llm=llm)))
    if kind == "http":
        transport = httpx.ASGITransport(application(build_pack(spec)))
        client = httpx.AsyncClient(transport=transport, base_url="http://served/v1/")
        return HttpExpert("kites", client, {"model": "kites"}).speaking(spec.catalogue)
    return build_pack(spec)


def asked(text: str, lang: str = "en-Latn", previous: str = "") -> Query:
    return Query(text=text, native=text, lang=Lang.parse(lang), previous=previous)


async def test_an_answer_names_its_expert_and_its_sources(expert: Expert) -> None:
    answer = await expert.answer(asked("how much is a kite licence"))
    assert answer is not None
    assert (answer.expert, answer.kind) == (expert.id, Kind.ANSWER)
    assert 0 < answer.confidence <= 1
    (cited,) = answer.citations
    assert cited.id == "kites/licence"
    assert cited.url.startswith("https://")
    assert "2,150" in cited.evidence


async def test_it_answers_in_the_language_it_has(expert: Expert) -> None:
    answer = await expert.answer(asked("पतंग का लाइसेंस कितने का है", "hi-Deva"))
    assert answer is not None
    assert str(answer.lang) == "hi-Deva"


async def test_what_it_does_not_know_it_does_not_answer(expert: Expert) -> None:
    answer = await expert.answer(asked("zebra crossing in the purple ocean"))
    assert answer is None or answer.kind is Kind.UNKNOWN


async def test_the_question_before_gives_the_frame(expert: Expert) -> None:
    answer = await expert.answer(asked("and the fee?", previous="how to get kite licence"))
    assert answer is not None
    assert answer.citations[0].id == "kites/licence"
