"""By number, then by id: one person. A number that changed hands: another."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from durable.harness import NOON, Expert, House, message
from nakshatra.stores.inbox import Question
from nakshatra.stores.keys import owner_of
from nakshatra.stores.ledger import State
from nakshatra.types import ENGLISH, Address, Answer, Detail, Profile, Query

NUMBER, OTHER = Address("fake", "919876543210"), Address("fake", "919812345678")
THIRD = Address("fake", "919800000000")
COTTON = Detail("crop", "cotton")
ASHA, RAVI = Address("fake", "IN.1349"), Address("fake", "IN.2718")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = await House.build(tmp_path)
    house.store.database._now = lambda: house.now
    yield house
    await house.store.close()


async def wrote(house: House, who: Address, text: str, id: str) -> None:
    """As the road takes it: the time is noted, and the words answered."""
    await house.store.ledger.held.wrote(owner_of(who))
    await house.say(message(text, id=id, user=who.user))


async def tie(house: House, who: Address, number: Address, at: datetime | None = None) -> None:
    await house.store.tie(who, number.user, at or house.now)


async def said(house: House, who: Address) -> list[str]:
    return [turn.text for turn in await house.store.history(who) if turn.text in ("wheat", "rice")]


async def rows_of(house: House, who: Address) -> int:
    """Rows of any table under the hash of this very name."""

    def counted(connection: sa.Connection) -> int:
        found = 0
        for table in sa.inspect(connection).get_table_names():
            if any(c["name"] == "owner" for c in sa.inspect(connection).get_columns(table)):
                query = sa.text(f"SELECT count(*) FROM {table} WHERE owner = :who")
                found += connection.scalar(query, {"who": owner_of(who)}) or 0
        return found

    return await house.store.database.read(counted)


async def test_whoever_was_known_by_number_goes_on_under_the_id(house: House) -> None:
    chosen = Profile(greeted=True, remember=True, asked_memory=True)
    await house.store.save_profile(NUMBER, chosen)
    await wrote(house, NUMBER, "wheat", "1")
    await house.store.add_feedback(NUMBER, "1", 1)
    await tie(house, ASHA, NUMBER)
    assert (await house.store.profile(ASHA)).remember
    assert await said(house, ASHA) == await said(house, NUMBER) == ["wheat"]
    held = await house.store.export(ASHA)
    assert len(held["feedback"]) == len(held["processing"]) == len(held["other_names"]) == 1
    assert NUMBER.user not in str(held["other_names"]), "it is kept as a hash"
    assert await rows_of(house, NUMBER) == 0


async def test_a_tie_told_twice_or_late_changes_nothing(house: House) -> None:
    await wrote(house, NUMBER, "wheat", "1")
    for at in (NOON, NOON, NOON - timedelta(days=3)):
        await tie(house, ASHA, NUMBER, at)
    await tie(house, RAVI, NUMBER, NOON - timedelta(days=1))
    assert await said(house, NUMBER) == await said(house, ASHA) == ["wheat"]
    assert await said(house, RAVI) == []


async def test_an_id_that_was_a_new_person_meanwhile_becomes_one_with_the_number(
    house: House,
) -> None:
    await wrote(house, NUMBER, "wheat", "1")
    await wrote(house, ASHA, "rice", "2")
    await tie(house, ASHA, NUMBER)
    assert await said(house, ASHA) == ["wheat", "rice"]


async def test_stop_under_either_name_holds_under_both(house: House) -> None:
    await wrote(house, NUMBER, "STOP", "1")
    await tie(house, ASHA, NUMBER)
    assert (await house.say(message("fever", id="2", user=ASHA.user))).state is State.WITHHELD
    assert (await house.say(message("fever", id="3", user=NUMBER.user))).state is State.WITHHELD
    await house.say(message("START", id="4", user=NUMBER.user))
    assert (await house.say(message("cough", id="5", user=ASHA.user))).state is State.SENT


@pytest.mark.parametrize("by", [ASHA, NUMBER], ids=["the id", "the number"])
async def test_forget_by_either_name_erases_all(house: House, by: Address) -> None:
    await wrote(house, NUMBER, "wheat", "1")
    await tie(house, ASHA, NUMBER)
    await wrote(house, ASHA, "rice", "2")
    await house.store.forget(by)
    for name in (ASHA, NUMBER):
        assert await said(house, name) == []
        assert await rows_of(house, name) == 0
    assert (await house.store.export(by))["other_names"] == []


async def test_a_number_that_changed_hands_brings_nobody_elses_words(house: House) -> None:
    await wrote(house, NUMBER, "wheat", "1")
    await tie(house, ASHA, NUMBER)
    house.now = NOON + timedelta(days=100)
    await tie(house, RAVI, NUMBER)
    await wrote(house, NUMBER, "rice", "2")
    assert await said(house, RAVI) == ["rice"]
    assert "rice" not in await said(house, ASHA)
    await house.store.forget(RAVI)
    await tie(house, RAVI, NUMBER)
    assert await said(house, RAVI) == []


async def test_whoever_has_a_new_number_gave_the_old_one_up(house: House) -> None:
    await wrote(house, ASHA, "wheat", "1")
    await tie(house, ASHA, NUMBER)
    await tie(house, ASHA, OTHER)
    assert await said(house, OTHER) == ["wheat"]
    assert await said(house, NUMBER) == []


async def test_a_number_silent_for_long_hands_nothing_over_but_a_stop(house: House) -> None:
    await house.store.save_profile(NUMBER, Profile(remember=True, stopped=True, greeted=True))
    await wrote(house, NUMBER, "wheat", "1")
    house.now = NOON + timedelta(days=31)
    await tie(house, ASHA, NUMBER)
    assert await said(house, ASHA) == []
    assert await house.store.profile(ASHA) == Profile(stopped=True)
    assert await rows_of(house, NUMBER) == 0


async def test_a_tie_is_kept_for_thirty_days_after_the_last_word_of_it(house: House) -> None:
    await tie(house, ASHA, NUMBER)
    for days in (20, 40):
        house.now = NOON + timedelta(days=days)
        await tie(house, ASHA, NUMBER)
        await house.store.purge()
        assert (await house.store.export(ASHA))["other_names"]
    house.now = NOON + timedelta(days=71)
    await house.store.purge()
    assert (await house.store.export(ASHA))["other_names"] == []


async def test_what_waits_or_is_held_is_answered_under_the_new_name(house: House) -> None:
    key = await house.take(message("wheat", id="1", user=NUMBER.user))
    await house.store.ledger.held.wrote(owner_of(NUMBER))
    await tie(house, ASHA, NUMBER)
    await house.turns().run(key)
    assert house.platform.sent[0].address == NUMBER
    assert await said(house, ASHA) == ["wheat"]


class Meanwhile(Expert):
    """While it thinks, the platform tells who the number is."""

    house: House

    async def answer(self, query: Query) -> Answer:
        await tie(self.house, ASHA, NUMBER)
        return await super().answer(query)


async def test_a_turn_under_way_ends_under_the_new_name(house: House) -> None:
    house.expert = Meanwhile()
    house.expert.house = house
    await house.store.ledger.held.wrote(owner_of(NUMBER))
    work = await house.say(message(id="1", user=NUMBER.user, text="wheat"))
    assert (work.state, work.owner) == (State.SENT, owner_of(ASHA))
    assert await said(house, ASHA) == ["wheat"]
    assert await rows_of(house, NUMBER) == 0


async def move(house: House, old: Address, new: Address, times: int = 2) -> None:
    """The platform says that they have another name; mostly it says so twice."""
    for _ in range(times):
        await house.store.moved(old, new, noted=True)


async def test_who_has_a_new_number_goes_on_with_all_they_had_and_a_stop_holds(
    house: House,
) -> None:
    await house.store.save_profile(NUMBER, Profile(greeted=True, stopped=True))
    await wrote(house, NUMBER, "wheat", "1")
    await move(house, NUMBER, OTHER)
    assert (await house.store.profile(OTHER)).stopped
    assert await rows_of(house, NUMBER) == 0
    house.now += timedelta(days=2)
    await house.store.purge()
    assert not (await house.store.profile(NUMBER)).stopped, "it is somebody else's by then"


async def test_a_new_number_of_whom_the_id_is_known_is_found_by_the_id_again(house: House) -> None:
    """Their id is told again only with the next message; no name may lead round in a circle."""
    await house.store.save_profile(ASHA, Profile(greeted=True, remember=True))
    await tie(house, ASHA, NUMBER)
    await wrote(house, NUMBER, "wheat", "1")
    await move(house, NUMBER, OTHER)
    assert await said(house, OTHER) == ["wheat"]
    house.now += timedelta(hours=1)
    await tie(house, ASHA, OTHER)
    assert await said(house, ASHA) == await said(house, OTHER) == ["wheat"]
    assert (await house.store.profile(ASHA)).remember
    await wrote(house, ASHA, "rice", "2")
    await house.store.forget(OTHER)
    assert await said(house, ASHA) == []


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("new", [OTHER, THIRD], ids=["the number told", "yet another"])
@pytest.mark.parametrize("days", [0, 40], ids=["wrote lately", "was silent"])
async def test_who_comes_back_by_the_id_after_a_new_number_finds_all_they_had(
    house: House, times: int, new: Address, days: int
) -> None:
    await tie(house, ASHA, NUMBER)
    await wrote(house, ASHA, "wheat", "1")
    await house.store.save_profile(ASHA, Profile(greeted=True, remember=True, stopped=True))
    house.now += timedelta(days=days)
    await tie(house, ASHA, NUMBER)
    await house.store.purge()
    await move(house, NUMBER, OTHER, times)
    await tie(house, ASHA, new)
    profile = await house.store.profile(ASHA)
    assert (profile.stopped, profile.remember) == (True, True)
    left = [] if days else ["wheat"]
    assert await said(house, ASHA) == await said(house, new) == left
    await house.store.forget(ASHA)
    for name in (ASHA, NUMBER, OTHER, new):
        assert await rows_of(house, name) == 0


@pytest.mark.parametrize(("days", "left"), [(100, ()), (10, (COTTON,))])
async def test_who_gets_a_number_that_was_silent_for_long_gets_nothing_of_another(
    house: House, days: int, left: tuple[Detail, ...]
) -> None:
    """One who wrote from it lately is the mover, who has two telephones."""
    held = Profile(greeted=True, remember=True, stopped=True, details=(COTTON,))
    await wrote(house, OTHER, "rice", "1")
    await house.store.save_profile(OTHER, held)
    house.now += timedelta(days=days)
    await house.store.save_profile(NUMBER, Profile(greeted=True))
    await wrote(house, NUMBER, "wheat", "2")
    await move(house, NUMBER, OTHER)
    profile = await house.store.profile(OTHER)
    assert (profile.details, profile.remember, profile.stopped) == (left, bool(left), True)
    assert "rice" not in await said(house, OTHER) or left
    assert await said(house, OTHER) == await said(house, NUMBER)


async def test_a_new_id_takes_along_what_the_old_one_had(house: House) -> None:
    await tie(house, ASHA, NUMBER)
    await wrote(house, ASHA, "wheat", "1")
    await move(house, ASHA, RAVI)
    await tie(house, RAVI, NUMBER)
    assert await said(house, RAVI) == await said(house, NUMBER) == ["wheat"]


async def test_what_waits_for_who_has_a_new_number_goes_there_and_not_to_the_old(
    house: House,
) -> None:
    await house.store.save_profile(NUMBER, Profile(greeted=True, asked_memory=True))
    key = await house.take(message("wheat", id="1", user=NUMBER.user))
    asked = Question(address=NUMBER, of="0", text="salt", lang=ENGLISH)
    await house.store.inbox.ask(asked)
    await move(house, NUMBER, OTHER)
    await house.turns().run(key)
    assert [reply.address for reply in house.platform.sent] == [OTHER]
    [item] = await house.store.inbox.waiting()
    assert item.question is not None
    assert item.question.address == OTHER
