"""What people are promised beside an answer: notice, consent, privacy."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import fakes
from durable.harness import ASHA, NOON, House, Platform, message
from fakes import FakeSynthesizer
from nakshatra.catalogue import Catalogue
from nakshatra.durable.consent import HELPED
from nakshatra.errors import ChannelError, Gone
from nakshatra.stores.ledger import State
from nakshatra.types import Address, Identified, Kind, Lang, Media, Profile, Reply, Voice
from recordings import encoded, tone

CARDS = Catalogue.load()
PHRASES = CARDS.languages["en"].phrases
NOTICE = PHRASES["notice"].format(name="Nakshatra", minutes="30")
MIDNIGHT = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
"""In India."""


CLIP = Media("clip", "audio/ogg")


@dataclass
class Spoken(Platform):
    async def fetch(self, media: Media) -> Voice:
        return Voice(encoded(tone(1.0), "ogg", "libopus", 48_000), media.mime)


@dataclass
class Stumbling(Platform):
    """The first notice does not go out."""

    stumbled: bool = False

    async def send(self, reply: Reply) -> str:
        if reply.kind is Kind.NOTICE and not self.stumbled:
            self.stumbled = True
            raise ChannelError("no way to it now")
        return await super().send(reply)


def texts(house: House) -> list[str]:
    return house.platform.texts


async def profile(house: House) -> Profile:
    return await house.store.profile(ASHA)


async def questions(house: House, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        await house.say(message(f"question {number}", f"q{number}"))


# The first-contact notice


async def test_the_notice_comes_once_on_each_channel(stranger: House) -> None:
    await questions(stranger, 2)
    assert texts(stranger).count(NOTICE) == 1
    assert (await stranger.store.profile(Address("web", "asha"))).greeted is False


async def test_an_emergency_comes_first_and_the_notice_after_the_next_answer(
    stranger: House,
) -> None:
    await stranger.say(message("snake bite", "1"))
    assert texts(stranger) == ["Call 108"]
    await stranger.say(message("fever", "2"))
    assert texts(stranger) == ["Call 108", "about fever", NOTICE]


async def test_the_notice_is_in_the_language_they_write(stranger: House) -> None:
    await stranger.say(message("बुखार", "1"))
    assert stranger.platform.sent[-1].text.startswith("यहाँ Nakshatra जवाब देता है")


async def test_the_notice_is_in_a_language_that_nothing_is_answered_in(stranger: House) -> None:
    santali = Lang("sat", "Olck")
    await stranger.store.save_profile(ASHA, Profile(lang=santali))
    await stranger.say(message("fever", "1"))
    notice = stranger.platform.sent[-1]
    assert (notice.lang, "ᱱᱚᱸᱰᱮ Nakshatra" in notice.text) == (santali, True)


async def test_a_notice_that_did_not_go_out_is_given_after_the_next_answer(
    stranger: House,
) -> None:
    stranger.platform = Stumbling()
    await questions(stranger, 2)
    assert texts(stranger) == ["about question 0", "about question 1", NOTICE]


async def test_who_spoke_hears_the_notice_too_and_who_wrote_reads_it(tmp_path: Path) -> None:
    house = await House.build(tmp_path, Spoken())
    for id, user, media in (("1", "asha", CLIP), ("2", "ravi", None)):
        turns = house.turns()
        heard = replace(turns.bot, synthesizers=[FakeSynthesizer()])
        key = await house.take(message("" if media else "fever", id, user, media=media))
        await replace(turns, bot=heard).run(key)
    told = [(reply.address.user, bool(reply.voice)) for reply in notices(house)]
    assert told == [("asha", True), ("ravi", False)]
    await house.store.close()


def notices(house: House) -> list[Reply]:
    return [reply for reply in house.platform.sent if reply.text == NOTICE]


# Consent to remember


async def test_they_are_asked_once_after_the_third_answer(house: House) -> None:
    await questions(house, HELPED - 1)
    assert PHRASES["remember_ask"] not in texts(house)
    await questions(house, 3, start=HELPED - 1)
    assert texts(house).count(PHRASES["remember_ask"]) == 1
    asked = next(one for one in house.platform.sent if one.text == PHRASES["remember_ask"])
    assert [one.command for one in asked.buttons] == ["/remember yes", "/remember no"]
    assert not (await profile(house)).remember


async def test_an_emergency_is_never_followed_by_the_question(house: House) -> None:
    await questions(house, HELPED - 1)
    await house.say(message("snake bite", "s"))
    assert texts(house)[-1] == "Call 108"


async def test_at_night_nobody_is_asked_but_everybody_is_answered(house: House) -> None:
    house.now = MIDNIGHT
    await questions(house, HELPED + 1)
    assert texts(house) == [f"about question {n}" for n in range(HELPED + 1)]
    house.now = NOON
    await questions(house, 1, start=10)
    assert texts(house)[-1] == PHRASES["remember_ask"]


@pytest.mark.parametrize("said", ["I am in class 7", "what is photosynthesis I am 14 years old"])
async def test_a_child_is_not_asked_and_not_remembered(house: House, said: str) -> None:
    await house.say(message(said, "1"))
    assert (await profile(house)).child
    await questions(house, HELPED + 1)
    assert PHRASES["remember_ask"] not in texts(house)
    await house.say(message("/remember yes", "r"))
    assert not (await profile(house)).remember


async def test_who_turns_out_to_be_a_child_is_remembered_no_longer(house: House) -> None:
    await house.store.save_profile(ASHA, Profile(greeted=True, remember=True))
    await house.say(message("I am in class 7", "1"))
    assert not (await profile(house)).remember


async def test_a_parent_s_yes_stays(house: House) -> None:
    agreed = Profile(greeted=True, remember=True, parent_agreed=True)
    await house.store.save_profile(ASHA, agreed)
    await house.say(message("I am in class 7", "1"))
    assert (await profile(house)).remember


@dataclass(frozen=True)
class Romanised:
    """Takes every text for Hindi in Latin letters."""

    def identify(self, text: str, hint: Lang | None = None) -> Identified:
        return Identified(Lang("hi", "Latn"), 1.0)


async def test_the_letters_they_type_are_kept_with_consent_and_go_with_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fakes, "FakeIdentifier", Romanised)
    await house.store.save_profile(ASHA, Profile(greeted=True))
    await house.say(message("bukhar hai", "1"))
    assert (await profile(house)).latin == ()
    await house.say(message("/remember yes", "2"))
    await house.say(message("khansi hai", "3"))
    assert (await profile(house)).latin == ("hi",)
    exported = await house.store.export(ASHA)
    assert exported["profile"]["latin"] == ["hi"]
    await house.say(message("/remember no", "4"))
    assert (await profile(house)).latin == ()


# Private mode


async def test_in_private_nothing_of_a_message_is_kept(house: House) -> None:
    await house.say(message("/private", "p"))
    row = await house.say(message("fever", "1"))
    assert texts(house)[-1] == "about fever"
    assert (row.state, row.message, row.answer, row.reply) == (State.SENT, None, None, None)
    assert not house.platform.sent[-1].buttons
    held = json.dumps(await house.store.export(ASHA))
    assert "fever" not in held
    assert list(await house.store.history(ASHA)) == []


async def test_a_private_message_that_cannot_be_delivered_is_no_dead_letter(house: House) -> None:
    await house.say(message("/private", "p"))
    house.platform.failures.append(Gone("blocked"))
    row = await house.say(message("fever", "1"))
    assert (row.state, row.message) == (State.DEAD, None)
    assert list(await house.store.ledger.faults()) == []


async def test_after_private_mode_a_conversation_goes_on_as_ever(house: House) -> None:
    await house.say(message("/private", "p"))
    await house.say(message("/private off", "o"))
    await house.say(message("fever", "1"))
    assert [turn.text for turn in await house.store.history(ASHA)] == ["fever", "about fever"]


# The processing log, and taps


async def test_the_log_says_that_an_answer_was_given_and_no_word_of_it(house: House) -> None:
    await house.say(message("fever", "1"))
    [row] = await house.store.processing.since(datetime(2020, 1, 1, tzinfo=UTC))
    assert (row["channel"], row["kind"], row["field"]) == ("fake", "answer", "health")
    assert row["units"] == "health/unit"
    assert row["pack"].startswith("health@")
    assert "fever" not in json.dumps(row)
    await house.say(message("/forget yes", "2"))
    [row] = await house.store.processing.since(datetime(2020, 1, 1, tzinfo=UTC))
    assert row["who"] == ""


async def test_a_tap_is_kept_with_what_the_answer_was_made_from(house: House) -> None:
    await house.say(message("fever", "1"))
    await house.say(message("/feedback bad 1", "2"))
    [row] = await house.store.feedback_report()
    assert (row["units"], row["lang"], row["kind"]) == ("health/unit", "en-Latn", "answer")
    assert (row["good"], row["bad"]) == (0, 1)
    assert row["pack"].startswith("health@")


async def test_a_private_answer_cannot_be_found_from_a_tap(house: House) -> None:
    await house.say(message("/private", "p"))
    await house.say(message("fever", "1"))
    await house.say(message("/feedback good 1", "2"))
    [row] = await house.store.feedback_report()
    assert row["units"] == ""
