from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import aclosing

import pytest

from fake_bot_api import TOKEN, Cut, FakeBotApi, Garbage, Refusal
from nakshatra.channels.telegram import Telegram
from nakshatra.errors import CatalogueError, ChannelError, StoreError
from nakshatra.types import Message
from telegram_payloads import Make, payload, typed

PATIENCE_S = 60
"""A message that never comes is a failure, not a test that hangs."""


async def take(bot: Telegram, count: int) -> Sequence[Message]:
    """The next messages, the last of them not yet accepted."""
    heard: list[Message] = []
    async with asyncio.timeout(PATIENCE_S), aclosing(bot.listen()) as messages:
        async for message in messages:
            heard.append(message)
            if len(heard) == count:
                break
    return heard


async def test_what_people_write_is_heard_in_order(api: FakeBotApi, bot: Telegram) -> None:
    for name in ("text", "joined", "voice", "callback", "sticker"):
        api.deliver(payload(name))
    heard = await take(bot, 4)
    assert [bool(m.media) or m.other or m.text for m in heard] == [
        "गेहूँ कब बोएँ?",
        True,
        "/feedback good 5550001:42",
        "sticker",
    ]


async def test_a_message_is_confirmed_only_after_it_was_accepted(
    api: FakeBotApi, bot: Telegram
) -> None:
    api.deliver(typed("one", 1))
    api.deliver(typed("two", 2))

    async def accept_all() -> None:
        async with aclosing(bot.listen()) as messages:
            async for message in messages:
                if message.text == "two":
                    raise StoreError("the disk is full")

    with pytest.raises(StoreError):
        await accept_all()
    assert api.waiting == 2

    heard = await take(bot, 1)
    assert (heard[0].text, api.waiting) == ("two", 1), "one is confirmed, two comes again"


async def test_after_a_crash_the_same_messages_come_again_with_the_same_ids(
    api: FakeBotApi, make: Make
) -> None:
    api.deliver(typed("one", 1))
    api.deliver(typed("two", 2))
    before = await take(make(), 2)
    assert await take(make(), 2) == before


async def test_all_that_was_accepted_is_confirmed_with_the_next_question(
    api: FakeBotApi, bot: Telegram
) -> None:
    api.deliver(typed("one"))
    async with aclosing(bot.listen()) as messages:
        first = await anext(messages)
        api.deliver(typed("two"))
        second = await anext(messages)
    assert (first.text, second.text, api.waiting) == ("one", "two", 1)


@pytest.mark.parametrize(
    "trouble",
    [
        Refusal(502, "Bad Gateway"),
        Refusal(500, "Internal Server Error"),
        Refusal(409, "Conflict: terminated by other getUpdates request"),
        Cut(),
        Garbage(),
    ],
    ids=lambda trouble: f"{type(trouble).__name__} {trouble}",
)
async def test_polling_survives_whatever_happens_to_the_line(
    api: FakeBotApi, make: Make, trouble: Exception
) -> None:
    api.trouble("getUpdates", trouble, trouble)
    api.trouble("getMe", trouble)
    api.deliver(typed("still there?"))
    pauses: list[float] = []

    async def rest(seconds: float) -> None:
        pauses.append(seconds)

    heard = await take(make(sleep=rest), 1)
    assert (heard[0].text, pauses) == ("still there?", [1, 2, 4])


async def test_polling_waits_as_long_as_it_is_told(api: FakeBotApi, make: Make) -> None:
    api.trouble("getUpdates", Refusal(429, "Too Many Requests: retry after 17", retry_after=17))
    api.deliver(typed("hello"))
    pauses: list[float] = []

    async def rest(seconds: float) -> None:
        pauses.append(seconds)

    await take(make(sleep=rest), 1)
    assert pauses == [17]


async def test_one_message_that_cannot_be_read_does_not_hold_up_the_others(
    api: FakeBotApi, bot: Telegram
) -> None:
    broken = payload("text")
    broken["message"]["chat"] = "nowhere"
    api.deliver(payload("poll_of_old_server"))
    api.deliver(broken)
    api.deliver(typed("next"))
    assert [m.other or m.text for m in await take(bot, 2)] == ["other", "next"]


async def test_a_token_that_telegram_does_not_know_is_the_operator_s_to_mend(make: Make) -> None:
    bot = make(telegram_token="987654321:AAF-another")
    with pytest.raises(CatalogueError, match="NAKSHATRA_TELEGRAM_TOKEN") as raised:
        await take(bot, 1)
    assert "AAF-another" not in str(raised.value)


@pytest.mark.parametrize("token", ["", "hello", "123:with space", "123456:\nAAF"])
def test_a_token_that_cannot_be_one_is_refused_at_once(make: Make, token: str) -> None:
    with pytest.raises(CatalogueError, match="BotFather"):
        make(telegram_token=token)


async def test_menus_are_in_the_user_s_language(api: FakeBotApi, bot: Telegram) -> None:
    await bot.start()
    commands = {"start", "help", "language", "voice", "forget", "export", "privacy"}
    assert {"", "en", "hi", "te", "pa"} <= set(api.menus)
    assert all(len(code) in (0, 2) for code in api.menus)
    assert all(set(menu) == commands for menu in api.menus.values())
    assert api.menus[""] == api.menus["en"] != api.menus["hi"]


async def test_polling_ends_a_webhook_that_was_set_before(api: FakeBotApi, make: Make) -> None:
    await make().start("https://example.org")
    assert api.webhook["url"] == "https://example.org/hooks/telegram"
    api.deliver(typed("hello"))
    assert [m.text for m in await take(make(), 1)] == ["hello"]


async def test_an_address_that_telegram_cannot_call_is_the_operator_s_to_mend(
    bot: Telegram,
) -> None:
    with pytest.raises(CatalogueError, match=r"NAKSHATRA_PUBLIC_URL.*https url"):
        await bot.start("http://example.org")


async def test_starting_while_telegram_is_away_says_so(api: FakeBotApi, bot: Telegram) -> None:
    api.trouble("getMe", Cut())
    with pytest.raises(ChannelError):
        await bot.start("https://example.org")
    await bot.start("https://example.org/")
    assert api.webhook["url"] == "https://example.org/hooks/telegram"


async def test_logs_hold_no_token_and_nothing_that_anyone_wrote(
    api: FakeBotApi, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def rest(seconds: float) -> None:
        pass

    api.trouble("getUpdates", Garbage(), Cut(), Refusal(401, "Unauthorized"))
    api.deliver(typed("mera aadhaar number", chat=5550001))
    api.deliver({"message": {**typed("secret words")["message"], "date": "yesterday"}})
    api.deliver(typed("end"))
    await take(make(sleep=rest), 2)
    assert "not heard" in caplog.text
    for secret in (TOKEN, "aadhaar", "secret words", "Sunita", "5550001", "yesterday"):
        assert secret not in caplog.text
