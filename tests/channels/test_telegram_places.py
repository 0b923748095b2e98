"""Topics, businesses, groups that became others, edits, and the pace at which Telegram takes it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.test_telegram_sending import CHAT, OGG, REPLY
from fake_bot_api import Cut, FakeBotApi, Refusal
from nakshatra.audio.encode import encode
from nakshatra.channels.telegram import Telegram
from nakshatra.channels.telegram.pacing import Pace
from nakshatra.channels.telegram.where import Where
from nakshatra.errors import Blocked, ChannelError
from nakshatra.types import Address, Audio, Kind
from telegram_payloads import Make, payload

GROUP = -1001234567890
CONNECTION = payload("business_connection")["business_connection"]
BUSINESS = replace(
    REPLY, address=Address("telegram", f"{CHAT}@AbCd-Ef_12"), to=f"{CHAT}@AbCd-Ef_12:42"
)


async def test_a_topic_is_answered_in_the_topic(api: FakeBotApi, bot: Telegram) -> None:
    there = replace(REPLY, address=Address("telegram", f"{GROUP}/7"), to=f"{GROUP}:42")
    await bot.send(replace(there, voice=OGG))
    assert [(seen.chat, seen.topic) for seen in api.sent] == [(GROUP, 7)] * 2
    await bot.working(there.address, aloud=False)
    assert api.signs == [(GROUP, "typing")]


async def test_a_business_s_customer_is_answered_in_the_business_s_stead(
    api: FakeBotApi, bot: Telegram
) -> None:
    api.connections["AbCd-Ef_12"] = CONNECTION
    assert await bot.send(replace(BUSINESS, voice=OGG)) != ""
    await bot.send(BUSINESS)
    assert {(seen.chat, seen.business) for seen in api.sent} == {(CHAT, "AbCd-Ef_12")}
    assert api.sent[0].quotes == 42
    assert api.calls.count("getBusinessConnection") == 1, "asked once"


@pytest.mark.parametrize(
    "lacks", [{"is_enabled": False}, {"rights": {"can_read_messages": True}}, {"rights": None}]
)
async def test_without_the_right_to_reply_nothing_is_said(
    api: FakeBotApi, bot: Telegram, lacks: dict[str, Any]
) -> None:
    given = {k: v for k, v in {**CONNECTION, **lacks}.items() if v is not None}
    api.connections["AbCd-Ef_12"] = given
    with pytest.raises(Blocked):
        await bot.send(BUSINESS)
    assert api.sent == []


async def test_a_business_that_switches_us_off_is_neither_heard_nor_answered(
    api: FakeBotApi, make: Make
) -> None:
    bot = make(telegram_secret="s")
    headers = {"X-Telegram-Bot-Api-Secret-Token": "s"}

    def told(name: str) -> int:
        return len(bot.parse(headers, json.dumps(payload(name)).encode()))

    assert told("business_connection") == 0
    assert told("business_text") == 1
    assert told("business_owner") == 0
    assert told("business_disabled") == 0
    assert told("business_text") == 0
    assert told("business_deleted") == 1, "what is kept of it goes all the same"
    with pytest.raises(Blocked):
        await bot.send(BUSINESS)
    assert told("business_connection") == 0
    assert told("business_text") == 1
    assert "sendMessage" not in api.calls


async def test_a_group_that_became_another_gets_its_answer_there(
    api: FakeBotApi, bot: Telegram
) -> None:
    api.moved[-445566] = GROUP
    there = replace(REPLY, address=Address("telegram", "-445566"), to="-445566:42", voice=OGG)
    assert await bot.send(there) == f"{GROUP}:9000 {GROUP}:9001"
    await bot.send(replace(there, voice=None))
    assert [seen.chat for seen in api.sent] == [GROUP] * 3
    assert api.calls.count("sendVoice") == 2, "the first went to the old name"
    assert api.calls.count("sendMessage") == 2, "known from then on"


async def test_the_answer_to_changed_words_takes_the_place_of_the_earlier(
    api: FakeBotApi, bot: Telegram
) -> None:
    before = await bot.send(REPLY)
    anew = replace(REPLY, text="Sow mustard in October.", amends=before)
    assert await bot.send(anew) == before
    assert [seen.text[:11] for seen in api.sent] == ["Sow mustard"]
    assert await bot.send(anew) == before, "the same again changes nothing"
    assert len(api.sent) == 1


@pytest.mark.parametrize("amends", [f"{CHAT}:8000", f"{CHAT}:9000 {CHAT}:9001", "77:9000", ""])
async def test_else_it_is_a_new_message_below_the_question(
    api: FakeBotApi, bot: Telegram, amends: str
) -> None:
    await bot.send(replace(REPLY, amends=amends, to=f"{CHAT}:42:edit:1795000060"))
    assert [(seen.quotes, seen.text[:9]) for seen in api.sent] == [(42, "Sow wheat")]


async def test_a_spoken_answer_never_takes_the_place_of_a_text(
    api: FakeBotApi, bot: Telegram
) -> None:
    before = await bot.send(REPLY)
    await bot.send(replace(REPLY, amends=before, voice=OGG))
    assert [bool(seen.voice) for seen in api.sent] == [False, True, False]


async def test_trouble_while_editing_is_tried_again(api: FakeBotApi, bot: Telegram) -> None:
    before = await bot.send(REPLY)
    api.trouble("editMessageText", Cut())
    anew = replace(REPLY, text="Sow mustard.", amends=before)
    with pytest.raises(ChannelError):
        await bot.send(anew)
    assert await bot.send(anew) == before


async def test_a_voice_note_tells_its_length_so_that_its_speed_can_be_chosen(
    api: FakeBotApi, bot: Telegram
) -> None:
    await bot.send(replace(REPLY, voice=await encode(Audio(bytes(32_000 * 40)))))
    assert [seen.seconds for seen in api.sent] == [40, 0]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.waits: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.now += seconds

    def pace(self) -> Pace:
        return Pace(lambda: self.now, self.sleep)


async def gone(clock: Clock, pace: Pace, where: Where, count: int) -> list[float]:
    times = []
    for _ in range(count):
        await pace(where)
        times.append(clock.now)
    return times


async def test_one_person_gets_a_few_at_once_and_then_one_a_second() -> None:
    clock = Clock()
    times = await gone(clock, clock.pace(), Where(5), 8)
    assert times[:4] == [100.0] * 4
    assert clock.waits == [1.0] * 4


async def test_a_group_gets_at_most_twenty_in_any_minute() -> None:
    clock = Clock()
    times = await gone(clock, clock.pace(), Where(GROUP, 7), 60)
    assert max(sum(at <= other < at + 60 for other in times) for at in times) <= 20


async def test_all_together_get_at_most_about_thirty_a_second() -> None:
    clock = Clock()
    pace = clock.pace()
    for chat in range(1, 120):
        await pace(Where(chat))
    assert clock.now - 100 == pytest.approx((119 - 30) / 30, abs=0.05)


async def test_an_emergency_does_not_wait() -> None:
    clock = Clock()
    pace = clock.pace()
    pace.hold(Where(5), 60)
    await pace(Where(5), urgent=True)
    assert clock.waits == []
    await pace(Where(6))
    assert clock.waits == [], "and who is not held does not wait for who is"
    await pace(Where(5))
    assert 60 <= clock.waits[0] <= 63


@settings(deadline=None, max_examples=30)
@given(counts=st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_nobody_waits_longer_than_what_they_themselves_were_sent(counts: list[int]) -> None:
    async def all_of_them() -> None:
        for chat, count in enumerate(counts, 1):
            clock = Clock()
            await gone(clock, clock.pace(), Where(chat), count)
            assert clock.now - 100 <= max(0, count - 4) * 1.0 + 0.1

    asyncio.run(all_of_them())


async def test_a_chat_that_asked_to_wait_is_waited_for_and_no_other(
    api: FakeBotApi, make: Make
) -> None:
    waits: list[float] = []

    async def rest(seconds: float) -> None:
        waits.append(seconds)

    bot = make(sleep=rest)
    api.trouble("sendMessage", Refusal(429, "Too Many Requests: retry after 9", retry_after=9))
    with pytest.raises(ChannelError):
        await bot.send(REPLY)
    other = Address("telegram", "777")
    await bot.send(replace(REPLY, address=other, to="777:1"))
    await bot.send(replace(REPLY, kind=Kind.EMERGENCY))
    assert waits == []
    await bot.send(REPLY)
    assert len(waits) == 1
    assert waits[0] > 8
