"""An expert served over HTTP speaks chat completions, and says plainly what it cannot read."""

from __future__ import annotations

import httpx
import pytest

from fakes import answer as an_answer
from nakshatra.errors import ExpertError
from nakshatra.server.expert import application
from nakshatra.types import Answer, Query


class Canned:
    id = "canned"

    async def answer(self, query: Query) -> Answer | None:
        if query.text == "break":
            raise ExpertError("canned: broken")
        if query.text == "field":
            return an_answer(f"{query.field:.2f}")
        return an_answer(f"{query.text} after {query.previous}") if query.text != "?" else None


async def post(body: object) -> httpx.Response:
    transport = httpx.ASGITransport(application(Canned()))
    async with httpx.AsyncClient(transport=transport, base_url="http://served") as client:
        if isinstance(body, bytes):
            return await client.post("/v1/chat/completions", content=body)
        return await client.post("/v1/chat/completions", json=body)


def user(*texts: str) -> dict[str, object]:
    return {"messages": [{"role": "user", "content": text} for text in texts]}


async def test_the_last_message_is_asked_and_the_one_before_is_its_frame() -> None:
    row = (await post(user("one", "two"))).json()
    assert row["choices"][0]["message"] == {"role": "assistant", "content": "two after one"}
    assert row["nakshatra"]["units"] == ["health/unit"]
    assert row["nakshatra"]["abstain"] is False


@pytest.mark.parametrize(
    ("told", "heard"),
    [
        ("0.25", "0.25"),
        (None, "1.00"),
        ("much", "1.00"),
        ("nan", "1.00"),
        ("-3", "1.00"),
        ([], "1.00"),
    ],
)
async def test_it_is_told_how_likely_its_field_is(told: object, heard: str) -> None:
    row = (await post({**user("field"), "metadata": {"field": told}})).json()
    assert row["choices"][0]["message"]["content"] == heard


async def test_it_abstains() -> None:
    assert (await post(user("?"))).json()["nakshatra"] == {"abstain": True}


@pytest.mark.parametrize(
    "body", [b"{", b"[]", {}, {"messages": "x"}, {"messages": []}, user(" "), b"x" * 70_000]
)
async def test_what_is_no_request_is_refused(body: object) -> None:
    assert (await post(body)).status_code == 400


async def test_a_broken_expert_is_a_bad_gateway() -> None:
    assert (await post(user("break"))).status_code == 502
