"""A bot on Telegram, and the Telegram it is on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pytest

from fake_bot_api import TOKEN, FakeBotApi
from nakshatra.catalogue import Catalogue
from nakshatra.channels.telegram import Telegram
from nakshatra.settings import Settings
from telegram_payloads import Make


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture
def api() -> Iterator[FakeBotApi]:
    with FakeBotApi() as api:
        yield api


@pytest.fixture
async def make(api: FakeBotApi, catalogue: Catalogue) -> AsyncIterator[Make]:
    """Another bot of the same account, as after a restart."""
    made: list[Telegram] = []

    def make(sleep: Any = None, **settings: Any) -> Telegram:
        values: Mapping[str, Any] = {"telegram_token": TOKEN, "telegram_api": api.url, **settings}
        extra = {"sleep": sleep} if sleep else {}
        made.append(Telegram(Settings(**values), catalogue, **extra))
        return made[-1]

    yield make
    for bot in made:
        await bot.close()


@pytest.fixture
def bot(make: Make) -> Telegram:
    return make()
