"""Platforms that call us."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fakes import message
from nakshatra.errors import StoreError
from nakshatra.stores.ledger import Accepted
from server.web_house import Hook, House

OURS = {"signature": "ours"}


async def test_200_once_every_message_is_taken(house: House) -> None:
    async with house.client() as platform:
        called = await platform.post("/hooks/hook", content=b"one\ntwo", headers=OURS)
    assert called.status_code == 200
    assert [message.text for message in house.door.taken] == ["one", "two"]


async def test_a_forged_call_is_403(house: House) -> None:
    async with house.client() as platform:
        assert (await platform.post("/hooks/hook", content=b"one")).status_code == 403
        told = (await platform.get("/metrics")).text
    assert not house.door.taken
    assert 'nakshatra_messages_accepted_total{channel="hook",outcome="rejected"} 1.0' in told


async def test_a_channel_that_is_not_there_or_is_not_called_is_404(house: House) -> None:
    async with house.client() as platform:
        assert (await platform.post("/hooks/nobody")).status_code == 404
        assert (await platform.post("/hooks/web")).status_code == 404
        assert (await platform.get("/hooks/hook")).status_code == 405


async def test_more_than_a_megabyte_is_413(house: House) -> None:
    async with house.client() as platform:
        sent = await platform.post("/hooks/hook", content=bytes(1_000_001), headers=OURS)
    assert sent.status_code == 413


async def test_a_second_delivery_and_a_busy_road_are_200(house: House) -> None:
    async with house.client() as platform:
        await platform.post("/hooks/hook", content=b"one", headers=OURS)
        assert (await platform.post("/hooks/hook", content=b"one", headers=OURS)).is_success
        house.door.outcome = Accepted.BUSY
        assert (await platform.post("/hooks/hook", content=b"two", headers=OURS)).is_success
    assert len(house.door.taken) == 1


async def test_what_is_not_on_disk_is_not_200(house: House) -> None:
    house.door.outcome = StoreError("disk is full")
    async with house.client() as platform:
        called = await platform.post("/hooks/hook", content=b"one", headers=OURS)
    assert (called.status_code, called.headers["retry-after"]) == (503, "30")


async def test_a_call_that_breaks_off_takes_nothing(house: House) -> None:
    """The platform hangs up in the middle of its body."""
    parts = iter([{"type": "http.request", "body": b"on", "more_body": True}])
    told: list[int] = []

    async def receive() -> dict[str, object]:
        return next(parts, {"type": "http.disconnect"})

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start":
            told.append(int(str(message["status"])))

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/hooks/hook",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"signature", b"ours")],
    }
    await house.app(scope, receive, send)  # type: ignore[arg-type]
    assert told == [400]
    assert not house.door.taken


@pytest.mark.parametrize(("minutes", "status"), [(-60, 200), (9, 200), (11, 403)])
async def test_a_signed_time_in_the_future_is_refused(
    house: House, minutes: int, status: int
) -> None:
    class Signing(Hook):
        signs_time = True

    sent = datetime.now(UTC) + timedelta(minutes=minutes)
    signing = Signing(lambda text, id: replace(message(text, id=id), sent_at=sent))
    house.app.state.site = replace(house.app.state.site, channels={"hook": signing})
    async with house.client() as platform:
        called = await platform.post("/hooks/hook", content=b"one", headers=OURS)
    assert called.status_code == status


async def test_what_breaks_is_a_500_and_its_words_are_not_logged(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(text: str, id: str) -> None:
        raise KeyError(text)

    house.app.state.site = replace(house.app.state.site, channels={"hook": Hook(breaks)})
    async with house.client() as platform:
        called = await platform.post("/hooks/hook", content=b"my secret illness", headers=OURS)
    assert called.status_code == 500
    assert "KeyError" in caplog.text
    assert "illness" not in caplog.text
