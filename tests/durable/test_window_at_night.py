"""Who must be asked back is not asked at night, but for first aid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from durable.harness import House, message
from durable.strict import Build, Strict, come_back, receipt
from nakshatra.errors import OutsideWindow
from nakshatra.stores.ledger import State
from nakshatra.types import ReceiptState

NIGHT = datetime(2026, 11, 26, 20, 30, tzinfo=UTC)
"""Two o'clock in India."""


def at(strict: House, wrote: datetime, now: datetime) -> None:
    strict.store.database._now = lambda: wrote
    strict.now = now


async def test_at_night_nobody_is_asked_back_until_morning(strict: House) -> None:
    assert isinstance(strict.platform, Strict)
    at(strict, NIGHT - timedelta(hours=30), NIGHT)
    for id in ("1", "2"):
        strict.platform.failures = [OutsideWindow("131047")]
        assert (await strict.say(message("fever", id=id))).state is State.HELD
    await strict.turns().delivery.ask_back()
    assert strict.platform.knocks == []
    strict.now = NIGHT + timedelta(hours=6)
    for _ in range(2):
        await strict.turns().delivery.ask_back()
    assert strict.platform.knocks == ["asha"], "once, however much waits"
    assert await strict.store.ledger.faults() == []
    await come_back(strict)
    assert sum(text.startswith("about fever") for text in strict.platform.texts) == 2


async def test_at_night_too_what_was_written_just_now_is_asked_for(strict: House) -> None:
    assert isinstance(strict.platform, Strict)
    at(strict, NIGHT - timedelta(minutes=5), NIGHT)
    strict.platform.failures = [OutsideWindow("131047")]
    await strict.say(message("fever"))
    assert strict.platform.knocks == ["asha"]


async def test_first_aid_asks_at_night_although_something_waits(strict: House) -> None:
    assert isinstance(strict.platform, Strict)
    at(strict, NIGHT - timedelta(hours=30), NIGHT)
    for id, text in enumerate(("fever", "snake bite")):
        strict.platform.failures = [OutsideWindow("131047")]
        await strict.say(message(text, id=str(id)))
    assert strict.platform.knocks == ["asha"]


async def test_a_receipt_at_night_asks_nobody_back(strict: House) -> None:
    assert isinstance(strict.platform, Strict)
    at(strict, NIGHT - timedelta(hours=30), NIGHT)
    await strict.say(message("fever"))
    late = receipt(ReceiptState.FAILED, code="131047", outside=True)
    await strict.turns().delivery.receipt(late)
    assert strict.platform.knocks == []


async def test_where_the_morning_has_no_template_an_operator_sees_it(build: Build) -> None:
    strict = await build(Strict(template=False))
    at(strict, NIGHT - timedelta(hours=30), NIGHT)
    strict.platform.failures = [OutsideWindow("131047")]
    await strict.say(message("fever"))
    strict.now = NIGHT + timedelta(hours=6)
    await strict.turns().delivery.ask_back()
    [letter] = await strict.store.ledger.faults()
    assert "nothing asked them" in letter.fault
