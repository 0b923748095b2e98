"""Many turns over every channel, and much that breaks: no word, number or key reaches a log."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

import whatsapp_payloads as wa
from channels.sms_house import HOOK_SECRET
from durable.harness import Expert, message
from fake_bot_api import TOKEN, Cut, FakeBotApi, Garbage, Refusal
from fake_graph_api import TOKEN as GRAPH_TOKEN
from fake_graph_api import Cut as GraphCut
from fake_graph_api import FakeGraphApi
from fake_graph_api import Garbage as GraphGarbage
from fake_graph_api import Refusal as GraphRefusal
from fake_sms_gateway import TOKEN as SMS_TOKEN
from fake_sms_gateway import FakeSmsGateway
from nakshatra.channels.sms import build as sms
from nakshatra.channels.telegram import Telegram
from nakshatra.channels.terminal import Terminal
from nakshatra.channels.whatsapp import WhatsApp
from nakshatra.cli.logs import formatter, hidden, set_up
from nakshatra.ports import Channel
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from server.real_house import real_house
from telegram_payloads import typed

WORDS = ("zebrafish", "गुप्तरोग", "9876512345", "5550001", "Sunita")
"""What people write, their number, their chat and their name."""

SECRET = "s-of-the-tests-0123456789"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that would be on stderr, with the logging of `nakshatra run` at its most talkative."""
    before = logging.root.level, list(logging.root.handlers)
    set_up(Settings(log_level="DEBUG"))
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(formatter())
    logging.root.handlers = [handler]
    yield told
    logging.root.setLevel(before[0])
    logging.root.handlers = before[1]
    logging.getLogger("nakshatra").setLevel(logging.NOTSET)


async def test_no_word_number_or_key_of_anyone_is_logged(
    tmp_path: Path, logged: io.StringIO
) -> None:
    expert = Expert()
    with FakeBotApi() as api:

        def make(spec: Spec) -> Mapping[str, Channel]:
            bot = Telegram(spec.settings, spec.catalogue)
            return {"telegram": bot, "terminal": Terminal(lambda line: None), "fake": bot}

        async with (
            real_house(
                tmp_path,
                make,
                expert,
                telegram_token=TOKEN,
                telegram_secret=SECRET,
                telegram_api=api.url,
                user_per_minute=20,
            ) as house,
            house.line() as line,
        ):
            await _everything(api, expert, line, house.quiet)
            await house.road.accept(message(f"{WORDS[0]} {WORDS[2]}"))
            await house.quiet()
            metrics = (await line.get("/metrics")).text
            await house.app.state.site.channels["telegram"].close()
    text = logged.getvalue()
    assert "a stage broke" in text or "expert" in text, "something was logged"
    for secret in (*WORDS, TOKEN, TOKEN.partition(":")[2], SECRET):
        assert secret not in text
        assert secret not in metrics


async def _everything(
    api: FakeBotApi, expert: Expert, line: httpx.AsyncClient, quiet: Callable[[], Awaitable[None]]
) -> None:
    """Answers, broken experts, a platform that breaks, floods, forgeries, nonsense."""
    await line.post("/chat/hello")
    secret = {"x-telegram-bot-api-secret-token": SECRET}
    said = " ".join(WORDS)
    for number in range(24):
        if number in (4, 8, 12):
            await quiet()
        if number == 4:
            expert.breaks = ValueError(said)
        if number == 8:
            expert.breaks = None
            api.trouble("sendMessage", Cut(), Garbage(), Refusal(400, f"Bad Request: {said}"))
        if number == 12:
            api.trouble("sendMessage", Refusal(500, said), Refusal(403, f"Forbidden: {said}"))
        update = {"update_id": number + 1, **typed(f"{said} {number}", number + 1)}
        await line.post("/hooks/telegram", json=update, headers=secret)
        await line.post("/hooks/telegram", json=update, headers={"x-secret": TOKEN})
        body = {"id": str(uuid4()), "text": f"{said} {number}"}
        await line.post("/chat/messages", json=body)
        await asyncio.sleep(0)
    broken = {"update_id": 99, "message": {"text": said, "date": said, "chat": said}}
    await line.post("/hooks/telegram", json=broken, headers=secret)
    await line.post("/hooks/telegram", content=said.encode(), headers=secret)
    await line.get(f"/hooks/{said}")


ON_BOTH = {
    "whatsapp_token": GRAPH_TOKEN,
    "whatsapp_phone_id": wa.PHONE_ID,
    "whatsapp_app_secret": wa.SECRET,
    "whatsapp_verify_token": wa.VERIFY,
    "sms_provider": "msg91",
    "sms_from": "NAKSHT",
    "sms_secret": SMS_TOKEN,
    "sms_hook_secret": HOOK_SECRET,
    "sms_dlt_required": False,
    "public_url": "https://bot.example.org",
    "user_per_minute": 20,
}
TAKEN = (200, '{"message": "theirs-1", "type": "success"}')


async def test_nor_of_anyone_on_whatsapp_or_by_sms(tmp_path: Path, logged: io.StringIO) -> None:
    expert, said = Expert(), " ".join(WORDS)
    with FakeGraphApi(quotes=said) as graph, FakeSmsGateway() as gateway:

        def make(spec: Spec) -> Mapping[str, Channel]:
            return {"whatsapp": WhatsApp(spec.settings, spec.catalogue), "sms": sms(spec)}

        where: dict[str, Any] = {"whatsapp_api": graph.url, "sms_url": gateway.url}
        async with (
            real_house(tmp_path, make, expert, **ON_BOTH, **where) as house,
            house.line() as line,
        ):
            for number in range(24):
                if number in (4, 8, 12):
                    await house.quiet()
                if number == 4:
                    expert.breaks = ValueError(said)
                if number == 8:
                    expert.breaks = None
                    graph.trouble(GraphCut(), GraphGarbage(), GraphRefusal(131026))
                    gateway.answers.extend([(400, said), (503, said), (200, said)])
                if number == 12:
                    graph.trouble(GraphRefusal(131056), GraphRefusal(190, 401))
                    gateway.cuts = 1
                gateway.answers.append(TAKEN)
                await _by_both(line, f"{said} {number}", number)
            await house.quiet()
            faults = await house.store.ledger.faults()
            for channel in ("whatsapp", "sms"):
                await house.app.state.site.channels[channel].close()
    text = logged.getvalue() + "".join(letter.fault for letter in faults)
    assert "dead letter" in text
    assert {letter.channel for letter in faults} == {"whatsapp", "sms"}
    for secret in (*WORDS, GRAPH_TOKEN, wa.SECRET, wa.VERIFY, SMS_TOKEN, HOOK_SECRET):
        assert secret not in text


async def _by_both(line: httpx.AsyncClient, said: str, number: int) -> None:
    """A message on each, a receipt that quotes it, a forgery, and nonsense that was signed."""
    person = f"91{WORDS[2]}"
    failed = wa.payload("status_failed")
    status = failed["entry"][0]["changes"][0]["value"]["statuses"][0]
    status |= {"recipient_id": person, "biz_opaque_callback_data": f"wamid.{number}="}
    status["errors"][0]["error_data"] = {"details": said}
    broken = wa.typed(said, f"wamid.x{number}=", person)
    broken["entry"][0]["changes"][0]["value"]["messages"][0]["timestamp"] = said
    for update in (wa.typed(said, f"wamid.{number}=", person), failed, broken):
        data = wa.body(update)
        await line.post("/hooks/whatsapp", content=data, headers=wa.signed(data))
        await line.post("/hooks/whatsapp", content=data, headers=wa.signed(data, "another"))
    sent = {"id": f"m{number}", "number": person, "message": said}
    await line.post(f"/hooks/sms/{HOOK_SECRET}", json=sent)
    await line.post(f"/hooks/sms/{said}", json=sent)
    await line.post(f"/hooks/sms/{HOOK_SECRET}", json={"message": said})


def test_what_a_library_quotes_is_taken_out(logged: io.StringIO) -> None:
    log = logging.getLogger("httpx")
    log.warning("POST https://api.telegram.org/bot%s/sendMessage 'HTTP/1.1 401'", TOKEN)
    log.warning("calling +91 98765 12345", extra={"to": "whatsapp:+919876512345"})
    log.warning("Authorization: Bearer abcdef0123456789")
    log.info("not said at all: zebrafish")
    try:
        raise KeyError("zebrafish 9876512345")
    except KeyError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    text = logged.getvalue()
    for secret in (*WORDS, TOKEN, "98765 12345", "919876512345", "abcdef0123456789"):
        assert secret not in text
    assert "KeyError" in text
    assert "test_nobody_in_the_logs.py" in text
    assert "sendMessage" in text


@pytest.mark.parametrize(
    "text",
    [
        "took 1234 ms of 5,000",
        "v3.11.7 at 127.0.0.1:8321",
        "2026-11-26T12:00:00Z",
        "dead letter 17",
    ],
)
def test_what_an_operator_needs_stays(text: str) -> None:
    assert hidden(text) == text
