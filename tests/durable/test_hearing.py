"""A voice note on the road: what is said in between, one reply, and taking it back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from durable.harness import ASHA, House, Platform, Transcriber, message
from fakes import FakeSynthesizer
from nakshatra.catalogue import Catalogue
from nakshatra.durable import telling
from nakshatra.errors import ChannelError, Gone, Stopped, StoreError
from nakshatra.heard import EXPECTED, Expected
from nakshatra.ports import Sound, Tell
from nakshatra.types import ENGLISH, Detail, Kind, Lang, Media, Utterance, Voice
from recordings import encoded, tone

PHRASES = Catalogue.load().languages["en"].phrases
CLIP = Media("clip", "audio/ogg")


@dataclass
class Speaking(Platform):
    clip: bytes = encoded(tone(1.0), "ogg", "libopus", 48_000)

    async def fetch(self, media: Media) -> Voice:
        return Voice(self.clip, media.mime)


@dataclass
class Slow(Transcriber):
    """Hears a long recording minute by minute."""

    confidence: float = 0.95
    minutes: int = 0
    wrong: list[Exception] = field(default_factory=list)

    async def transcribe(
        self, sound: Sound, expected: Expected = EXPECTED, tell: Tell | None = None
    ) -> Utterance:
        self.heard += 1
        if self.wrong:
            raise self.wrong.pop(0)
        for minute in range(1, self.minutes):
            assert tell is not None
            await tell(60.0 * minute, 60.0 * self.minutes)
        return Utterance(self.hears, ENGLISH, self.confidence, spoken=True)


@dataclass(kw_only=True)
class Saying(Transcriber):
    """Hears one and the same."""

    said: Utterance

    async def transcribe(
        self, sound: Sound, expected: Expected = EXPECTED, tell: Tell | None = None
    ) -> Utterance:
        return self.said


@pytest.fixture
async def speaking(tmp_path: Path) -> AsyncIterator[House]:
    house = await House.build(tmp_path, Speaking())
    house.transcriber = Slow()
    profile = await house.store.profile(ASHA)
    await house.store.save_profile(
        ASHA, replace(profile, greeted=True, asked_memory=True, remember=True)
    )
    yield house
    await house.store.close()


async def test_a_long_note_is_told_of_in_between(
    speaking: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "EVERY_S", 0.0)
    speaking.transcriber = Slow(minutes=4)
    await speaking.say(message(media=CLIP))
    *between, reply = speaking.platform.sent
    assert [one.text for one in between] == [
        f"Still listening: heard {done} of 4 minutes." for done in (1, 2, 3)
    ]
    assert {one.kind for one in between} == {Kind.PROGRESS}
    assert {one.to for one in between} == {"1"}
    assert reply.text == "about fever"


async def test_nothing_is_told_within_half_a_minute(speaking: House) -> None:
    speaking.transcriber = Slow(minutes=4)
    await speaking.say(message(media=CLIP))
    assert speaking.platform.texts == ["about fever"]


async def test_at_most_one_line_in_half_a_minute_in_the_persons_language(speaking: House) -> None:
    clock = iter([0.0, 31.0, 31.0, 40.0, 70.0, 70.0])
    note = message(media=CLIP)
    tell = telling.Telling(
        await speaking.take(note),
        note,
        Lang("hi", "Deva"),
        delivery=speaking.turns().delivery,
        catalogue=Catalogue.load(),
        now=lambda: next(clock),
    )
    for minute in (1, 2, 3):
        await tell(60.0 * minute, 300.0)
    assert speaking.platform.texts == [
        "सुन रहा हूँ: 5 में से 1 मिनट सुन लिए।",
        "सुन रहा हूँ: 5 में से 3 मिनट सुन लिए।",
    ]


async def test_a_word_in_between_that_is_not_delivered_costs_nothing(
    speaking: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "EVERY_S", 0.0)
    speaking.transcriber = Slow(minutes=2)
    speaking.platform.failures = [ChannelError("away")]
    await speaking.say(message(media=CLIP))
    assert speaking.platform.texts == ["about fever"]


async def test_an_engine_that_stays_dead_costs_one_apology(speaking: House) -> None:
    speaking.transcriber = Slow(wrong=[Stopped("killed"), Stopped("killed")])
    await speaking.say(message(media=CLIP))
    assert speaking.platform.texts == [PHRASES["please_type"]]
    assert speaking.transcriber.heard == 1


async def test_a_note_below_the_floor_is_asked_for_again_and_not_remembered(
    speaking: House,
) -> None:
    speaking.transcriber = Slow(confidence=0.2)
    await speaking.say(message(media=CLIP))
    assert speaking.platform.texts == [PHRASES["say_again"]]
    assert list(await speaking.store.history(ASHA)) == []


@pytest.mark.parametrize("answer", ["/misheard 1", "not what I said", "That is not what I said."])
async def test_an_answer_to_what_was_not_said_is_taken_back(speaking: House, answer: str) -> None:
    speaking.transcriber = Slow(confidence=0.5, hears="my cotton has worms")
    await speaking.say(message(media=CLIP))
    assert "I heard: “my cotton has worms”" in speaking.platform.texts[0]
    assert len(await speaking.store.history(ASHA)) == 2
    learned = (Detail("crop", "cotton"), Detail("state", "bihar"))
    profile = await speaking.store.profile(ASHA)
    await speaking.store.save_profile(ASHA, replace(profile, details=learned))
    await speaking.say(message(answer, id="2"))
    assert speaking.platform.texts[-1] == PHRASES["taken_back"]
    assert list(await speaking.store.history(ASHA)) == []
    assert (await speaking.store.profile(ASHA)).details == learned[1:]


async def test_only_that_answer_is_taken_back(speaking: House) -> None:
    await speaking.say(message("cough", id="a"))
    speaking.transcriber = Slow(confidence=0.5)
    await speaking.say(message(media=CLIP, id="b"))
    await speaking.say(message("/misheard b", id="c"))
    assert [turn.of for turn in await speaking.store.history(ASHA)] == ["a", "a"]
    await speaking.say(message("/misheard nonsense", id="d"))
    assert len(await speaking.store.history(ASHA)) == 2


async def test_without_a_readback_the_same_words_are_a_question(speaking: House) -> None:
    await speaking.say(message("cough", id="a"))
    await speaking.say(message("not what I said", id="b"))
    assert speaking.platform.texts[-1] == "about not what I said"


async def test_a_child_is_known_in_the_letters_it_was_heard_in(speaking: House) -> None:
    """Spelled back, "class" stays as it is: half of it in each script is no pattern."""
    hindi = Lang("hi", "Deva")
    heard, spelled = "main class 7 mein padhta hoon", "मैं class 7 में पढ़ता हूँ"
    said = Utterance(spelled, hindi, 0.95, spoken=True, heard=heard)
    speaking.transcriber = Saying(said=said)
    await speaking.say(message(media=CLIP))
    profile = await speaking.store.profile(ASHA)
    assert (profile.child, profile.remember) == (True, False)


async def test_who_says_stop_is_understood_in_the_letters_it_was_heard_in(speaking: House) -> None:
    hindi = Lang("hi", "Deva")
    spelled = Utterance("मसेज मात भेजो", hindi, 0.95, spoken=True, heard="message mat bhejo")
    speaking.transcriber = Saying(said=spelled)
    await speaking.say(message(media=CLIP))
    assert (await speaking.store.profile(ASHA)).stopped


async def test_a_note_that_is_over_stays_over_after_a_restart(speaking: House) -> None:
    key = await speaking.take(message(media=CLIP, sent_at=datetime.now(UTC)))
    for crashed in ((), (key,)):
        await speaking.turns(*crashed).run(key)
    assert speaking.platform.texts == ["about fever"]
    assert speaking.transcriber.heard == 1


async def test_an_emergency_that_is_spoken_does_not_wait_for_a_full_disk(
    speaking: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    speaking.transcriber = Slow(hears="snake bit me")
    key = await speaking.take(message(media=CLIP))
    turns = speaking.turns()
    turns = replace(turns, bot=replace(turns.bot, synthesizers=[FakeSynthesizer()]))

    async def full(*_: object, **__: object) -> None:
        raise StoreError("full; free some space")

    monkeypatch.setattr(speaking.store.ledger, "note", full)
    await turns.run(key)
    (reply,) = speaking.platform.sent
    assert reply.text.startswith("Call 108")
    assert reply.voice is not None


@dataclass
class Withdrawn(Speaking):
    """The person has deleted the note meanwhile."""

    async def fetch(self, media: Media) -> Voice:
        raise Gone("recording: no such file")


async def test_who_deleted_the_note_meanwhile_is_asked_to_ask_again(
    tmp_path: Path,
) -> None:
    house = await House.build(tmp_path, Withdrawn())
    profile = await house.store.profile(ASHA)
    await house.store.save_profile(ASHA, replace(profile, greeted=True, asked_memory=True))
    await house.say(message(media=CLIP))
    assert house.platform.texts == [PHRASES["sorry"]]
    await house.store.close()


async def test_two_notes_at_once_get_a_reply_each(speaking: House) -> None:
    notes = [message(media=CLIP, id=str(number)) for number in (1, 2)]
    await asyncio.gather(*map(speaking.say, notes))
    assert sorted(reply.to for reply in speaking.platform.sent) == ["1", "2"]


async def test_a_stranger_who_speaks_reads_the_script_of_their_language(tmp_path: Path) -> None:
    """Also of a model that writes Latin letters, and also the second time."""
    hindi = Lang("hi", "Deva")
    said = Utterance("बुखार है", hindi, 0.6, spoken=True, heard="bukhar hai")
    house = await House.build(tmp_path, Speaking())
    house.transcriber = Saying(said=said)
    for id in ("1", "2"):
        await house.say(message(media=CLIP, id=id))
        answered = next(one for one in house.platform.sent if one.to == id)
        assert answered.lang == hindi
        told = answered.text.split("\n\n")[0]
        assert "बुखार है" in told
        assert "bukhar" not in told
    _, history = await house.store.person(ASHA)
    assert {turn.lang for turn in history} == {hindi}
    assert history[0].text == said.text
    await house.store.close()
