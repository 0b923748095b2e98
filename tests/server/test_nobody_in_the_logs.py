"""Many turns over every channel, and much that breaks: no word, number or key reaches a log."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from durable.harness import Expert, message
from fake_bot_api import TOKEN, Cut, FakeBotApi, Garbage, Refusal
from nakshatra.channels.telegram import Telegram
from nakshatra.channels.terminal import Terminal
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
