from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_bot_api import Cut, FakeBotApi, Garbage, Refusal
from nakshatra.audio.encode import encode
from nakshatra.channels.telegram import Telegram
from nakshatra.channels.telegram.writing import ABILITIES, LIMIT
from nakshatra.errors import ChannelError, Gone, Rejected
from nakshatra.shape import Words, shape
from nakshatra.text.sentences import units
from nakshatra.types import (
    ENGLISH,
    Address,
    Audio,
    Button,
    Citation,
    Kind,
    Lang,
    Media,
    Reply,
    Voice,
)
from telegram_payloads import payload

CHAT = 5550001
SOWING = Citation("agriculture/wheat", "Wheat sowing, ICAR", "https://icar.org.in", "2026-10-01")
REPLY = Reply(
    address=Address("telegram", str(CHAT)),
    to=f"{CHAT}:42",
    text="Sow wheat in November.",
    lang=ENGLISH,
    citations=(SOWING,),
    buttons=(
        Button("👍 Helpful", f"/feedback good {CHAT}:42"),
        Button("👎 Not helpful", f"/feedback bad {CHAT}:42"),
    ),
)
OGG = Voice(b"OggS of the tests", "audio/ogg; codecs=opus")


async def test_a_reply_quotes_its_question_and_shows_its_source(
    api: FakeBotApi, bot: Telegram
) -> None:
    assert await bot.send(REPLY) == f"{CHAT}:9000"
    (seen,) = api.sent
    assert seen.text == (
        "Sow wheat in November.\n\nSources:\n• Wheat sowing, ICAR, 2026-10-01\nhttps://icar.org.in"
    )
    assert (seen.chat, seen.quotes, seen.preview) == (CHAT, 42, False)
    assert seen.buttons == (
        ("👍 Helpful", "/feedback good 5550001:42"),
        ("👎 Not helpful", "/feedback bad 5550001:42"),
    )


async def test_two_units_of_one_page_are_one_source(api: FakeBotApi, bot: Telegram) -> None:
    again = replace(SOWING, id="agriculture/wheat_seed")
    await bot.send(replace(REPLY, citations=(SOWING, again)))
    assert api.sent[0].text.count("https://icar.org.in") == 1


async def test_sources_are_called_so_in_the_reply_s_language(
    api: FakeBotApi, bot: Telegram
) -> None:
    await bot.send(replace(REPLY, lang=Lang("hi", "Deva")))
    assert "\n\nस्रोत:\n" in api.sent[0].text


async def test_a_spoken_reply_is_a_real_voice_note_and_then_the_words(
    api: FakeBotApi, bot: Telegram
) -> None:
    second = Audio(bytes(32_000))
    await bot.send(replace(REPLY, voice=await encode(second)))
    note, words = api.sent
    with av.open(BytesIO(note.voice)) as file:
        assert (file.format.name, file.streams.audio[0].codec_context.name) == ("ogg", "opus")
    assert note.quotes == 42
    assert words.text.startswith("Sow wheat")
    assert words.buttons
    assert not note.buttons


async def test_in_an_emergency_the_words_do_not_wait_for_the_voice(
    api: FakeBotApi, bot: Telegram
) -> None:
    call = replace(REPLY, text="Call 108 now.", kind=Kind.EMERGENCY, voice=OGG)
    assert await bot.send(call) == f"{CHAT}:9001"
    assert [bool(seen.voice) for seen in api.sent] == [False, True]


async def test_who_lets_no_voice_notes_in_still_gets_the_words(
    api: FakeBotApi, bot: Telegram
) -> None:
    api.no_voices_for.add(CHAT)
    await bot.send(replace(REPLY, voice=OGG))
    assert [seen.text[:9] for seen in api.sent] == ["Sow wheat"]


async def test_who_wants_the_voice_alone_gets_it_with_the_buttons(
    api: FakeBotApi, bot: Telegram
) -> None:
    alone = replace(REPLY, voice=OGG, heard=True)
    assert await bot.send(alone) == f"{CHAT}:9000"
    [note] = api.sent
    assert note.voice
    assert len(note.buttons) == 2


@pytest.mark.parametrize(
    "said",
    [
        {"text": "Call 108 now.", "kind": Kind.EMERGENCY},
        {"text": "Ask at pmkisan.gov.in today."},
    ],
)
async def test_a_number_in_need_and_an_address_are_always_written(
    api: FakeBotApi, bot: Telegram, said: dict[str, Any]
) -> None:
    await bot.send(replace(REPLY, voice=OGG, heard=True, **said))
    assert sorted(bool(seen.voice) for seen in api.sent) == [False, True]


async def test_who_lets_no_voice_in_gets_the_words_they_did_not_want(
    api: FakeBotApi, bot: Telegram
) -> None:
    api.no_voices_for.add(CHAT)
    await bot.send(replace(REPLY, voice=OGG, heard=True))
    assert [seen.text[:9] for seen in api.sent] == ["Sow wheat"]


async def test_a_long_reply_comes_in_whole_sentences_and_nothing_is_lost(
    api: FakeBotApi, bot: Telegram
) -> None:
    said = " ".join(f"वाक्य {n} 🌾 में सरसों की बुवाई की बात है।" for n in range(400))
    await bot.send(replace(REPLY, text=said))
    pieces = [seen.text for seen in api.sent]
    assert len(pieces) > 3
    assert all(units(piece) <= LIMIT for piece in pieces)
    assert all(piece.rstrip().endswith("।") for piece in pieces[:-1])
    assert "".join(pieces).partition("\n\nSources")[0].split() == said.split()
    assert [bool(seen.buttons) for seen in api.sent] == [False] * (len(pieces) - 1) + [True]
    assert [seen.quotes for seen in api.sent] == [42] + [0] * (len(pieces) - 1)


async def test_sources_that_do_not_fit_below_the_words_come_alone(
    api: FakeBotApi, bot: Telegram
) -> None:
    await bot.send(replace(REPLY, text="a" * LIMIT))
    assert len(api.sent[0].text) == LIMIT
    assert api.sent[1].text.startswith("Sources:")


@settings(max_examples=30, deadline=None)
@given(
    text=st.text(st.characters(codec="utf-16"), min_size=1, max_size=400), times=st.integers(1, 30)
)
def test_every_part_can_be_carried_and_no_letter_is_lost(text: str, times: int) -> None:
    reply = replace(REPLY, text=text * times, citations=())
    texts = [part.text for part in shape(reply, ABILITIES, Words("Sources"))]
    assert all(units(piece) <= LIMIT for piece in texts)
    assert "".join("".join(texts).split()) == "".join((text * times).split())


async def test_what_no_platform_can_carry_is_dropped(api: FakeBotApi, bot: Telegram) -> None:
    await bot.send(replace(REPLY, text="गेहूँ \ud83c 👩‍🌾 क्‍या", citations=()))
    assert api.sent[0].text == "गेहूँ  👩‍🌾 क्‍या"


async def test_nothing_in_a_text_is_markup(api: FakeBotApi, bot: Telegram) -> None:
    await bot.send(replace(REPLY, text="*a* _b_ <b>c</b> [d](e) & `f`", citations=()))
    assert api.sent[0].text == "*a* _b_ <b>c</b> [d](e) & `f`"


async def test_a_button_that_sends_too_much_is_left_out(api: FakeBotApi, bot: Telegram) -> None:
    buttons = (Button("ok", "/help"), Button("long", "/feedback " + "x" * 60))
    await bot.send(replace(REPLY, buttons=buttons))
    assert api.sent[0].buttons == (("ok", "/help"),)


async def test_a_pressed_button_stops_spinning_and_goes(api: FakeBotApi, bot: Telegram) -> None:
    api.deliver(payload("callback"))
    press = f"{CHAT}:9000:press:4382bfdwdsb323b2d9"
    thanks = replace(REPLY, to=press, text="Thank you.", citations=(), buttons=())
    await bot.send(thanks)
    assert (api.unpressed, api.keyboards_gone) == (set(), [9000])
    assert (api.sent[0].text, api.sent[0].quotes) == ("Thank you.", 0)

    await bot.send(thanks)
    assert len(api.sent) == 2, "a press of long ago is answered too"


@pytest.mark.parametrize("id", ["5550001:album:13579", "from elsewhere"])
async def test_what_cannot_be_quoted_is_answered_without(
    api: FakeBotApi, bot: Telegram, id: str
) -> None:
    await bot.send(replace(REPLY, to=id))
    assert api.sent[0].quotes == 0


async def test_who_blocked_the_bot_is_gone(api: FakeBotApi, bot: Telegram) -> None:
    api.blocked_by.add(CHAT)
    with pytest.raises(Gone):
        await bot.send(REPLY)


async def test_a_chat_that_is_no_more_is_gone(api: FakeBotApi, bot: Telegram) -> None:
    api.strangers.add(CHAT)
    with pytest.raises(Gone):
        await bot.send(REPLY)


async def test_a_group_that_became_another_is_gone(api: FakeBotApi, bot: Telegram) -> None:
    moved = Refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009)
    api.trouble("sendMessage", moved)
    with pytest.raises(Gone):
        await bot.send(REPLY)


async def test_too_many_requests_says_how_long_to_wait(api: FakeBotApi, bot: Telegram) -> None:
    api.trouble("sendMessage", Refusal(429, "Too Many Requests: retry after 9", retry_after=9))
    with pytest.raises(ChannelError) as raised:
        await bot.send(REPLY)
    assert (raised.value.retryable, raised.value.retry_after) == (True, 9)


@pytest.mark.parametrize(
    "trouble",
    [Refusal(500, "Internal Server Error"), Refusal(401, "Unauthorized"), Cut(), Garbage()],
    ids=lambda trouble: f"{type(trouble).__name__} {trouble}",
)
async def test_trouble_on_the_line_may_be_tried_again(
    api: FakeBotApi, bot: Telegram, trouble: Exception
) -> None:
    api.trouble("sendMessage", trouble)
    with pytest.raises(ChannelError) as raised:
        await bot.send(REPLY)
    assert raised.value.retryable
    assert raised.value.__suppress_context__, "a traceback would show what was said"
    await bot.send(REPLY)
    assert len(api.sent) == 1


async def test_a_second_try_says_nothing_twice(api: FakeBotApi, bot: Telegram) -> None:
    long = replace(REPLY, text="One sentence of the answer. " * 400, voice=OGG)
    api.trouble("sendMessage", None, Cut())
    with pytest.raises(ChannelError):
        await bot.send(long)
    await bot.send(long)
    heard = "".join(seen.text for seen in api.sent).partition("\n\nSources")[0]
    assert heard.split() == long.text.split()
    assert [seen.voice for seen in api.sent if seen.voice] == [OGG.data]


async def test_it_shows_that_it_is_at_work(api: FakeBotApi, bot: Telegram) -> None:
    await bot.working(REPLY.address, aloud=False)
    await bot.working(REPLY.address, aloud=True)
    assert api.signs == [(CHAT, "typing"), (CHAT, "record_voice")]
    api.blocked_by.add(CHAT)
    with pytest.raises(ChannelError):
        await bot.working(REPLY.address, aloud=False)


async def test_a_recording_is_fetched_as_it_was_sent(api: FakeBotApi, bot: Telegram) -> None:
    api.files["AwACvoice"] = bytes(range(256)) * 100
    voice = await bot.fetch(Media("AwACvoice", "audio/ogg", 4, 25_600))
    assert voice == Voice(api.files["AwACvoice"], "audio/ogg")


async def test_a_recording_that_says_it_is_too_large_is_not_asked_for(
    api: FakeBotApi, bot: Telegram
) -> None:
    with pytest.raises(Rejected):
        await bot.fetch(Media("AwACvoice", "audio/ogg", 4, 20_000_001))
    assert api.calls == []


@pytest.mark.parametrize("limit", [1000, 60_000_000], ids=["ours", "telegram's"])
async def test_a_recording_that_hides_its_size_is_refused_all_the_same(
    api: FakeBotApi, bot: Telegram, limit: int
) -> None:
    api.files["AwACvoice"] = bytes(20_000_001)
    with pytest.raises(Rejected):
        await bot.fetch(Media("AwACvoice", "audio/ogg"))


async def test_a_recording_that_is_no_more_is_an_error_of_the_channel(
    api: FakeBotApi, bot: Telegram
) -> None:
    with pytest.raises(ChannelError):
        await bot.fetch(Media("AwACvoice", "audio/ogg"))
    api.files["AwACvoice"] = b"sound"
    api.trouble("getFile", Cut())
    with pytest.raises(ChannelError):
        await bot.fetch(Media("AwACvoice", "audio/ogg"))


async def test_after_closing_it_sends_nothing(bot: Telegram) -> None:
    await bot.send(REPLY)
    await bot.close()
    with pytest.raises(ChannelError):
        await bot.send(REPLY)
