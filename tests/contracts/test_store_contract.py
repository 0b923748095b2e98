"""What every Store promises. A new store adds itself to `stores` and must pass all of it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import postgres
from nakshatra.ports import Store
from nakshatra.settings import Settings
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Address, Lang, Profile, Reply, Role, Turn, Voice, VoiceMode

HINDI = Lang("hi", "Deva")
ASHA = Address("fake", "asha")
RAVI = Address("fake", "ravi")
NOW = datetime.now(UTC)


@pytest.fixture(params=postgres.BOTH)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    with postgres.one_of_both(request.param, tmp_path) as settings:
        yield settings


@pytest.fixture
async def store(house: Settings) -> AsyncIterator[Store]:
    made = SqlStore(house)
    await made.open()
    yield made
    await made.close()


def turn(text: str, role: Role = Role.USER) -> Turn:
    return Turn(role, text, HINDI, NOW)


def reply(text: str, to: Address = ASHA) -> Reply:
    return Reply(address=to, to="1", text=text, lang=HINDI, voice=Voice(b"\0\xff", "audio/ogg"))


async def test_a_conversation_comes_back_in_its_order(store: Store) -> None:
    said = [turn("बुखार है"), turn("पानी पिएँ", Role.BOT), turn("और?")]
    await store.remember(ASHA, said[:2])
    await store.remember(ASHA, said[2:])
    assert list(await store.history(ASHA)) == said
    assert list(await store.history(ASHA, limit=1)) == said[-1:]


async def test_nobody_sees_the_words_of_another(store: Store) -> None:
    await store.remember(ASHA, [turn("बुखार है")])
    await store.post(reply("पानी पिएँ"), NOW)
    assert list(await store.history(RAVI)) == []
    assert list(await store.letters(RAVI)) == []


async def test_the_same_name_on_another_channel_is_another_person(store: Store) -> None:
    await store.remember(ASHA, [turn("बुखार है")])
    assert list(await store.history(Address("web", "asha"))) == []


async def test_a_stranger_has_the_plain_profile(store: Store) -> None:
    assert await store.profile(ASHA) == Profile()


async def test_what_a_person_chose_is_kept(store: Store) -> None:
    chosen = Profile(lang=HINDI, voice=VoiceMode.NEVER, greeted=True, told_disclaimer_at=NOW)
    await store.save_profile(ASHA, Profile())
    await store.save_profile(ASHA, chosen)
    assert await store.profile(ASHA) == chosen


async def test_letters_are_numbered_upwards_and_keep_their_voice(store: Store) -> None:
    first = await store.post(reply("एक"), NOW)
    second = await store.post(reply("दो"), NOW)
    assert second > first
    assert list(await store.letters(ASHA)) == [(first, reply("एक")), (second, reply("दो"))]
    assert [number for number, _ in await store.letters(ASHA, after=first)] == [second]


async def test_a_second_opinion_replaces_the_first(store: Store) -> None:
    await store.add_feedback(ASHA, "1", 1)
    await store.add_feedback(ASHA, "1", -1)
    assert [given["score"] for given in (await store.export(ASHA))["feedback"]] == [-1]


async def test_forgetting_leaves_nothing(store: Store) -> None:
    for who in (ASHA, RAVI):
        await store.remember(who, [turn("बुखार है")])
        await store.save_profile(who, Profile(greeted=True))
        await store.add_feedback(who, "1", 1)
        await store.post(reply("पानी पिएँ", who), NOW)
    untouched = await store.export(RAVI)
    await store.forget(ASHA)
    assert await store.export(ASHA) == await store.export(Address("fake", "a stranger"))
    assert await store.export(RAVI) == untouched


async def test_an_export_is_json_with_everything(store: Store) -> None:
    await store.remember(ASHA, [turn("बुखार है")])
    await store.post(reply("पानी पिएँ"), NOW)
    text = json.dumps(await store.export(ASHA), ensure_ascii=False)
    assert "बुखार है" in text
    assert "पानी पिएँ" in text


async def test_no_text_breaks_it(store: Store) -> None:
    odd = turn("\ud800 \0 \u200b '; DROP TABLE lines; --")
    await store.remember(ASHA, [odd])
    assert list(await store.history(ASHA)) == [odd]
