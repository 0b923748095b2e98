"""A platform that takes nothing until the person writes again, and people who said STOP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from durable.harness import ASHA, House, Platform, message
from nakshatra.abilities import Abilities
from nakshatra.errors import ChannelError, OutsideWindow
from nakshatra.stores.keys import owner_of
from nakshatra.stores.ledger import State
from nakshatra.types import Kind, Receipt, ReceiptState, Reply


@dataclass
class Strict(Platform):
    """It has a window of a day, and may knock."""

    abilities: Abilities = field(default_factory=lambda: Abilities(voice=True, window_hours=24))
    template: bool = True
    knocks: list[str] = field(default_factory=list)

    async def knock(self, reply: Reply) -> bool:
        if self.template:
            self.knocks.append(reply.address.user)
        return self.template


Build = Callable[[Platform], Awaitable[House]]


@pytest.fixture
async def build(tmp_path: Path) -> AsyncIterator[Build]:
    built: list[House] = []

    async def build(platform: Platform) -> House:
        built.append(await House.build(tmp_path, platform))
        return built[-1]

    yield build
    for house in built:
        await house.store.close()


@pytest.fixture
async def house(build: Build) -> House:
    return await build(Strict())


def receipt(state: ReceiptState, id: str = "sent-1", **more: object) -> Receipt:
    return Receipt(address=ASHA, id=id, state=state, at=datetime.now(UTC), **more)  # type: ignore[arg-type]


async def come_back(house: House) -> list[str]:
    """The person writes: what was held goes first."""
    places = await house.store.ledger.held.wrote(owner_of(ASHA))
    for place in places:
        await house.turns().run(place.key)
    return [place.key for place in places]


async def test_a_reply_outside_the_window_waits_and_goes_first(house: House) -> None:
    house.platform.failures = [OutsideWindow("131047")]
    first = await house.say(message("fever", id="1"))
    house.platform.failures = [OutsideWindow("131047")]
    second = await house.say(message("cough", id="2"))
    assert (first.state, second.state, first.fault) == (State.HELD, State.HELD, "")
    assert isinstance(house.platform, Strict)
    assert house.platform.knocks == ["asha"], "asked once, however much waits"
    assert house.platform.texts == []
    assert await house.store.ledger.unfinished() == []

    await come_back(house)
    await house.say(message("rash", id="3"))
    texts = [text.split("\n")[0] for text in house.platform.texts if text.startswith("about")]
    assert texts == ["about fever", "about cough", "about rash"]


async def test_our_own_clock_knows_the_window_too(build: Build) -> None:
    house = await build(Strict())
    await house.store.ledger.held.wrote(owner_of(ASHA))
    now = datetime.now(UTC)
    house.store.database._now = lambda: now + timedelta(hours=25)
    work = await house.say(message("fever"))
    assert (work.state, house.platform.sent) == (State.HELD, [])


async def test_where_nothing_asks_them_back_an_operator_sees_it(build: Build) -> None:
    house = await build(Strict(template=False))
    house.platform.failures = [OutsideWindow("131047")]
    await house.say(message("fever"))
    [letter] = await house.store.ledger.faults()
    assert "until the person writes" in letter.fault
    await house.store.ledger.discard(letter.serial)
    assert await house.store.ledger.faults() == []
    assert await come_back(house) == []


async def test_who_never_comes_back_becomes_a_dead_letter(house: House) -> None:
    house.platform.failures = [OutsideWindow("131047")]
    await house.say(message("fever"))
    later = datetime.now(UTC) + timedelta(days=60)
    house.store.database._now = lambda: later
    await house.store.purge()
    assert await come_back(house) == []


async def test_first_aid_is_tried_outside_the_window_too(house: House) -> None:
    await house.store.ledger.held.wrote(owner_of(ASHA))
    now = datetime.now(UTC)
    house.store.database._now = lambda: now + timedelta(hours=25)
    work = await house.say(message("snake bite"))
    assert (work.state, house.platform.texts[0]) == (State.SENT, "Call 108")


async def test_a_receipt_is_noted_once_exported_and_erased(house: House) -> None:
    await house.say(message("fever"))
    for _ in range(3):
        await house.turns().delivery.receipt(receipt(ReceiptState.DELIVERED))
    held = await house.store.export(ASHA)
    assert [row["state"] for row in held["receipts"]] == ["delivered"]
    await house.store.forget(ASHA)
    assert (await house.store.export(ASHA))["receipts"] == []


async def test_a_reply_that_the_platform_lost_is_a_dead_letter(house: House) -> None:
    work = await house.say(message("fever"))
    failed = receipt(ReceiptState.FAILED, of="1", id="another part", code="131026")
    await house.turns().delivery.receipt(failed)
    [letter] = await house.store.ledger.faults()
    assert (letter.serial, letter.state) == (work.serial, State.DEAD)
    assert "131026" in letter.fault
    await house.store.ledger.replay(letter.serial)
    await house.turns().run(letter.key)
    assert len([text for text in house.platform.texts if text.startswith("about")]) == 2


async def lost(house: House, key: str, **how: object) -> State:
    """The platform took the reply and says afterwards that it failed."""
    part = (await house.row(key)).platform_id
    await house.turns().delivery.receipt(receipt(ReceiptState.FAILED, part, **how))
    return (await house.row(key)).state


async def test_a_reply_that_a_busy_platform_lost_goes_out_again_twice_and_no_more(
    house: House,
) -> None:
    busy = {"of": "1", "code": "131000", "again": True}
    work = await house.say(message("fever"))
    for _ in range(2):
        assert await lost(house, work.key, **busy) is State.WAITING
        assert [place.key for place in await house.store.ledger.unfinished()] == [work.key]
        await house.turns().run(work.key)
    assert sum(text.startswith("about fever") for text in house.platform.texts) == 3
    history = await house.store.history(ASHA)
    assert [turn.text for turn in history].count("fever") == 1, "it is remembered once"
    assert len(await house.store.processing.since(work.accepted_at)) == 1, "it is one answer"
    assert await lost(house, work.key, **busy) is State.DEAD


@pytest.mark.parametrize(("text", "state"), [("snake bite", "waiting"), ("fever", "dead")])
async def test_first_aid_that_did_not_arrive_is_sent_again_whatever_the_reason(
    house: House, text: str, state: str
) -> None:
    work = await house.say(message(text))
    assert await lost(house, work.key, of="1", code="131026") == state
    await house.turns().run(work.key)
    assert house.platform.texts.count("Call 108") == (2 if text == "snake bite" else 0)


async def test_crashes_do_not_count_against_first_aid_that_did_not_arrive(house: House) -> None:
    crashed = sa.text("UPDATE turns SET attempts=2")
    work = await house.say(message("snake bite"))
    await house.store.database.write(lambda c: c.execute(crashed).close())
    for _ in range(2):
        assert await lost(house, work.key, of="1", code="131026") is State.WAITING
        await house.turns().run(work.key)
    assert house.platform.texts.count("Call 108") == 3


async def test_what_failed_of_the_first_sending_says_nothing_of_the_second(house: House) -> None:
    busy = {"of": "1", "code": "131000", "again": True}
    work = await house.say(message("fever"))
    await lost(house, work.key, **busy)
    await house.turns().run(work.key)
    late = receipt(ReceiptState.FAILED, "another part of the first", of="1", code="131026")
    await house.turns().delivery.receipt(late)
    assert (await house.row(work.key)).state is State.SENT
    assert await lost(house, work.key, **busy) is State.WAITING


async def test_one_that_failed_because_the_window_had_closed_waits(house: House) -> None:
    work = await house.say(message("fever"))
    late = receipt(ReceiptState.FAILED, code="131047", outside=True)
    await house.turns().delivery.receipt(late)
    assert (await house.row(work.key)).state is State.HELD
    await come_back(house)
    assert (await house.row(work.key)).state is State.SENT
    history = await house.store.history(ASHA)
    assert [turn.text for turn in history].count("fever") == 1, "it is remembered once"


async def test_what_a_crash_left_unconfirmed_is_cleared_by_a_receipt(house: House) -> None:
    work = await house.say(message("fever"))
    row = await house.row(work.key)
    change = "UPDATE turns SET state='unconfirmed', fault='crash while sending'"
    await house.store.database.write(lambda c: c.execute(sa.text(change)).close())
    await house.turns().delivery.receipt(receipt(ReceiptState.DELIVERED, of="1"))
    assert (await house.row(row.key)).state is State.SENT
    assert await house.store.ledger.faults() == []


async def test_after_stop_nothing_comes_but_first_aid_until_start(house: House) -> None:
    await house.say(message("बंद करो", id="1"))
    [farewell] = house.platform.texts
    assert "START" in farewell
    assert (await house.say(message("fever", id="2"))).state is State.WITHHELD
    assert not await house.turns().delivery.aside(replace(house.platform.sent[0], text="news"))
    assert house.platform.texts == [farewell]

    await house.say(message("snake bite", id="3"))
    assert house.platform.sent[-1].kind is Kind.EMERGENCY

    await house.say(message("start", id="4"))
    assert "again" in house.platform.texts[-1]
    assert (await house.say(message("cough", id="5"))).state is State.SENT
    assert any(text.startswith("about cough") for text in house.platform.texts)


async def test_stop_survives_a_restart(build: Build) -> None:
    house = await build(Strict())
    await house.say(message("STOP", id="1"))
    await house.store.close()
    again = await build(Strict())
    assert (await again.say(message("fever", id="2"))).state is State.WITHHELD
    assert again.platform.sent == []


async def test_a_channel_that_cannot_be_asked_back_leaves_it_to_an_operator(house: House) -> None:
    class Broken(Strict):
        async def knock(self, reply: Reply) -> bool:
            raise ChannelError("template: code 132001")

    house.platform = Broken(failures=[OutsideWindow("131047")])
    await house.say(message("fever"))
    assert len(await house.store.ledger.faults()) == 1


NIGHT = datetime(2026, 11, 26, 20, 30, tzinfo=UTC)
"""Two o'clock in India."""


def at(house: House, wrote: datetime, now: datetime) -> None:
    house.store.database._now = lambda: wrote
    house.now = now


async def test_at_night_nobody_is_asked_back_until_morning(house: House) -> None:
    assert isinstance(house.platform, Strict)
    at(house, NIGHT - timedelta(hours=30), NIGHT)
    for id in ("1", "2"):
        house.platform.failures = [OutsideWindow("131047")]
        assert (await house.say(message("fever", id=id))).state is State.HELD
    await house.turns().delivery.ask_back()
    assert house.platform.knocks == []
    house.now = NIGHT + timedelta(hours=6)
    for _ in range(2):
        await house.turns().delivery.ask_back()
    assert house.platform.knocks == ["asha"], "once, however much waits"
    assert await house.store.ledger.faults() == []
    await come_back(house)
    assert sum(text.startswith("about fever") for text in house.platform.texts) == 2


async def test_at_night_too_what_was_written_just_now_is_asked_for(house: House) -> None:
    assert isinstance(house.platform, Strict)
    at(house, NIGHT - timedelta(minutes=5), NIGHT)
    house.platform.failures = [OutsideWindow("131047")]
    await house.say(message("fever"))
    assert house.platform.knocks == ["asha"]


async def test_first_aid_asks_at_night_although_something_waits(house: House) -> None:
    assert isinstance(house.platform, Strict)
    at(house, NIGHT - timedelta(hours=30), NIGHT)
    for id, text in enumerate(("fever", "snake bite")):
        house.platform.failures = [OutsideWindow("131047")]
        await house.say(message(text, id=str(id)))
    assert house.platform.knocks == ["asha"]


async def test_a_receipt_at_night_asks_nobody_back(house: House) -> None:
    assert isinstance(house.platform, Strict)
    at(house, NIGHT - timedelta(hours=30), NIGHT)
    await house.say(message("fever"))
    late = receipt(ReceiptState.FAILED, code="131047", outside=True)
    await house.turns().delivery.receipt(late)
    assert house.platform.knocks == []


async def test_where_the_morning_has_no_template_an_operator_sees_it(build: Build) -> None:
    house = await build(Strict(template=False))
    at(house, NIGHT - timedelta(hours=30), NIGHT)
    house.platform.failures = [OutsideWindow("131047")]
    await house.say(message("fever"))
    house.now = NIGHT + timedelta(hours=6)
    await house.turns().delivery.ask_back()
    [letter] = await house.store.ledger.faults()
    assert "nothing asked them" in letter.fault
