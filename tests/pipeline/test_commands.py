"""What a person may ask the bot to do, and what it says to that."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

import fakes
from fakes import ADDRESS, ENGLISH, HINDI
from nakshatra.catalogue import Catalogue
from nakshatra.pipeline.commands import command
from nakshatra.pipeline.handing import FILE_LIMIT, as_file
from nakshatra.settings import Settings
from nakshatra.stores.sql import SqlStore
from nakshatra.types import Answer, Lang, Profile, Role, Turn, VoiceMode

CATALOGUE = Catalogue.load()
PHRASES = CATALOGUE.languages["en"].phrases
SAID = Turn(Role.USER, "बुखार है", HINDI, fakes.message("x").sent_at)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    made = SqlStore(Settings(data_dir=tmp_path))
    await made.open()
    yield made
    await made.close()


async def say(store: SqlStore, text: str, lang: Lang = ENGLISH) -> Answer:
    return await command(fakes.message(text, id="m7"), store, CATALOGUE, lang, store.settings)


def commands(answer: Answer) -> list[str]:
    return [button.command for button in answer.buttons]


@pytest.mark.parametrize("text", ["/", "/dance", "/feedback", "/feedback maybe"])
async def test_an_unknown_command_says_where_to_find_help(store: SqlStore, text: str) -> None:
    assert (await say(store, text)).text == PHRASES["unknown_command"]


async def test_start_greets_and_gives_the_notice_once(store: SqlStore) -> None:
    answer = await say(store, "/start")
    assert PHRASES["greeting"] in answer.text
    assert PHRASES["notice"].format(name="Nakshatra", minutes="30") in answer.text
    assert (await store.profile(ADDRESS)).greeted


@pytest.mark.parametrize("name", ["help", "privacy"])
async def test_it_tells_of_itself(store: SqlStore, name: str) -> None:
    assert (await say(store, f"/{name}")).text.startswith(PHRASES[name])


@pytest.mark.parametrize("text", ["/HELP", "/help@nakshatra_bot", "/help me please"])
async def test_a_command_is_known_however_the_platform_writes_it(
    store: SqlStore, text: str
) -> None:
    assert (await say(store, text)).text == PHRASES["help"]


async def test_it_speaks_the_language_of_the_person(store: SqlStore) -> None:
    answer = await say(store, "/help", HINDI)
    assert (answer.text, answer.lang) == (CATALOGUE.languages["hi"].phrases["help"], HINDI)


async def test_languages_are_offered_by_their_own_names(store: SqlStore) -> None:
    answer = await say(store, "/language")
    assert ("हिन्दी", "/language hi") in [(b.label, b.command) for b in answer.buttons]
    assert "/language en" in commands(answer)


async def test_a_chosen_language_answers_at_once(store: SqlStore) -> None:
    answer = await say(store, "/language hi")
    assert answer.text == CATALOGUE.languages["hi"].phrases["language_set"]
    assert (await store.profile(ADDRESS)).lang == HINDI


async def test_a_language_may_be_taken_back(store: SqlStore) -> None:
    await say(store, "/language hi")
    await say(store, "/language auto")
    assert (await store.profile(ADDRESS)).lang is None


async def test_a_language_without_phrases_says_not_yet(store: SqlStore) -> None:
    [code, *_] = [c for c, card in CATALOGUE.languages.items() if "greeting" not in card.phrases]
    answer = await say(store, f"/language {code}")
    assert "{" not in answer.text
    assert (await store.profile(ADDRESS)).lang is None


@pytest.mark.parametrize("word", ["klingon", "hi-Taml"])
async def test_a_language_that_is_none_offers_those_that_are(store: SqlStore, word: str) -> None:
    answer = await say(store, f"/language {word}")
    assert "/language hi" in commands(answer)
    assert (await store.profile(ADDRESS)).lang is None


async def test_voice_is_chosen_by_button(store: SqlStore) -> None:
    offered = [f"/voice {word}" for word in ("auto", "both", "voice", "text", "slow")]
    assert commands(await say(store, "/voice")) == offered
    await say(store, "/voice both")
    assert (await store.profile(ADDRESS)).voice is VoiceMode.ALWAYS
    await say(store, "/voice slow")
    assert (await store.profile(ADDRESS)).slow
    assert commands(await say(store, "/voice"))[-1] == "/voice normal"


@pytest.mark.parametrize(
    ("word", "mode"),
    [
        ("text", VoiceMode.NEVER),
        ("voice", VoiceMode.ONLY),
        ("always", VoiceMode.ALWAYS),
        ("never", VoiceMode.NEVER),
    ],
)
async def test_a_button_of_an_older_message_still_works(
    store: SqlStore, word: str, mode: VoiceMode
) -> None:
    await say(store, f"/voice {word}")
    assert (await store.profile(ADDRESS)).voice is mode


async def test_forgetting_asks_first(store: SqlStore) -> None:
    await store.remember(ADDRESS, [SAID])
    assert commands(await say(store, "/forget")) == ["/forget yes"]
    assert len(await store.history(ADDRESS)) == 1
    answer = await say(store, "/forget yes")
    assert answer.text == f"{PHRASES['forgotten']}\n{PHRASES['forgotten_what']}"
    assert list(await store.history(ADDRESS)) == []


async def test_remembering_needs_a_yes_of_its_own(store: SqlStore) -> None:
    assert commands(await say(store, "/remember")) == ["/remember yes", "/remember no"]
    assert not (await store.profile(ADDRESS)).remember
    await say(store, "/remember yes")
    assert (await store.profile(ADDRESS)).remember
    await say(store, "/remember no")
    assert not (await store.profile(ADDRESS)).remember


async def test_a_choice_leaves_the_others_alone(store: SqlStore) -> None:
    await store.save_profile(ADDRESS, Profile(remember=True, greeted=True))
    await say(store, "/voice never")
    kept = replace(Profile(remember=True, greeted=True), voice=VoiceMode.NEVER)
    assert await store.profile(ADDRESS) == kept


async def test_feedback_is_thanked_and_kept(store: SqlStore) -> None:
    assert (await say(store, "/feedback bad m1")).text == PHRASES["thanks"]
    assert [given["score"] for given in (await store.export(ADDRESS))["feedback"]] == [-1]


async def test_an_export_is_a_file_and_fits_a_message(store: SqlStore) -> None:
    await store.remember(ADDRESS, [SAID])
    answer = await say(store, "/export")
    assert answer.attachment is not None
    for form in (answer.attachment.data, answer.attachment.text):
        assert json.loads(form)["conversation"][0]["text"] == "बुखार है"


async def test_a_long_export_says_what_it_left_out(store: SqlStore) -> None:
    await store.remember(ADDRESS, [SAID] * 100)
    answer = await say(store, "/export")
    assert answer.attachment is not None
    held = json.loads(answer.attachment.text)
    assert len(answer.attachment.text) <= 3100
    assert len(held["conversation"]) + held["conversation_left_out"] == 100
    assert len(json.loads(answer.attachment.data)["conversation"]) == 100


async def test_a_file_is_bounded_too() -> None:
    held = {"conversation": [{"text": "x" * 1000}] * 3000}
    assert len(as_file(held).data) <= FILE_LIMIT + 100


async def test_who_to_complain_to_is_named_where_it_is_set(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path, operator_name="Asha Trust", operator_contact="help@asha.example"
    )
    for text in ("/start", "/privacy"):
        store = SqlStore(settings)
        await store.open()
        assert "Complaints to Asha Trust: help@asha.example" in (await say(store, text)).text
        await store.close()


async def test_who_else_hears_recordings_is_said(tmp_path: Path) -> None:
    store = SqlStore(Settings(data_dir=tmp_path, speech_url="https://ears.example/v1"))
    await store.open()
    assert PHRASES["privacy_speech"] in (await say(store, "/privacy")).text
    await store.close()


async def test_what_one_can_do_about_it_is_a_tap_away(store: SqlStore) -> None:
    offered = ["/export", "/forget", "/remember", "/private"]
    assert commands(await say(store, "/privacy")) == offered


async def test_a_child_is_remembered_only_when_a_parent_says_so(store: SqlStore) -> None:
    await store.save_profile(ADDRESS, Profile(child=True))
    assert commands(await say(store, "/remember yes")) == ["/remember parent", "/remember no"]
    assert not (await store.profile(ADDRESS)).remember
    assert (await say(store, "/remember parent")).text == PHRASES["remembered"]
    assert (await store.profile(ADDRESS)).remember
    await say(store, "/remember no")
    assert (await say(store, "/remember yes")).text == PHRASES["remember_child"]


async def test_private_mode_is_on_until_it_is_ended(store: SqlStore) -> None:
    assert (await say(store, "/private")).text == PHRASES["private_on"]
    assert (await store.profile(ADDRESS)).private
    assert (await say(store, "/private off")).text == PHRASES["private_off"]
    assert not (await store.profile(ADDRESS)).private
