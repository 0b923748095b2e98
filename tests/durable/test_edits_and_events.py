"""Words that were changed, people who left, groups that became others, thumbs below an answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from durable.harness import ASHA, House, message
from durable.test_durable_road import town
from nakshatra.durable.events import happened
from nakshatra.errors import Blocked
from nakshatra.stores.ledger import Accepted, State
from nakshatra.types import (
    Address,
    Detail,
    Event,
    Lang,
    Message,
    Profile,
    VoiceMode,
)

TAMIL = Lang("ta", "Taml")


def edited(text: str, stamp: int = 1) -> Message:
    return message(text, f"1:edit:{stamp}", replaces="1")


def event(kind: Event, about: str = "", user: str = "asha") -> Message:
    return message("", f"{kind}-{about}", user, event=kind, about=about)


async def said(house: House, address: Address = ASHA) -> list[str]:
    return [turn.text for turn in await house.store.history(address)]


async def test_changed_words_are_answered_anew_and_the_old_turn_leaves_the_memory(
    house: House,
) -> None:
    await house.store.save_profile(ASHA, Profile(greeted=True, asked_memory=True))
    await house.say(message("wheat"))
    await house.say(message("something else", "2"))
    await house.say(edited("mustard"))
    await house.say(edited("barley", 2))
    assert house.expert.asked == ["wheat", "something else", "mustard", "barley"]
    assert await said(house) == [
        *("something else", "about something else"),
        *("barley", "about barley"),
    ]
    assert [reply.amends for reply in house.platform.sent] == ["", "", "sent-1", "sent-3"]


async def test_what_the_old_words_told_of_the_person_is_unlearned(house: House) -> None:
    await house.say(message("I grow cotton"))
    told = Detail("crop", "cotton")
    await house.store.save_profile(ASHA, Profile(greeted=True, remember=True, details=(told,)))
    await house.say(edited("wheat"))
    assert (await house.store.profile(ASHA)).details == ()


async def test_words_that_waited_and_were_changed_are_not_answered(house: House) -> None:
    key = await house.take(message("wheat"))
    house.replaced.add(key)
    await house.turns().run(key)
    row = await house.row(key)
    assert (house.platform.sent, row.state, row.message) == ([], State.DISCARDED, None)


async def test_an_edit_overtakes_its_own_question_and_both_get_one_answer(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        await here.road.accept(message("fever", "0"))
        await here.road.accept(message("wheat", "1"))
        await here.road.accept(edited("mustard"))
        texts = await here.replies(2)
        while await here.road.backlog():
            here.ended.clear()
            await here.ended.wait()
        texts = here.platform.texts
    assert texts[0] == "about fever"
    assert texts[-1] == "about mustard"


async def test_who_blocked_us_leaves_nothing_that_waits(house: House) -> None:
    first = await house.take(message("one", "1"))
    second = await house.take(message("two", "2"))
    house.platform.failures = [Blocked("blocked by the user")]
    await house.turns().run(first)
    await house.turns().run(second)
    rows = [await house.row(key) for key in (first, second)]
    assert [row.state for row in rows] == [State.ERASED] * 2
    assert [row.message or row.reply or row.answer for row in rows] == [None, None]
    assert list(await house.store.ledger.faults()) == []
    assert house.over == [("fake", State.ERASED)]
    assert (house.platform.sent, house.sleeper.waited) == ([], [])


async def test_who_tells_that_they_left_is_not_answered_any_more(house: House) -> None:
    key = await house.take(message("wheat"))
    other = await house.take(message("rice", "9", "ravi"))
    await happened(event(Event.LEFT), house.store)
    for one in (key, other):
        await house.turns().run(one)
    assert house.platform.texts[:1] == ["about rice"]
    assert (await house.row(key)).message is None


async def test_a_group_that_became_another_keeps_all_it_had(house: House) -> None:
    old, new = Address("fake", "-44"), Address("fake", "-1001")
    await house.say(message("wheat", "1", "-44"))
    waiting = await house.take(message("mustard", "2", "-44"))
    await house.store.add_feedback(old, "1", 1)
    await house.store.save_profile(old, Profile(lang=TAMIL))
    for _ in range(2):  # told in the old group and in the new one
        await happened(event(Event.MOVED, "-44", "-1001"), house.store)
    await house.turns().run(waiting)
    told = "ta(about mustard)\n\n(கணினி மொழிபெயர்த்தது.)"
    assert told in house.platform.texts, "what waited is told as the group wants it"
    assert "wheat" in await said(house, new)
    assert await said(house, old) == await said(house, new), "what comes late finds them too"
    assert (await house.store.profile(new)).lang == TAMIL
    assert len((await house.store.export(new))["feedback"]) == 1
    await house.store.forget(new)
    assert (await house.row(waiting)).message is None


async def test_what_the_new_group_chose_already_stays(house: House) -> None:
    old, new = Address("fake", "-44"), Address("fake", "-1001")
    await house.store.save_profile(old, Profile(lang=TAMIL))
    await house.store.save_profile(new, Profile(voice=VoiceMode.NEVER))
    await happened(event(Event.MOVED, "-44", "-1001"), house.store)
    for name in (new, old):
        assert await house.store.profile(name) == Profile(voice=VoiceMode.NEVER)


async def test_what_protected_the_old_group_holds_in_the_new(house: House) -> None:
    old, new = Address("fake", "-44"), Address("fake", "-1001")
    await house.store.save_profile(old, Profile(stopped=True, child=True, remember=True))
    await house.store.save_profile(new, Profile(remember=True))
    await happened(event(Event.MOVED, "-44", "-1001"), house.store)
    assert await house.store.profile(new) == Profile(stopped=True, child=True)


@pytest.mark.parametrize(("kind", "score"), [(Event.LIKED, 1), (Event.DISLIKED, -1)])
async def test_a_thumb_is_feedback_and_nobody_is_answered(
    house: House, kind: Event, score: int
) -> None:
    await house.say(message("wheat"))
    await happened(event(kind, "sent-1"), house.store)
    await happened(event(kind, "of-nobody"), house.store)
    await happened(event(kind, "sent-1", "ravi"), house.store)
    held = (await house.store.export(ASHA))["feedback"]
    assert [one["score"] for one in held] == [score]
    assert len(house.platform.sent) == 1


async def test_after_forget_no_platform_id_is_left(house: House) -> None:
    await house.say(message("wheat"))
    await house.store.forget(ASHA)
    assert await house.store.answers(ASHA, ["1"]) == ""
    assert await house.store.answered(ASHA, "sent-1") == ""


async def test_an_event_is_taken_at_the_door_and_is_no_turn(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        assert await here.road.accept(event(Event.LEFT)) is Accepted.NEW
        assert await here.road.backlog() == 0
        assert here.platform.sent == []


@pytest.mark.parametrize(
    ("link", "chosen"),
    [
        ("ta", Profile(greeted=True, lang=TAMIL)),
        ("hi-Latn", Profile(greeted=True, lang=Lang("hi", "Latn"))),
        ("ta_voice", Profile(greeted=True, lang=TAMIL, voice=VoiceMode.ONLY)),
        ("ta_slow", Profile(greeted=True, lang=TAMIL, slow=True)),
        ("ta_whatever", Profile(greeted=True, lang=TAMIL)),
        ("ref_42", Profile(greeted=True)),
        ("sat", Profile(greeted=True)),
        ("hi-Taml", Profile(greeted=True)),
        ("", Profile(greeted=True)),
    ],
)
async def test_a_link_chooses_language_and_voice(
    stranger: House, link: str, chosen: Profile
) -> None:
    await stranger.say(message(f"/start {link}".strip()))
    found = await stranger.store.profile(ASHA)
    assert replace(found, voice=chosen.voice) == chosen
    if link != "ta_voice":
        assert found.voice == chosen.voice
    greeting = stranger.platform.texts[0]
    assert ("வணக்கம்" in greeting) is (chosen.lang == TAMIL)


async def test_who_puts_us_into_a_group_reads_how_to_call_us(house: House) -> None:
    await house.say(message("/joined NakshatraBot", "1", lang=Lang("hi", "Deva")))
    await house.say(message("/joined @all <b>", "2"))
    assert "@NakshatraBot" in house.platform.texts[0]
    assert "@all" not in house.platform.texts[1]
