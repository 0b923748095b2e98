"""An expert on another machine: its citations are kept, its faults cost only itself."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError, ExpertError
from nakshatra.experts.http import MOST_BYTES, HttpExpert, build
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.types import ENGLISH, Answer, Lang, Query

HINDI = Lang("hi", "Deva")
Handler = Callable[[httpx.Request], httpx.Response]


def completion(content: object, **extra: Any) -> httpx.Response:
    return httpx.Response(200, json={"choices": [{"message": {"content": content}}], **extra})


def reached(handler: Handler) -> HttpExpert:
    transport = httpx.MockTransport(handler)
    client = httpx.AsyncClient(transport=transport, base_url="http://far.example/v1/")
    return HttpExpert("far", client, {"model": "m"}).speaking(Catalogue.load())


async def ask(handler: Handler, text: str = "hello", lang: Lang = ENGLISH) -> Answer | None:
    expert = reached(handler)
    try:
        return await expert.answer(Query(text=text, native=text, lang=lang, previous="before"))
    finally:
        await expert.close()


async def test_it_asks_as_chat_completions_do_and_names_nobody() -> None:
    seen: list[dict[str, Any]] = []

    def handler(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/v1/chat/completions"
        seen.append(json.loads(request.content))
        return completion("Hello.")

    await ask(handler)
    (row,) = seen
    assert [m["role"] for m in row["messages"]] == ["system", "user", "user"]
    assert row["messages"][-1]["content"] == "hello"
    assert row["model"] == "m"
    assert set(row) == {"model", "messages", "max_tokens", "temperature", "metadata"}
    assert set(row["metadata"]) == {"lang", "native", "field"}


async def test_citations_and_confidence_come_through() -> None:
    cited = {"id": "far/u", "title": "T", "url": "https://t", "asof": "2026-01-01", "evidence": "5"}
    extra = {"citations": [cited], "confidence": 0.7, "lang": "hi-Deva", "short": "पाँच"}
    answer = await ask(lambda _: completion("5 रुपये", nakshatra=extra), lang=HINDI)
    assert answer is not None
    assert (answer.confidence, answer.short, str(answer.lang)) == (0.7, "पाँच", "hi-Deva")
    assert answer.citations[0].evidence == "5"


async def test_a_plain_server_gets_no_citation_and_its_language_is_looked_at() -> None:
    answer = await ask(lambda _: completion("Ask your bank."), "बैंक?", HINDI)
    assert answer is not None
    assert answer.citations == ()
    assert answer.lang == ENGLISH
    answer = await ask(lambda _: completion("बैंक से पूछें।"), "बैंक?", HINDI)
    assert answer is not None
    assert answer.lang == HINDI


@pytest.mark.parametrize(
    "reply", [completion(""), completion(None), completion("x", nakshatra={"abstain": True})]
)
async def test_abstaining_is_no_answer(reply: httpx.Response) -> None:
    assert await ask(lambda _: reply) is None


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(500),
        httpx.Response(302, headers={"location": "http://elsewhere.example"}),
        httpx.Response(200, content=b"not json"),
        httpx.Response(200, json=[1]),
        httpx.Response(200, json={"choices": []}),
        completion("x", nakshatra={"lang": "nonsense"}),
        completion("x", nakshatra={"citations": [{"id": "1"}]}),
        completion("x", nakshatra=[1]),
        completion("x" * MOST_BYTES),
    ],
)
async def test_an_unsound_reply_is_an_expert_error(reply: httpx.Response) -> None:
    with pytest.raises(ExpertError):
        await ask(lambda _: reply)


async def test_a_machine_that_is_away_is_an_expert_error_without_the_question(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "nakshatra")

    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("away", request=request)

    with pytest.raises(ExpertError) as error:
        await ask(handler, "my secret illness")
    assert "secret" not in str(error.value) + caplog.text


@pytest.fixture
async def spec_with() -> AsyncIterator[Callable[..., HttpExpert]]:
    made: list[HttpExpert] = []

    def make(**options: Any) -> HttpExpert:
        cards = Catalogue.load()
        spec = Spec(settings=Settings(), catalogue=cards, id="health", options=options)
        made.append(build(spec))
        return made[-1]

    yield make
    for expert in made:
        await expert.close()


async def test_a_key_comes_from_the_environment(
    spec_with: Callable[..., HttpExpert], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"url": "http://far.example/v1", "model": "m", "api_key_env": "FAR_KEY"}
    with pytest.raises(CatalogueError, match="FAR_KEY, which is not set"):
        spec_with(**options)
    monkeypatch.setenv("FAR_KEY", "s3cret")
    expert = spec_with(**options)
    assert expert._client.headers["authorization"] == "Bearer s3cret"
    assert "s3cret" not in repr(expert)


async def test_a_card_without_an_address_or_with_a_slip_is_named(
    spec_with: Callable[..., HttpExpert],
) -> None:
    with pytest.raises(CatalogueError, match=r"settings\.url is missing"):
        spec_with(model="m")
    with pytest.raises(CatalogueError, match=r"unknown settings\.adress"):
        spec_with(url="http://x", model="m", adress="y")
