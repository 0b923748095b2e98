"""A platform that takes nothing until the person writes again, and people who said STOP."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from durable.harness import ASHA, House, message
from durable.strict import Build, Strict, come_back, receipt
from nakshatra.errors import ChannelError, OutsideWindow
from nakshatra.stores.keys import owner_of
from nakshatra.stores.ledger import State
from nakshatra.types import Kind, ReceiptState, Reply


async def test_a_reply_outside_the_window_waits_and_goes_first(strict: House) -> None:
    strict.platform.failures = [OutsideWindow("131047")]
    first = await strict.say(message("fever", id="1"))
    strict.platform.failures = [OutsideWindow("131047")]
    second = await strict.say(message("cough", id="2"))
    assert (first.state, second.state, first.fault) == (State.HELD, State.HELD, "")
    assert isinstance(strict.platform, Strict)
    assert strict.platform.knocks == ["asha"], "asked once, however much waits"
    assert strict.platform.texts == []
    assert await strict.store.ledger.unfinished() == []

    await come_back(strict)
    await strict.say(message("rash", id="3"))
    texts = [text.split("\n")[0] for text in strict.platform.texts if text.startswith("about")]
    assert texts == ["about fever", "about cough", "about rash"]


async def test_our_own_clock_knows_the_window_too(build: Build) -> None:
    strict = await build(Strict())
    await strict.store.ledger.held.wrote(owner_of(ASHA))
    now = datetime.now(UTC)
    strict.store.database._now = lambda: now + timedelta(hours=25)
    work = await strict.say(message("fever"))
    assert (work.state, strict.platform.sent) == (State.HELD, [])


async def test_where_nothing_asks_them_back_an_operator_sees_it(build: Build) -> None:
    strict = await build(Strict(template=False))
    strict.platform.failures = [OutsideWindow("131047")]
    await strict.say(message("fever"))
    [letter] = await strict.store.ledger.faults()
    assert "until the person writes" in letter.fault
    await strict.store.ledger.discard(letter.serial)
    assert await strict.store.ledger.faults() == []
    assert await come_back(strict) == []


async def test_who_never_comes_back_becomes_a_dead_letter(strict: House) -> None:
    strict.platform.failures = [OutsideWindow("131047")]
    await strict.say(message("fever"))
    later = datetime.now(UTC) + timedelta(days=60)
    strict.store.database._now = lambda: later
    await strict.store.purge()
    assert await come_back(strict) == []


async def test_first_aid_is_tried_outside_the_window_too(strict: House) -> None:
    await strict.store.ledger.held.wrote(owner_of(ASHA))
    now = datetime.now(UTC)
    strict.store.database._now = lambda: now + timedelta(hours=25)
    work = await strict.say(message("snake bite"))
    assert (work.state, strict.platform.texts[0]) == (State.SENT, "Call 108")


async def test_a_receipt_is_noted_once_exported_and_erased(strict: House) -> None:
    await strict.say(message("fever"))
    for _ in range(3):
        await strict.turns().delivery.receipt(receipt(ReceiptState.DELIVERED))
    held = await strict.store.export(ASHA)
    assert [row["state"] for row in held["receipts"]] == ["delivered"]
    await strict.store.forget(ASHA)
    assert (await strict.store.export(ASHA))["receipts"] == []


async def test_a_reply_that_the_platform_lost_is_a_dead_letter(strict: House) -> None:
    work = await strict.say(message("fever"))
    failed = receipt(ReceiptState.FAILED, of="1", id="another part", code="131026")
    await strict.turns().delivery.receipt(failed)
    [letter] = await strict.store.ledger.faults()
    assert (letter.serial, letter.state) == (work.serial, State.DEAD)
    assert "131026" in letter.fault
    await strict.store.ledger.replay(letter.serial)
    await strict.turns().run(letter.key)
    assert len([text for text in strict.platform.texts if text.startswith("about")]) == 2


async def lost(strict: House, key: str, **how: object) -> State:
    """The platform took the reply and says afterwards that it failed."""
    part = (await strict.row(key)).platform_id
    await strict.turns().delivery.receipt(receipt(ReceiptState.FAILED, part, **how))
    return (await strict.row(key)).state


async def test_a_reply_that_a_busy_platform_lost_goes_out_again_twice_and_no_more(
    strict: House,
) -> None:
    busy = {"of": "1", "code": "131000", "again": True}
    work = await strict.say(message("fever"))
    for _ in range(2):
        assert await lost(strict, work.key, **busy) is State.WAITING
        assert [place.key for place in await strict.store.ledger.unfinished()] == [work.key]
        await strict.turns().run(work.key)
    assert sum(text.startswith("about fever") for text in strict.platform.texts) == 3
    history = await strict.store.history(ASHA)
    assert [turn.text for turn in history].count("fever") == 1, "it is remembered once"
    assert len(await strict.store.processing.since(work.accepted_at)) == 1, "it is one answer"
    assert await lost(strict, work.key, **busy) is State.DEAD


@pytest.mark.parametrize(("text", "state"), [("snake bite", "waiting"), ("fever", "dead")])
async def test_first_aid_that_did_not_arrive_is_sent_again_whatever_the_reason(
    strict: House, text: str, state: str
) -> None:
    work = await strict.say(message(text))
    assert await lost(strict, work.key, of="1", code="131026") == state
    await strict.turns().run(work.key)
    assert strict.platform.texts.count("Call 108") == (2 if text == "snake bite" else 0)


async def test_crashes_do_not_count_against_first_aid_that_did_not_arrive(strict: House) -> None:
    crashed = sa.text("UPDATE turns SET attempts=2")
    work = await strict.say(message("snake bite"))
    await strict.store.database.write(lambda c: c.execute(crashed).close())
    for _ in range(2):
        assert await lost(strict, work.key, of="1", code="131026") is State.WAITING
        await strict.turns().run(work.key)
    assert strict.platform.texts.count("Call 108") == 3


async def test_what_failed_of_the_first_sending_says_nothing_of_the_second(strict: House) -> None:
    busy = {"of": "1", "code": "131000", "again": True}
    work = await strict.say(message("fever"))
    await lost(strict, work.key, **busy)
    await strict.turns().run(work.key)
    late = receipt(ReceiptState.FAILED, "another part of the first", of="1", code="131026")
    await strict.turns().delivery.receipt(late)
    assert (await strict.row(work.key)).state is State.SENT
    assert await lost(strict, work.key, **busy) is State.WAITING


async def test_one_that_failed_because_the_window_had_closed_waits(strict: House) -> None:
    work = await strict.say(message("fever"))
    late = receipt(ReceiptState.FAILED, code="131047", outside=True)
    await strict.turns().delivery.receipt(late)
    assert (await strict.row(work.key)).state is State.HELD
    await come_back(strict)
    assert (await strict.row(work.key)).state is State.SENT
    history = await strict.store.history(ASHA)
    assert [turn.text for turn in history].count("fever") == 1, "it is remembered once"


async def test_what_a_crash_left_unconfirmed_is_cleared_by_a_receipt(strict: House) -> None:
    work = await strict.say(message("fever"))
    row = await strict.row(work.key)
    change = "UPDATE turns SET state='unconfirmed', fault='crash while sending'"
    await strict.store.database.write(lambda c: c.execute(sa.text(change)).close())
    await strict.turns().delivery.receipt(receipt(ReceiptState.DELIVERED, of="1"))
    assert (await strict.row(row.key)).state is State.SENT
    assert await strict.store.ledger.faults() == []


async def test_after_stop_nothing_comes_but_first_aid_until_start(strict: House) -> None:
    await strict.say(message("बंद करो", id="1"))
    [farewell] = strict.platform.texts
    assert "START" in farewell
    assert (await strict.say(message("fever", id="2"))).state is State.WITHHELD
    assert not await strict.turns().delivery.aside(replace(strict.platform.sent[0], text="news"))
    assert strict.platform.texts == [farewell]

    await strict.say(message("snake bite", id="3"))
    assert strict.platform.sent[-1].kind is Kind.EMERGENCY

    await strict.say(message("start", id="4"))
    assert "again" in strict.platform.texts[-1]
    assert (await strict.say(message("cough", id="5"))).state is State.SENT
    assert any(text.startswith("about cough") for text in strict.platform.texts)


async def test_stop_survives_a_restart(build: Build) -> None:
    strict = await build(Strict())
    await strict.say(message("STOP", id="1"))
    await strict.store.close()
    again = await build(Strict())
    assert (await again.say(message("fever", id="2"))).state is State.WITHHELD
    assert again.platform.sent == []


async def test_a_channel_that_cannot_be_asked_back_leaves_it_to_an_operator(strict: House) -> None:
    class Broken(Strict):
        async def knock(self, reply: Reply) -> bool:
            raise ChannelError("template: code 132001")

    strict.platform = Broken(failures=[OutsideWindow("131047")])
    await strict.say(message("fever"))
    assert len(await strict.store.ledger.faults()) == 1
