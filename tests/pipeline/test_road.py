"""The road as its user sees it: what comes back for what was said."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

import fakes
from fakes import ENGLISH, HINDI, FakeExpert, answer, message
from nakshatra.catalogue import Catalogue
from nakshatra.errors import Rejected, TooLong, Wordless
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.hear import Limits
from nakshatra.types import Answer, Kind, Lang, Media, Profile, Query, Utterance, VoiceMode


def bot(*experts: FakeExpert, picks: tuple[str, ...] | None = None) -> Bot:
    return Bot(
        channels={"fake": fakes.FakeChannel()},
        transcriber=fakes.FakeTranscriber(Utterance("fever", ENGLISH, spoken=True)),
        identifier=fakes.FakeIdentifier(),
        translator=fakes.FakeTranslator(),
        router=fakes.FakeRouter(picks or tuple(expert.id for expert in experts)),
        experts={expert.id: expert for expert in experts},
        synthesizers=[fakes.Mute(), fakes.FakeSynthesizer()],
        guard=fakes.FakeGuard(),
        catalogue=Catalogue.load(),
        limits=Limits(text=4000, audio_seconds=600, media_bytes=1000),
    )


async def test_the_answer_names_its_expert_and_its_sources() -> None:
    reply = (await bot(FakeExpert("health", answer("drink water"))).handle(message("fever"))).reply
    assert reply.text == "drink water"
    assert reply.experts == ("health",)
    assert [c.id for c in reply.citations] == ["health/unit"]
    assert [b.command for b in reply.buttons] == ["/feedback good 1", "/feedback bad 1"]


async def test_an_expert_of_another_language_is_translated() -> None:
    reply = (await bot(FakeExpert("health", answer("water"))).handle(message("बुखार है"))).reply
    by_computer = Catalogue.load().phrase("human_translated", "hi")
    assert (reply.text, reply.lang) == (f"hi(water)\n\n{by_computer}", HINDI)


async def test_a_translator_that_is_late_costs_no_answer() -> None:
    class Late(fakes.FakeTranslator):
        async def translate(self, text: str, source: Lang, target: Lang) -> str:
            raise TimeoutError

    road = replace(bot(FakeExpert("health", answer("drink water"))), translator=Late())
    reply = (await road.handle(message("बुखार है"))).reply
    assert "drink water" in reply.text


async def test_one_failing_expert_costs_only_itself() -> None:
    road = bot(fakes.broken("finance"), FakeExpert("health", answer("drink water")))
    assert (await road.handle(message("fever"))).reply.text == "drink water"


async def test_an_expert_that_does_not_know_is_not_quoted() -> None:
    road = bot(FakeExpert("finance", None), FakeExpert("health", answer("drink water")))
    assert (await road.handle(message("fever"))).reply.experts == ("health",)


async def test_when_nothing_fits_the_bot_says_so_and_whom_to_ask() -> None:
    reply = (await bot().handle(message("बुखार है"))).reply
    assert reply.kind is Kind.UNKNOWN
    assert "1800-180-1551" in reply.text
    assert reply.lang == HINDI


async def test_a_language_that_no_expert_answers_in_is_told_so() -> None:
    santali = bot().unknown(Lang("sat", "Olck"))
    assert "ᱥᱟᱱᱛᱟᱲᱤ" in santali.text
    assert "112" in santali.text


async def test_two_experts_are_joined_and_the_surer_one_leads() -> None:
    road = bot(
        FakeExpert("health", answer("rest", sure=0.85)),
        FakeExpert("finance", answer("claim it", "finance", sure=0.9)),
    )
    reply = (await road.handle(message("fever"))).reply
    assert reply.text == "claim it\n\nrest"
    assert reply.experts == ("finance", "health")


@dataclass
class AboutOneThing(FakeExpert):
    """Knows what has its word in it."""

    word: str = ""

    async def answer(self, query: Query) -> Answer | None:
        return await super().answer(query) if self.word in query.text else None


async def test_two_questions_in_one_message_are_both_answered() -> None:
    road = bot(
        AboutOneThing("health", answer("rest", sure=0.8), "fever"),
        AboutOneThing("finance", answer("claim it", "finance", sure=0.9), "claim"),
    )
    both = (await road.handle(message("what helps fever? how do I claim"))).reply
    assert both.text == "rest\n\nclaim it"
    assert both.experts == ("health", "finance")
    one = (await road.handle(message("what helps fever"))).reply
    assert one.text == "rest"


async def test_a_much_less_sure_expert_is_left_out() -> None:
    road = bot(
        FakeExpert("health", answer("rest", sure=0.9)),
        FakeExpert("finance", answer("claim it", "finance", sure=0.3)),
    )
    assert (await road.handle(message("fever"))).reply.text == "rest"


async def test_an_expert_that_knows_silences_those_that_only_say_whom_to_ask() -> None:
    shrug = replace(answer("ask the bank", "finance"), kind=Kind.UNKNOWN, confidence=0.0)
    road = bot(FakeExpert("finance", shrug), FakeExpert("health", answer("rest")))
    assert (await road.handle(message("fever"))).reply.text == "rest"
    road = bot(FakeExpert("finance", shrug))
    reply = (await road.handle(message("fever"))).reply
    assert (reply.text, reply.kind) == ("ask the bank", Kind.UNKNOWN)


async def test_the_same_words_are_not_said_twice() -> None:
    road = bot(
        FakeExpert("health", answer("rest")), FakeExpert("finance", answer("rest", "finance"))
    )
    assert (await road.handle(message("fever"))).reply.text == "rest"


@pytest.mark.parametrize(
    ("mode", "aloud"),
    [(VoiceMode.AUTO, False), (VoiceMode.ALWAYS, True), (VoiceMode.NEVER, False)],
)
async def test_text_is_answered_aloud_only_when_asked(mode: VoiceMode, aloud: bool) -> None:
    road = bot(FakeExpert("health", answer("rest")))
    reply = (await road.handle(message("fever"), profile=Profile(voice=mode))).reply
    assert (reply.voice is not None) is aloud


async def test_a_voice_that_fails_leaves_the_text() -> None:
    road = replace(bot(FakeExpert("health", answer("rest"))), synthesizers=[fakes.Mute()])
    reply = (await road.handle(message("fever"), profile=Profile(voice=VoiceMode.ALWAYS))).reply
    assert (reply.text, reply.voice) == ("rest", None)


@pytest.mark.parametrize("text", [" ", "\u200b\u200d", "\ud800", "\n\t", "👍", "🙏🏽 ❤️"])
async def test_a_text_without_letters_is_not_guessed_at(text: str) -> None:
    with pytest.raises(Wordless):
        await bot().handle(message(text))


async def test_a_text_of_a_megabyte_is_refused_plainly() -> None:
    with pytest.raises(Rejected, match="1000000 characters"):
        await bot().handle(message("a" * 1_000_000))


async def test_a_recording_over_the_limit_is_not_fetched() -> None:
    with pytest.raises(Rejected):
        await bot().handle(message(media=Media("x", "audio/ogg", bytes=1001)))


async def test_every_stage_is_timed() -> None:
    handled = await bot(FakeExpert("health", answer("rest"))).handle(message("fever"))
    assert list(handled.stages) == ["hear", "understand", "answer", "speak"]


@pytest.mark.parametrize("text", ["?", "...", "।", "🙏", "https://bit.ly/3xYz"])
async def test_signs_and_addresses_alone_are_no_words(text: str) -> None:
    with pytest.raises(Wordless):
        await bot().hear(message(text))


async def test_who_wrote_too_much_is_told_so_in_their_language() -> None:
    with pytest.raises(TooLong) as raised:
        await bot().hear(message("पेंशन " * 900))
    assert raised.value.lang == HINDI
