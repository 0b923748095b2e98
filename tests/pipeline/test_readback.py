"""What the bot says that it heard, and when."""

from __future__ import annotations

from dataclasses import replace

import pytest

import fakes
from fakes import ENGLISH, HINDI, FakeExpert, answer
from nakshatra.catalogue import Catalogue
from nakshatra.errors import Unsure
from nakshatra.heard import Sureness
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.hear import Limits
from nakshatra.pipeline.misheard import misheard
from nakshatra.ports import Known
from nakshatra.text.transliterate import to_native
from nakshatra.types import (
    Answer,
    Kind,
    Lang,
    Media,
    Profile,
    Query,
    Reply,
    Role,
    Thread,
    Turn,
    Utterance,
    VoiceMode,
)
from recordings import encoded, tone

CARDS = Catalogue.load()
CODES = [code for code in CARDS.languages if CARDS.greets(code)]
SNAKE = replace(answer("Call 108"), expert="", kind=Kind.EMERGENCY)


class Guard(fakes.FakeGuard):
    def before(self, query: Query, known: Known | None = None) -> Answer | None:
        return SNAKE if "snake" in query.text else None


def bot(said: Utterance) -> Bot:
    clip = encoded(tone(1.0), "ogg", "libopus", 48_000)
    return Bot(
        channels={"fake": fakes.FakeChannel(clip=clip)},
        transcriber=fakes.FakeTranscriber(said),
        identifier=fakes.FakeIdentifier(),
        translator=fakes.FakeTranslator(),
        router=fakes.FakeRouter(["health"]),
        experts={"health": FakeExpert("health", answer("rest well"))},
        synthesizers=[fakes.FakeSynthesizer()],
        guard=Guard(),
        catalogue=CARDS,
        limits=Limits(text=4000, audio_seconds=600, media_bytes=100_000),
        sureness=Sureness(floor=0.3, readback=0.7, names=0.9),
    )


async def reply(
    text: str, sure: float = 0.95, lang: Lang = ENGLISH, voice: VoiceMode = VoiceMode.NEVER
) -> Reply:
    message = fakes.message(media=Media("clip", "audio/ogg"))
    said = Utterance(text, lang, confidence=sure, spoken=True)
    return (await bot(said).handle(message, profile=Profile(voice=voice))).reply


async def test_what_was_heard_well_is_answered_without_a_word() -> None:
    said = await reply("what helps a cough")
    assert said.text == "rest well"
    assert all("misheard" not in button.command for button in said.buttons)


@pytest.mark.parametrize(
    ("text", "sure", "lang"),
    [
        ("what helps a cough", 0.6, ENGLISH),
        ("fever of 104 since morning", 0.99, ENGLISH),
        ("two tablets a day, is it safe", 0.99, ENGLISH),
        ("पाँच एकड़ के लिए कितना मिलेगा", 0.99, HINDI),
        ("गेहूँ का भाव क्या है", 0.8, HINDI),
    ],
)
async def test_doubt_and_numbers_and_names_are_read_back(
    text: str, sure: float, lang: Lang
) -> None:
    said = await reply(text, sure, lang)
    heard, rest = said.text.split("\n\n", 1)
    assert text in heard
    assert "rest well" in rest
    assert said.buttons[-1].command == "/misheard 1"
    assert said.thread is not None
    assert said.thread.heard


async def test_small_words_that_look_like_numbers_are_not_read_back() -> None:
    assert "“" not in (await reply("खाँसी का इलाज बता दो", 0.99, HINDI)).text


async def test_a_crop_that_was_heard_well_is_not_read_back() -> None:
    assert "“" not in (await reply("गेहूँ का भाव क्या है", 0.95, HINDI)).text


async def test_what_is_read_back_is_said_aloud_too() -> None:
    message = fakes.message(media=Media("clip", "audio/ogg"))
    said = Utterance("take 104 of them", ENGLISH, confidence=0.9, spoken=True)
    made = bot(said)
    voice = fakes.FakeSynthesizer()
    await replace(made, synthesizers=[voice]).handle(message, profile=Profile())
    assert voice.said[0].startswith("I heard: ")
    assert "of them" in voice.said[0]


async def test_below_the_floor_nothing_is_answered() -> None:
    with pytest.raises(Unsure) as caught:
        await reply("what helps a cough", 0.2)
    assert caught.value.phrase == "say_again"


async def test_an_emergency_is_answered_however_badly_it_was_heard() -> None:
    said = await reply("snake bit me", 0.05)
    first, heard = said.text.split("\n\n")
    assert (first, said.kind) == ("Call 108", Kind.EMERGENCY)
    assert "snake bit me" in heard


async def test_what_was_written_is_never_read_back() -> None:
    made = bot(Utterance("x", ENGLISH))
    assert (await made.handle(fakes.message("fever of 104"))).reply.text == "rest well"


async def test_a_long_speech_is_read_back_in_one_line() -> None:
    said = await reply("word " * 200 + "104")
    heard = said.text.split("\n\n")[0]
    assert len(heard) < 200
    assert heard.endswith("…”")


@pytest.mark.parametrize("code", CODES)
def test_not_what_i_said_is_understood_in_every_language(code: str) -> None:
    card = CARDS.languages[code]
    lang = Lang(code, card.scripts[0])
    last = Turn(Role.BOT, "x", lang, fakes.message("x").sent_at, _thread(heard=True), of="7")
    for words in (card.phrases["misheard"], *card.words["misheard"]):
        assert misheard(Utterance(f"{words}!", lang), [last], CARDS) == "7", words
    plain = replace(last, thread=_thread(heard=False))
    assert misheard(Utterance(card.phrases["misheard"], lang), [plain], CARDS) == ""
    assert misheard(Utterance(card.phrases["greeting"], lang), [last], CARDS) == ""
    assert misheard(Utterance(card.phrases["misheard"], lang), [], CARDS) == ""


@pytest.mark.parametrize("code", CODES)
def test_not_what_i_said_is_understood_in_the_letters_it_was_heard_in(code: str) -> None:
    card = CARDS.languages[code]
    lang = Lang(code, card.scripts[0])
    last = Turn(Role.BOT, "x", lang, fakes.message("x").sent_at, _thread(heard=True), of="7")
    for words in filter(str.isascii, card.words["misheard"]):
        spelled = to_native(words, Lang(code, "Latn"))
        assert misheard(Utterance(spelled, lang, spoken=True, heard=words), [last], CARDS) == "7"


def test_words_told_in_one_language_are_understood_when_taken_for_another() -> None:
    """In Latin letters Urdu looks like Hindi, and few words of Hindi like Punjabi."""
    urdu = Lang("ur", "Latn")
    last = Turn(Role.BOT, "x", urdu, fakes.message("x").sent_at, _thread(heard=True), of="7")
    for words in CARDS.languages["ur"].words["misheard"]:
        assert misheard(Utterance(words, Lang("hi", "Latn")), [last], CARDS) == "7", words


def _thread(*, heard: bool) -> Thread:
    return Thread(question="fever", heard=heard)
