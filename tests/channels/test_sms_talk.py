"""A person with a plain phone: the whole bot, its experts and its memory, behind an SMS gateway."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from channels.sms_house import CARDS, PERSON, settings
from channels.test_sms_sending import EXPECTED
from fake_sms_gateway import FakeSmsGateway
from nakshatra.app import Parts, wire
from nakshatra.catalogue import words_of
from nakshatra.channels.sms import build
from nakshatra.durable.consent import HELPED
from nakshatra.durable.deliver import Delivery
from nakshatra.durable.lanes import Lanes
from nakshatra.durable.retry import Patience
from nakshatra.durable.turn import Turns
from nakshatra.pipeline.bot import Bot
from nakshatra.pipeline.wishes import Form, wish
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.stores.keys import key_of
from nakshatra.stores.ledger import Accepted
from nakshatra.stores.sql import SqlStore
from nakshatra.text.segments import count, thrifty
from nakshatra.types import Address, Lang, Message, Profile, Query

MORE = CARDS.languages["hi"].phrases["rest_how"]


@dataclass
class Phone:
    """Sends a text, and reads what has come since."""

    turns: Turns
    gateway: FakeSmsGateway
    number: int = 0
    ids: list[str] = field(default_factory=list)

    def message(self, text: str, user: str = PERSON) -> Message:
        self.number += 1
        address = Address("sms", user)
        id = f"SM{self.number}"
        return Message(id=id, address=address, sent_at=datetime.now(UTC), text=text)

    async def deliver(self, message: Message) -> Accepted:
        """Every delivery of it, as the road takes them."""
        accepted, _ = await self.turns.store.ledger.accept(message, urgent=False)
        if accepted is Accepted.NEW:
            await self.turns.run(key_of(message.address, message.id))
        return accepted

    async def says(self, text: str) -> str:
        """The answer: each question is answered by one message."""
        before = len(self.gateway.texts)
        await self.deliver(self.message(text))
        got = self.gateway.texts[before:]
        assert len(got) == 1, "one question, one SMS"
        assert all(count(one).segments <= 2 for one in got)
        return got[0]


def turns_of(bot: Bot, store: SqlStore, settings: Settings) -> Turns:
    delivery = Delivery(
        ledger=store.ledger,
        channels=bot.channels,
        patience=Patience(tries=1, first_s=0.0),
        over=lambda *_: None,
    )
    return Turns(
        bot=bot,
        store=store,
        lanes=Lanes(),
        delivery=delivery,
        patience=Patience(tries=1, first_s=0.0),
        crashed=set(),
        replaced=set(),
        settings=settings,
    )


@pytest.fixture(scope="module")
def gateway() -> Iterator[FakeSmsGateway]:
    with FakeSmsGateway() as made:
        yield made


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """The experts are opened once."""
    folder = tmp_path_factory.mktemp("house")
    return wire(
        Spec(settings=settings(data_dir=folder), catalogue=CARDS, shelf=Shelf(100, 60.0)), {}
    )


@asynccontextmanager
async def opened(
    parts: Parts, gateway: FakeSmsGateway, folder: Path, **more: Any
) -> AsyncIterator[Phone]:
    gateway.sent.clear()
    given = settings(data_dir=folder, sms_url=gateway.url, **more)
    store = SqlStore(given)
    await store.open()
    sms = build(Spec(settings=given, catalogue=CARDS, store=store))
    yield Phone(turns_of(replace(parts.bot, channels={"sms": sms}), store, given), gateway)
    await sms.close()
    await store.close()


@pytest.fixture
async def phone(tmp_path: Path, gateway: FakeSmsGateway, parts: Parts) -> AsyncIterator[Phone]:
    async with opened(parts, gateway, tmp_path, sms_price=0.2) as made:
        yield made


async def test_an_answer_is_short_and_more_goes_on_to_its_end_and_its_source(phone: Phone) -> None:
    first = await phone.says("बच्चे को दो दिन से बुखार है क्या करूँ")
    assert first.endswith(MORE)
    pages = [await phone.says("और")]
    while pages[-1].endswith(MORE):
        pages.append(
            await phone.says(random.Random(len(pages)).choice(["MORE", "और", "aur", "more"]))
        )
    whole = "\n".join(page.removesuffix(MORE) for page in pages)
    assert "http" in whole, "the source comes last"
    assert len(pages) >= 2
    after = await phone.says("MORE")
    assert after not in pages


async def test_thanks_do_not_end_an_answer_and_a_new_question_does(phone: Phone) -> None:
    await phone.says("गेहूँ की MSP कितनी है?")
    await phone.says("धन्यवाद")
    assert "मंडी" in await phone.says("और")
    await phone.says("बुखार में क्या करें?")
    assert "मंडी" not in await phone.says("और")


async def test_an_emergency_is_one_segment_with_its_number_and_more_tells_the_rest(
    phone: Phone,
) -> None:
    first = await phone.says("मेरे भाई को साँप ने काट लिया")
    assert count(first).segments == 1
    assert "108" in first[:40]
    assert len(phone.gateway.texts) == 1, "no greeting, no notice"
    assert "108" in await phone.says("MORE")


async def test_who_writes_in_latin_letters_is_answered_so_and_pays_for_fewer(phone: Phone) -> None:
    answer = await phone.says("gehu ki msp kitni hai")
    assert answer.isascii()
    assert str(count(answer).alphabet) == "GSM-7"


async def test_a_missed_call_gets_a_menu_in_two_languages_and_a_number_picks(phone: Phone) -> None:
    menu = await phone.says("/menu")
    for words in ("नंबर भेजिए", "Send a number", "1. ", "सेहत / Health"):
        assert words in menu
    assert "MORE" not in menu, "all of it is in one SMS"
    lines = dict(line.split(". ", 1) for line in menu.splitlines() if ". " in line[:4])
    health = next(number for number, label in lines.items() if "Health" in label)
    assert "Health" in await phone.says(health)


async def test_a_person_who_is_known_gets_the_menu_in_their_language(phone: Phone) -> None:
    await phone.says("गेहूँ की MSP कितनी है?")
    menu = await phone.says("/menu")
    assert "Send a number" not in menu
    assert "खेती" in menu
    assert "खेती" in await phone.says("१")


async def test_stop_is_honoured_but_first_aid_is_not_withheld(phone: Phone) -> None:
    await phone.says("गेहूँ की MSP कितनी है?")
    assert await phone.says("STOP")
    before = len(phone.gateway.texts)
    await phone.deliver(phone.message("धान की MSP कितनी है?"))
    assert len(phone.gateway.texts) == before
    assert "108" in await phone.says("साँप ने काट लिया")
    assert await phone.says("START")
    assert await phone.says("धान की MSP कितनी है?")


async def test_each_delivery_repeated_three_times_in_any_order_is_answered_once(
    phone: Phone,
) -> None:
    people = [f"+9198765432{n:02}" for n in range(12)]
    given = [phone.message("धन्यवाद", user) for user in people] * 3
    random.Random(6).shuffle(given)
    accepted = [await phone.deliver(one) for one in given]
    assert accepted.count(Accepted.NEW) == len(people)
    to = [sent.fields["To"] for sent in phone.gateway.sent]
    assert sorted(to) == people


async def test_a_template_that_is_missing_is_a_dead_letter_that_says_so(
    tmp_path: Path, gateway: FakeSmsGateway, parts: Parts
) -> None:
    async with opened(parts, gateway, tmp_path, sms_dlt_required=True) as phone:
        await phone.deliver(phone.message("/menu"))
        [letter] = await phone.turns.store.ledger.faults()
        assert "sms_templates" in letter.fault
        assert not gateway.sent


async def test_what_waits_for_more_is_exported_and_forgotten(phone: Phone) -> None:
    address = Address("sms", PERSON)
    await phone.says("बच्चे को दो दिन से बुखार है क्या करूँ")
    held = await phone.turns.store.export(address)
    assert any((line.get("thread") or {}).get("rest") for line in held["conversation"])
    await phone.turns.store.forget(address)
    assert not (await phone.turns.store.export(address))["conversation"]
    assert "बुखार" not in await phone.says("और")


async def test_an_export_is_read_page_by_page(phone: Phone) -> None:
    await phone.says("गेहूँ की MSP कितनी है?")
    pages = [await phone.says("/export")]
    while pages[-1].endswith(MORE):
        pages.append(await phone.says("और"))
    whole = "".join(page.removesuffix(MORE).strip() for page in pages)
    for part in ('"profile"', '"conversation"', "गेहूँ", "MSP", '"processing"'):
        assert part in whole, part
    assert len(pages) < 40


async def test_what_was_spent_is_added_up_by_day(phone: Phone) -> None:
    await phone.says("गेहूँ की MSP कितनी है?")
    [day] = await phone.turns.store.purse.days(7)
    texts = phone.gateway.texts
    assert day.messages == len(texts)
    assert day.segments == sum(count(text).segments for text in texts)
    assert day.answers == 1
    assert day.rupees == pytest.approx(0.2 * day.segments)


def noted(text: str, code: str = "hi") -> bool:
    return thrifty(CARDS.languages[code].phrases["notice_short"]) in text


async def test_the_first_notice_is_in_an_answer_once_and_never_a_message_of_its_own(
    phone: Phone,
) -> None:
    questions = ["गेहूँ की MSP कितनी है?", "MORE", "MORE", "MORE", "आयुष्मान कार्ड क्या है?"]
    got = [await phone.says(text) for text in questions]
    assert sum(noted(text) for text in got) == 1
    assert (await phone.turns.store.profile(Address("sms", PERSON))).greeted
    assert len(phone.gateway.texts) == len(questions)


async def test_first_aid_is_not_lengthened_and_the_next_answer_has_the_notice(
    phone: Phone,
) -> None:
    assert not noted(await phone.says("मेरे भाई को साँप ने काट लिया"))
    got = [await phone.says(text) for text in ("गेहूँ की MSP कितनी है?", "MORE", "MORE")]
    assert sum(noted(text) for text in got) == 1


QUESTIONS = ("गेहूँ की MSP कितनी है?", "आयुष्मान कार्ड क्या है?", "डेंगू के लक्षण क्या हैं?")
DAY = {"quiet_from": 0, "quiet_to": 0}


def asked(text: str, code: str = "hi") -> bool:
    return thrifty(CARDS.languages[code].phrases["remember_short"]) in text


@pytest.mark.parametrize("provider", ["twilio", *EXPECTED])
async def test_whether_to_remember_is_asked_within_an_answer_and_once(
    provider: str, parts: Parts, gateway: FakeSmsGateway, tmp_path: Path
) -> None:
    """Every question is answered by one message, whoever carries it."""
    address = Address("sms", PERSON)
    gateway.answers.clear()
    async with opened(parts, gateway, tmp_path, provider=provider, **DAY) as phone:
        if provider != "twilio":
            gateway.answers.extend([(200, EXPECTED[provider][0])] * 2 * len(QUESTIONS))
        await phone.turns.store.save_profile(address, Profile(greeted=True))
        got = [await phone.says(text) for text in (*QUESTIONS, *QUESTIONS)]
        assert sum(asked(text) for text in got) == 1
        assert not any(asked(text) for text in got[: HELPED - 1])
        assert (await phone.turns.store.profile(address)).asked_memory
        assert len(phone.gateway.texts) == len(got)


@pytest.mark.parametrize(("number", "remembers"), [("1", True), ("2", False)])
async def test_the_number_that_the_question_names_is_the_answer(
    number: str, remembers: bool, parts: Parts, gateway: FakeSmsGateway, tmp_path: Path
) -> None:
    address = Address("sms", PERSON)
    async with opened(parts, gateway, tmp_path, **DAY) as phone:
        await phone.turns.store.save_profile(address, Profile(greeted=True, helped=HELPED))
        for text in QUESTIONS:
            if asked(got := await phone.says(text)):
                break
        assert asked(got)
        if got.endswith(MORE):
            await phone.says("MORE")
        await phone.says(number)
        assert (await phone.turns.store.profile(address)).remember is remembers


@pytest.mark.parametrize("code", [code for code in CARDS.languages if CARDS.greets(code)])
def test_the_question_whether_to_remember_is_short(code: str) -> None:
    line = CARDS.languages[code].phrases["remember_short"]
    assert "1 " in line
    assert "2 " in line
    assert count(thrifty(f"\n{line}")).units <= 47


async def test_the_word_that_the_notice_names_tells_of_privacy(phone: Phone) -> None:
    told = CARDS.languages["en"].phrases["privacy"]
    assert (await phone.says("PRIVACY"))[:40] == told[:40]


@pytest.mark.parametrize("code", [code for code in CARDS.languages if CARDS.greets(code)])
def test_the_short_notice_is_short(code: str) -> None:
    line = CARDS.languages[code].phrases["notice_short"]
    assert "PRIVACY" in line
    assert count(thrifty(f"\n{line}")).units <= 47, "it fits beside 87 letters"


@pytest.mark.parametrize("code", [code for code in CARDS.languages if CARDS.greets(code)])
def test_the_word_that_is_named_for_more_is_understood(code: str) -> None:
    card = CARDS.languages[code]
    named = card.phrases["rest_how"].partition(":")[2].split("/")
    assert "MORE" in [word.strip() for word in named]
    for word in named:
        lang = Lang(code, card.scripts[0])
        found = wish(Query(text=word.strip(), native=word.strip(), lang=lang), CARDS)
        assert found is not None, word
        assert found.form is Form.MORE, words_of(word)


@pytest.mark.parametrize("code", [code for code in CARDS.languages if CARDS.greets(code)])
async def test_the_menu_fits_one_sms_in_every_language(code: str, phone: Phone) -> None:
    address = Address("sms", PERSON)
    own = Profile(lang=Lang(code, CARDS.languages[code].scripts[0]), greeted=True)
    await phone.turns.store.save_profile(address, own)
    menu = await phone.says("/menu")
    assert "5. " in menu
    assert "MORE" not in menu
