"""What an operator's tools ask."""

from __future__ import annotations

import pytest
from prometheus_client import generate_latest

from fakes import (
    FakeChannel,
    FakeExpert,
    FakeGuard,
    FakeIdentifier,
    FakeRouter,
    FakeTranscriber,
    FakeTranslator,
    answer,
    message,
)
from nakshatra.catalogue import Catalogue
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.hear import Limits
from nakshatra.server.metrics import Meter
from nakshatra.server.timing import timed
from nakshatra.types import ENGLISH, Utterance
from server.web_house import House


async def test_well(house: House) -> None:
    async with house.client() as probe:
        told = await probe.get("/health")
    assert (told.status_code, told.json()) == (200, {"ok": True, "database": True, "worker": True})


@pytest.mark.parametrize("part", ["database", "worker"])
async def test_ill_names_the_part(house: House, part: str) -> None:
    house.box.broken, house.door.alive = part == "database", part != "worker"
    async with house.client() as probe:
        told = await probe.get("/health")
    assert told.status_code == 503
    assert told.json()[part] is False


async def test_counts_hold_no_words_of_a_person(house: House) -> None:
    async with house.client() as browser:
        await browser.post("/chat/hello")
        token = browser.cookies["nakshatra"]
        body = {"id": "6f1c1cf4-1b7c-4a55-9a8e-0c3f2b1d4e5f", "text": "secret words"}
        await browser.post("/chat/messages", json=body)
        await browser.post("/chat/messages", json=body)
        told = (await browser.get("/metrics")).text
    assert 'nakshatra_messages_accepted_total{channel="web",outcome="new"} 1.0' in told
    assert 'nakshatra_messages_accepted_total{channel="web",outcome="duplicate"} 1.0' in told
    assert "secret" not in told
    assert token not in told


async def test_each_stage_is_timed() -> None:
    meter = Meter()
    bot = Bot(
        channels={"fake": FakeChannel()},
        transcriber=FakeTranscriber(Utterance("x", ENGLISH)),
        identifier=FakeIdentifier(),
        translator=FakeTranslator(),
        router=FakeRouter(["health"]),
        experts={"health": FakeExpert("health", answer("Drink water."))},
        synthesizers=[],
        guard=FakeGuard(),
        catalogue=Catalogue.load(),
        limits=Limits(100, 10, 1000),
    )
    await timed(bot, meter).handle(message("what to drink"))
    meter.finished("fake", "sent")
    told = generate_latest(meter.registry).decode()
    for stage in ("read", "understand", "answer", "speak"):
        assert f'nakshatra_stage_seconds_count{{stage="{stage}"}} 1.0' in told
    assert 'nakshatra_messages_finished_total{channel="fake",outcome="sent"} 1.0' in told
