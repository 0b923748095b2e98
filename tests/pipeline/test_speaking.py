"""What is heard: sentences, pace, who wishes it how; and what of it is kept on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nakshatra.abilities import WITHOUT_LIMITS, Abilities
from nakshatra.app import specify, wire
from nakshatra.audio.encode import packed
from nakshatra.audio.kept import Kept
from nakshatra.errors import EngineError
from nakshatra.pipeline import speak as speaking
from nakshatra.pipeline import voices
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.commands import command
from nakshatra.pipeline.thread import learned
from nakshatra.ports import Known
from nakshatra.settings import Settings
from nakshatra.stores.sql import SqlStore
from nakshatra.types import (
    Address,
    Answer,
    Audio,
    Kind,
    Lang,
    Media,
    Message,
    Profile,
    Query,
    Reply,
    Role,
    Telling,
    Turn,
    Utterance,
    Voice,
    VoiceMode,
)
from recordings import tone

HINDI, ENGLISH = Lang("hi", "Deva"), Lang("en", "Latn")
SNAKE, WHEAT = "मेरे भाई को साँप ने काट लिया है", "गेहूँ का एमएसपी कितना है"


@dataclass
class Voiced:
    """Says a tenth of a second for anything, and notes what it was given."""

    said: list[tuple[str, float]] = field(default_factory=list)
    broken_at: str = "nothing"

    async def synthesize(self, text: str, lang: Lang, pace: float = 1.0) -> Audio:
        if self.broken_at in text:
            raise EngineError("crashed")
        self.said.append((text, pace))
        return tone(0.1)

    def voice(self, lang: Lang) -> str:
        return f"test {lang.code}"


IN_PARTS = Abilities(voice=True, parts_aloud=True)


@dataclass
class Parlour:
    """A channel, with or without the power to play the first sentence first."""

    name: str = "terminal"
    abilities: Abilities = WITHOUT_LIMITS

    async def fetch(self, media: Media) -> Voice:
        raise NotImplementedError

    async def send(self, reply: Reply) -> str:
        return reply.to


@dataclass
class Page(Parlour):
    abilities: Abilities = IN_PARTS


@pytest.fixture(scope="module")
def wired(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return wire(specify(Settings(data_dir=tmp_path_factory.mktemp("bot"))), {}).bot


@pytest.fixture
def voice() -> Voiced:
    return Voiced()


@pytest.fixture
def bot(wired: Bot, voice: Voiced, tmp_path: Path) -> Bot:
    kept = Kept(tmp_path / "said", 10**7)
    return replace(wired, channels={"terminal": Parlour()}, synthesizers=[voice], kept=kept)


def asked(text: str) -> Message:
    return Message(id="1", address=Address("terminal", "you"), sent_at=datetime.now(UTC), text=text)


async def heard(
    bot: Bot, text: str, profile: Profile | None = None, history: Sequence[Turn] = ()
) -> Reply:
    profile = profile or Profile(voice=VoiceMode.ALWAYS)
    return (await bot.handle(asked(text), history, profile)).reply


async def test_a_reply_is_said_sentence_by_sentence_and_names_its_source(
    bot: Bot, voice: Voiced
) -> None:
    reply = await heard(bot, WHEAT)
    assert reply.voice
    assert len(voice.said) > 2
    assert voice.said[-1][0].startswith("स्रोत: ")
    assert sum("स्रोत" in said for said, _ in voice.said) <= 2
    assert {pace for _, pace in voice.said} == {1.0}
    assert not any(digit in said for said, _ in voice.said for digit in "0123456789")


async def test_an_emergency_is_slower_and_says_its_number_twice(bot: Bot, voice: Voiced) -> None:
    reply = await heard(bot, SNAKE)
    assert reply.kind is Kind.EMERGENCY
    said = " ".join(text for text, _ in voice.said)
    assert "एक शून्य आठ, एक शून्य आठ" in said
    assert "स्रोत" not in said
    assert all(pace < 1 for _, pace in voice.said)


class Hanging(Voiced):
    async def synthesize(self, text: str, lang: Lang, pace: float = 1.0) -> Audio:
        await asyncio.Event().wait()
        raise AssertionError


async def test_an_emergency_does_not_wait_for_a_voice_that_hangs(
    bot: Bot, voice: Voiced, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "_PATIENCE_S", 0.5)
    passed = await heard(replace(bot, synthesizers=[Hanging(), voice]), SNAKE)
    assert passed.voice
    alone = await heard(replace(bot, synthesizers=[Hanging()], kept=None), SNAKE)
    assert alone.kind is Kind.EMERGENCY
    assert "108" in alone.text
    assert alone.voice is None


async def test_who_asked_for_it_is_spoken_to_slowly(bot: Bot, voice: Voiced) -> None:
    await heard(bot, WHEAT, Profile(voice=VoiceMode.ALWAYS, slow=True))
    assert all(pace == 0.75 for _, pace in voice.said)


async def test_a_voice_that_breaks_in_the_middle_leaves_all_of_it_to_the_next(
    bot: Bot, voice: Voiced
) -> None:
    breaking = Voiced(broken_at="स्रोत")
    reply = await heard(replace(bot, kept=None, synthesizers=[breaking, voice]), WHEAT)
    assert reply.voice
    assert breaking.said
    assert [text for text, _ in voice.said][: len(breaking.said)] == [t for t, _ in breaking.said]


async def test_a_sentence_is_encoded_while_the_next_is_spoken(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second sentence here is not spoken before the first is encoded."""
    encoded, loop = asyncio.Event(), asyncio.get_running_loop()

    def noting(audio: Audio) -> object:
        made = packed(audio)
        loop.call_soon_threadsafe(encoded.set)
        return made

    class Waiting(Voiced):
        async def synthesize(self, text: str, lang: Lang, pace: float = 1.0) -> Audio:
            if self.said:
                await encoded.wait()
            return await super().synthesize(text, lang, pace)

    monkeypatch.setattr(voices, "packed", noting)
    async with asyncio.timeout(60):
        reply = await heard(replace(bot, kept=None, synthesizers=[Waiting()]), WHEAT)
    assert reply.voice


async def test_a_page_gets_the_first_sentence_and_the_script_of_the_whole(
    bot: Bot, voice: Voiced
) -> None:
    page = replace(bot, channels={"terminal": Page()})
    reply = await heard(page, WHEAT)
    assert len(voice.said) == 1
    assert reply.script
    assert reply.script.sentences[0].text == voice.said[0][0]
    whole = await page.whole(reply.script)
    assert whole
    assert reply.voice
    assert len(whole.data) > len(reply.voice.data)
    assert len(voice.said) == len(reply.script.sentences)


async def test_what_the_packs_say_is_spoken_once(bot: Bot, voice: Voiced) -> None:
    first = await heard(bot, WHEAT)
    count = len(voice.said)
    second = await heard(bot, WHEAT)
    assert len(voice.said) == count
    assert first.voice
    assert second.voice
    assert len(first.voice.data) == len(second.voice.data)


async def test_what_the_bot_says_of_itself_is_spoken_once(bot: Bot, voice: Voiced) -> None:
    for _ in range(2):
        assert (await heard(bot, "नमस्ते")).voice
    said = [text for text, _ in voice.said]
    assert len(said) == len(set(said)) > 1


async def test_nothing_that_may_hold_a_person_s_words_is_kept(bot: Bot, voice: Voiced) -> None:
    """A language model's text, and one of ours that a person's words were put into."""
    cited = (await heard(bot, WHEAT)).citations
    own = Answer(
        expert="agriculture",
        text="रामलाल जी, आपके खेत का भाव अच्छा है।",
        lang=HINDI,
        confidence=1.0,
        citations=cited,
    )
    spoken = Utterance("", HINDI, spoken=True)
    kept = len(list(bot.kept.folder.iterdir())) if bot.kept else 0
    voice.said.clear()
    for _ in range(2):
        await bot.speak(asked("?"), own, spoken, Profile())
    assert [text for text, _ in voice.said].count(own.text) == 2
    assert bot.kept
    assert len(list(bot.kept.folder.iterdir())) == kept


async def test_what_was_heard_is_said_first_and_never_kept(bot: Bot, voice: Voiced) -> None:
    told = Answer(
        expert="",
        text=bot.catalogue.phrase("welcome", "hi"),
        lang=HINDI,
        confidence=1.0,
        readback=bot.catalogue.phrase("i_heard", "hi").format(text="मेरा नाम रामलाल"),
    )
    for _ in range(2):
        await bot.speak(asked("?"), told, Utterance("", HINDI, spoken=True), Profile())
    said = [text for text, _ in voice.said]
    assert "रामलाल" in said[0]
    assert said.count(said[0]) == 2
    assert len(said) == len(set(said)) + 1


async def test_text_is_heard_only_by_who_spoke_or_asked_for_it(bot: Bot) -> None:
    silent = Profile(voice=VoiceMode.AUTO)
    assert (await heard(bot, WHEAT, silent)).voice is None
    for mode in (VoiceMode.ALWAYS, VoiceMode.ONLY):
        reply = await heard(bot, WHEAT, Profile(voice=mode))
        assert reply.voice
        assert reply.heard is (mode is VoiceMode.ONLY)


async def test_aloud_is_wished_for_once_and_always_for_good(bot: Bot, voice: Voiced) -> None:
    profile = Profile(voice=VoiceMode.AUTO)
    reply = await heard(bot, WHEAT, profile)
    now = datetime.now(UTC)
    talk = [
        Turn(Role.USER, WHEAT, HINDI, now),
        Turn(Role.BOT, reply.text, reply.lang, now, reply.thread),
    ]
    once = await heard(bot, "बोलकर बताओ", profile, talk)
    assert once.voice
    assert once.text == reply.text
    assert learned(profile, once) == profile
    always = await heard(bot, "हमेशा बोलकर बताओ", profile, talk)
    assert learned(profile, always).voice is VoiceMode.ALWAYS
    slowly = await heard(bot, "धीरे बोलिए", profile, talk)
    assert slowly.voice
    assert learned(profile, slowly).slow
    assert voice.said[-1][1] == 0.75


@pytest.mark.parametrize("text", ["धीरे बोलिए", "हळू बोला", "মুখে বলুন", "speak slowly please"])
async def test_an_order_how_to_speak_is_no_alarm(bot: Bot, text: str) -> None:
    assert (await heard(bot, text)).kind is Kind.NOTICE


@pytest.mark.parametrize("text", ["dadi ekdum dheere bol rahi hai munh tedha", "he speaks slowly"])
async def test_who_speaks_slowly_is_no_order(bot: Bot, text: str) -> None:
    assert (await heard(bot, text)).telling is None


@dataclass
class Nervous:
    """Catches everything."""

    kind: Kind

    def before(self, query: Query, known: Known | None = None) -> Answer | None:
        return Answer(expert="", text="caught", lang=query.lang, confidence=1.0, kind=self.kind)

    def after(self, query: Query, answer: Answer) -> Answer:
        return answer


async def test_a_wish_is_nothing_to_refuse_but_may_be_an_alarm(bot: Bot) -> None:
    refusing = replace(bot, guard=Nervous(Kind.REFUSAL))
    assert (await heard(refusing, "phir se batao")).kind is Kind.NOTICE
    assert (await heard(refusing, WHEAT)).text == "caught"
    alarmed = replace(bot, guard=Nervous(Kind.EMERGENCY))
    assert (await heard(alarmed, "phir se batao")).text == "caught"
    assert (await heard(alarmed, "I speak slowly")).text == "caught"
    assert (await heard(alarmed, "धीरे बोलिए")).kind is Kind.NOTICE


async def test_in_writing_is_a_habit_and_is_confirmed(bot: Bot) -> None:
    profile = Profile(voice=VoiceMode.ALWAYS)
    reply = await heard(bot, "लिखकर जवाब दो", profile)
    assert reply.text == bot.catalogue.phrase("voice_set", "hi")
    assert reply.voice is None
    assert learned(profile, reply).voice is VoiceMode.NEVER


@pytest.mark.parametrize("telling", list(Telling))
async def test_every_way_is_a_command_and_is_forgotten_with_the_rest(
    telling: Telling, bot: Bot, tmp_path: Path
) -> None:
    store = SqlStore(Settings(data_dir=tmp_path))
    await store.open()
    address = asked("x").address
    await store.save_profile(address, Profile(told_computer_voice=True))
    before = await store.profile(address)
    answer = await command(asked(f"/voice {telling}"), store, bot.catalogue, ENGLISH)
    assert answer
    assert answer.text == bot.catalogue.phrase("voice_set", "en")
    after = await store.profile(address)
    same = (Telling.AUTO, Telling.NORMAL)
    assert (after == before) is (telling in same)
    await command(asked("/forget yes"), store, bot.catalogue, ENGLISH)
    assert await store.profile(address) == Profile()
    await store.close()


@pytest.mark.parametrize("text", ["", "👍", "https://a.in"])
async def test_nothing_to_say_is_text_alone(bot: Bot, text: str) -> None:
    answer = Answer(expert="", text=text, lang=HINDI, confidence=1.0)
    reply = await bot.speak(asked("?"), answer, Utterance("", HINDI, spoken=True), Profile())
    assert reply.voice is None
    assert reply.text == text


async def test_who_writes_in_latin_letters_hears_the_same_words(bot: Bot, voice: Voiced) -> None:
    await heard(bot, WHEAT)
    native = [text for text, _ in voice.said]
    voice.said.clear()
    reply = await heard(replace(bot, kept=None), "gehu ka msp kitna hai")
    assert reply.text.isascii() or reply.lang.script == "Latn"
    assert [text for text, _ in voice.said] == native
