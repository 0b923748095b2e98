"""While a message is understood, the voice that will answer is loaded; it holds nothing up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

import voices_here
from fakes import ENGLISH, HINDI, SILENCE, FakeChannel, message
from nakshatra.errors import EngineError, Unheard
from nakshatra.heard import EXPECTED, Expected
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.voices import Voices
from nakshatra.pipeline.waking import Waking
from nakshatra.ports import Sound, Tell
from nakshatra.shelf import Engine, Shelf
from nakshatra.types import Audio, Lang, Media, Message, Profile, Utterance, VoiceMode

NOTE = message(media=Media("1", "audio/ogg"))
TYPED = message("गेहूँ का भाव क्या है?")
TAMIL = Lang("ta", "Taml")


@dataclass
class Sleeper:
    """A voice of every language that says when it woke."""

    woken: list[str] = field(default_factory=list)
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    fails: bool = False

    def voice(self, lang: Lang) -> str:
        return f"sleeper {lang.code}"

    async def wake(self, lang: Lang) -> None:
        await asyncio.sleep(0)
        self.woken.append(lang.code)
        self.awake.set()
        if self.fails:
            raise EngineError("too large")

    async def synthesize(self, text: str, lang: Lang, pace: float = 1.0) -> Audio:
        return SILENCE


@dataclass
class SlowEar:
    """Hears Hindi, but only once a voice is awake: who waits for it to begin waits for ever."""

    voice: Sleeper
    hears: bool = True

    async def transcribe(
        self, sound: Sound, expected: Expected = EXPECTED, tell: Tell | None = None
    ) -> Utterance:
        async with asyncio.timeout(10):
            await self.voice.awake.wait()
        if not self.hears:
            raise Unheard("silence")
        return Utterance("गेहूँ का एमएसपी कितना है", HINDI, confidence=0.9, spoken=True)


def bot_of(our_bot: Bot, voice: Sleeper, **changed: Any) -> Bot:
    channel = FakeChannel(
        clip=(Path(__file__).parents[1] / "data/voice/hi_dengue.ogg").read_bytes()
    )
    parts: dict[str, Any] = {
        "channels": {"fake": channel},
        "synthesizers": [voice],
        "transcriber": SlowEar(voice),
    }
    return replace(our_bot, **parts | changed)


async def test_the_voice_wakes_while_the_note_is_heard(our_bot: Bot) -> None:
    voice = Sleeper()
    bot = bot_of(our_bot, voice)
    assert (await bot.hear(NOTE, profile=Profile(lang=TAMIL))).lang == HINDI
    await bot.waking.close()
    assert set(voice.woken) == {"ta"}


async def test_who_was_never_heard_has_the_voice_of_what_they_turn_out_to_speak(
    our_bot: Bot,
) -> None:
    voice = Sleeper()
    bot = bot_of(our_bot, voice)
    await bot.hear(NOTE)
    await bot.waking.close()
    assert voice.woken == [ENGLISH.code, HINDI.code]


@pytest.mark.parametrize(
    "note",
    [
        TYPED,
        replace(TYPED, voice=VoiceMode.AUTO),
        replace(NOTE, voice=VoiceMode.NEVER),
    ],
)
async def test_nothing_wakes_where_nothing_will_be_said(our_bot: Bot, note: Message) -> None:
    voice = Sleeper()
    voice.awake.set()
    bot = bot_of(our_bot, voice)
    await bot.hear(note)
    await bot.hear(NOTE, profile=Profile(voice=VoiceMode.NEVER))
    await bot.waking.close()
    assert voice.woken == []


@pytest.mark.parametrize(
    ("question", "profile"),
    [
        (TYPED, Profile(voice=VoiceMode.ONLY)),
        (TYPED, Profile(voice=VoiceMode.ALWAYS)),
        (replace(TYPED, voice=VoiceMode.ALWAYS), Profile()),
        (replace(TYPED, voice=VoiceMode.ALWAYS), Profile(voice=VoiceMode.NEVER)),
    ],
)
async def test_who_types_and_wants_to_hear_wakes_the_voice_of_what_they_wrote(
    our_bot: Bot, question: Message, profile: Profile
) -> None:
    voice = Sleeper()
    bot = bot_of(our_bot, voice)
    await bot.hear(question, profile=profile)
    await bot.waking.close()
    assert voice.woken == ["hi"]


async def test_who_types_and_always_hears_one_language_wakes_that(our_bot: Bot) -> None:
    voice = Sleeper()
    bot = bot_of(our_bot, voice)
    await bot.hear(message("hello"), profile=Profile(voice=VoiceMode.ONLY, lang=TAMIL))
    await bot.waking.close()
    assert voice.woken == ["ta"]


async def test_a_voice_that_cannot_wake_costs_nothing_and_the_next_is_tried(our_bot: Bot) -> None:
    broken, other = Sleeper(fails=True), Sleeper()
    bot = bot_of(our_bot, broken, synthesizers=[broken, other])
    assert await bot.hear(NOTE, profile=Profile(lang=HINDI))
    await bot.waking.close()
    assert set(other.woken) == {"hi"}


async def test_two_notes_at_once_wake_a_voice_once() -> None:
    voice, waking = Sleeper(), Waking()
    for _ in range(2):
        waking.begin(Voices([voice]), HINDI)
    await waking.close()
    assert voice.woken == ["hi"]


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    made = Shelf(voices_here.ROOM_MB + 10)
    yield made
    await made.close()


async def test_no_engine_is_pushed_out_for_a_voice_that_may_not_speak(
    shelf: Shelf, tmp_path: Path
) -> None:
    pytest.importorskip("piper", reason="piper-tts is an extra: make extras")
    piper = voices_here.piper(tmp_path, shelf)

    pushed_out: list[str] = []

    async def end() -> None:
        pushed_out.append("an ear")

    ear = Engine("an ear", "", {}, 20)
    assert shelf.has_room(ear)
    async with shelf.room(ear, end, 1.0):
        await piper.wake(HINDI)
    assert (list(shelf.loaded), pushed_out) == (["an ear"], [])
    await piper.close()
