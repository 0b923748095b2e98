"""Sending: tried again when it may help, never twice by accident, never lost in silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from durable.harness import House, Knowing, message
from nakshatra.errors import ChannelError, Gone, StoreError
from nakshatra.stores.ledger import State, Work


class PowerCut(BaseException):
    """Ends a process in the middle of something."""


async def crash_while_sending(house: House, text: str) -> str:
    """The row as a dead process leaves it; returns its key."""
    key = await house.take(message(text))
    house.platform.failures = [PowerCut()]
    with pytest.raises(PowerCut):
        await house.turns().run(key)
    assert (await house.row(key)).state is State.SENDING
    return key


async def after_crash(house: House, text: str) -> Work:
    key = await crash_while_sending(house, text)
    await house.turns(key).run(key)
    return await house.row(key)


async def test_a_failure_that_passes_is_waited_out(house: House) -> None:
    house.platform.failures = [ChannelError("busy"), ChannelError("busy")]
    row = await house.say(message("fever"))
    assert house.platform.texts == ["about fever"]
    assert row.state is State.SENT
    assert house.sleeper.waited == [1.0, 2.0]


async def test_the_platform_says_how_long_to_wait(house: House) -> None:
    house.platform.failures = [ChannelError("flood", retry_after=17.0)]
    await house.say(message("fever"))
    assert house.sleeper.waited == [17.0]


async def test_an_absurd_wait_is_cut(house: House) -> None:
    house.platform.failures = [ChannelError("flood", retry_after=1e9)]
    await house.say(message("fever"))
    assert house.sleeper.waited == [3600.0]


async def test_when_it_never_passes_it_becomes_a_dead_letter(house: House) -> None:
    house.platform.failures = [ChannelError("busy") for _ in range(4)]
    row = await house.say(message("fever"))
    assert (row.state, row.fault) == (State.DEAD, "ChannelError")
    assert [letter.serial for letter in await house.store.ledger.faults()] == [row.serial]


async def test_who_blocked_the_bot_is_left_alone(house: House) -> None:
    house.platform.failures = [Gone("blocked")]
    row = await house.say(message("fever"))
    assert (row.state, row.fault) == (State.DEAD, "Gone")
    assert house.sleeper.waited == []
    assert house.over == [("fake", State.DEAD)]


async def test_a_channel_that_is_switched_off_is_not_waited_for(house: House) -> None:
    key = await house.take(message("fever"))
    turns = house.turns()
    nowhere = replace(turns.delivery, channels={})
    await replace(turns, delivery=nowhere).run(key)
    assert (await house.row(key)).fault == "Gone"
    assert house.sleeper.waited == []


async def test_a_replayed_letter_is_sent_without_asking_again(house: House) -> None:
    house.platform.failures = [ChannelError("busy") for _ in range(4)]
    row = await house.say(message("fever"))
    await house.store.ledger.replay(row.serial)
    await house.turns().run(row.key)
    assert house.platform.texts == ["about fever"]
    assert house.expert.asked == ["fever"]
    assert list(await house.store.ledger.faults()) == []


async def test_a_replayed_apology_is_answered_anew(house: House) -> None:
    house.expert.breaks = ValueError()
    row = await house.say(message("fever"))
    house.expert.breaks = None
    await house.store.ledger.replay(row.serial)
    await house.turns().run(row.key)
    assert house.platform.texts[-1] == "about fever"


async def test_a_crash_while_sending_is_not_sent_twice_but_shown(house: House) -> None:
    row = await after_crash(house, "fever")
    assert house.platform.sent == []
    assert (row.state, row.fault) == (State.UNCONFIRMED, "crash while sending")


async def test_an_emergency_is_sent_again_after_a_crash(house: House) -> None:
    row = await after_crash(house, "snake bite")
    assert house.platform.texts == ["Call 108"]
    assert row.state is State.SENT


async def test_a_failed_attempt_is_no_doubt(house: House) -> None:
    """The process dies while it waits to try again: nothing is on its way."""
    key = await house.take(message("fever"))
    house.platform.failures = [ChannelError("busy")]

    async def cut(seconds: float) -> None:
        raise PowerCut

    turns = house.turns()
    hasty = replace(turns.delivery.patience, sleep=cut)
    turns = replace(turns, delivery=replace(turns.delivery, patience=hasty))
    with pytest.raises(PowerCut):
        await turns.run(key)
    await house.turns(key).run(key)
    assert house.platform.texts == ["about fever"]


@pytest.mark.parametrize(
    ("knows", "state", "sent"),
    [(True, State.SENT, 0), (False, State.SENT, 1), (None, State.UNCONFIRMED, 0)],
)
async def test_a_channel_that_knows_settles_the_doubt(
    tmp_path: Path, knows: bool | None, state: State, sent: int
) -> None:
    platform = Knowing(knows=knows)
    house = await House.build(tmp_path, platform)
    key = await crash_while_sending(house, "fever")
    await house.turns(key).run(key)
    assert (await house.row(key)).state is state
    assert len([text for text in platform.texts if text == "about fever"]) == sent
    await house.store.close()


async def test_a_bug_in_a_channel_is_not_tried_again(house: House) -> None:
    house.platform.failures = [ValueError("fever")]
    row = await house.say(message("fever"))
    assert (row.state, row.fault) == (State.UNCONFIRMED, "ValueError")


async def test_when_our_disk_is_full_only_an_emergency_goes_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [await house.take(message(text, text)) for text in ("fever", "snake bite")]

    async def full(*_: object, **__: object) -> None:
        raise StoreError("full; free some space")

    monkeypatch.setattr(house.store.ledger, "note", full)
    monkeypatch.setattr(house.store.ledger, "finish", full)
    for key in keys:
        await house.turns().run(key)
    assert house.platform.texts == ["Call 108"]
    monkeypatch.undo()
    await house.turns().run(keys[0])
    assert house.platform.texts == ["Call 108", "about fever"]


async def test_an_emergency_goes_out_once_however_long_the_disk_is_full(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, turns = await house.take(message("snake bite")), house.turns()

    async def full(*_: object, **__: object) -> None:
        raise StoreError("full; free some space")

    monkeypatch.setattr(house.store.ledger, "note", full)
    monkeypatch.setattr(house.store.ledger, "finish", full)
    for _ in range(3):  # each sweep takes it up
        await turns.run(key)
    assert house.platform.texts == ["Call 108"]
    monkeypatch.undo()
    await turns.run(key)
    assert house.platform.texts == ["Call 108"]
    assert (await house.row(key)).state is State.SENT
    assert not turns.delivery.sent
