"""A talk in many languages, through the whole bot: the answer comes back as the question came."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from nakshatra.app import specify, wire
from nakshatra.channels.terminal import Terminal
from nakshatra.pipeline.bot import Bot
from nakshatra.settings import Settings
from nakshatra.text.scripts import counts
from nakshatra.types import Address, Lang, Message, Profile, Reply, Role, Turn


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    return wire(specify(settings), {"terminal": Terminal()}).bot


async def asked(
    bot: Bot, text: str, *before: tuple[str, str], profile: Profile | None = None
) -> Reply:
    """`before`: earlier questions with their tags."""
    now = datetime.now(UTC)
    history = [Turn(Role.USER, said, Lang.parse(tag), now) for said, tag in before]
    message = Message(id="1", address=Address("terminal", "you"), sent_at=now, text=text)
    return (await bot.handle(message, history, profile)).reply


def letters(text: str) -> str:
    """The script of most letters, web addresses and all."""
    found = counts(text)
    return max(found, key=found.__getitem__)


@pytest.mark.parametrize(
    ("text", "tag", "unit"),
    [
        ("naku rendu rojula nundi jwaram ga undi em cheyali", "te-Latn", "health/fever_adult"),
        ("mainu do din ton bukhar hai ki kara", "pa-Latn", "health/fever_adult"),
        ("mote dui dina hela jwara heuchi kana karibi", "or-Latn", "health/fever_adult"),
        ("malai dui din dekhi jwaro aayeko chha ke garne", "ne-Latn", "health/fever_adult"),
        ("hamra du din sa bukhar achhi ki kari", "mai-Latn", "health/fever_adult"),
        ("నాకు రెండు రోజులుగా జ్వరం, ఏం చేయాలి?", "te-Telu", "health/fever_adult"),
        ("ਮੈਨੂੰ ਦੋ ਦਿਨ ਤੋਂ ਬੁਖਾਰ ਹੈ", "pa-Guru", "health/fever_adult"),
        ("ମୋତେ ଦୁଇ ଦିନ ହେଲା ଜ୍ୱର", "or-Orya", "health/fever_adult"),
        ("मलाई दुई दिनदेखि ज्वरो आएको छ", "ne-Deva", "health/fever_adult"),
        ("हमरा दू दिन सँ बोखार अछि", "mai-Deva", "health/fever_adult"),
    ],
)
async def test_the_reply_is_in_the_language_and_script_of_the_question(
    bot: Bot, text: str, tag: str, unit: str
) -> None:
    reply = await asked(bot, text)
    assert str(reply.lang) == tag
    assert unit in {citation.id for citation in reply.citations}
    assert letters(reply.text) == tag.partition("-")[2]


async def test_the_bot_changes_language_with_the_person(bot: Bot) -> None:
    reply = await asked(bot, "నాకు రెండు రోజులుగా జ్వరం, ఏం చేయాలి?", ("मुझे बुखार है", "hi-Deva"))
    assert str(reply.lang) == "te-Telu"


async def test_a_word_or_two_stay_in_the_language_of_the_talk(bot: Bot) -> None:
    reply = await asked(bot, "PM Kisan?", ("ରାସନ କାର୍ଡ କେମିତି ମିଳିବ", "or-Orya"))
    assert reply.lang.code in ("or", "en")


async def test_a_chosen_language_is_kept_whatever_is_typed(bot: Bot) -> None:
    chosen = Profile(lang=Lang("te", "Telu"))
    reply = await asked(bot, "I have had fever for two days, what should I do?", profile=chosen)
    assert str(reply.lang) == "te-Telu"
    assert letters(reply.text) == "Telu"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PM Kisan Samman Nidhi beneficiary status எப்படி பார்க்கணும்", "ta"),
        ("Coromandel Gromor 28-28-0 fertilizer எப்போ போடணும்?", "ta"),
        ("నా Aadhaar card లో name change ఎలా చేయాలి", "te"),
    ],
)
async def test_english_names_in_a_sentence_do_not_make_it_english(
    bot: Bot, text: str, code: str
) -> None:
    assert bot.identifier.identify(text).lang.code == code
