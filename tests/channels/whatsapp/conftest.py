"""A bot on WhatsApp, and the WhatsApp it is on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from fake_graph_api import TOKEN, FakeGraphApi
from nakshatra.catalogue import Catalogue
from nakshatra.channels.whatsapp import WhatsApp
from nakshatra.settings import Settings
from whatsapp_payloads import PHONE_ID, SECRET, VERIFY, Make


@pytest.fixture
def graph() -> Iterator[FakeGraphApi]:
    with FakeGraphApi() as graph:
        yield graph


@pytest.fixture
async def wa_make(graph: FakeGraphApi, catalogue: Catalogue) -> AsyncIterator[Make]:
    made: list[WhatsApp] = []

    def make(**settings: Any) -> WhatsApp:
        values: dict[str, Any] = {
            "whatsapp_token": TOKEN,
            "whatsapp_phone_id": PHONE_ID,
            "whatsapp_app_secret": SECRET,
            "whatsapp_verify_token": VERIFY,
            "whatsapp_api": graph.url,
            **settings,
        }
        made.append(WhatsApp(Settings(**values), catalogue))
        return made[-1]

    yield make
    for bot in made:
        await bot.close()


@pytest.fixture
def wa(wa_make: Make) -> WhatsApp:
    return wa_make()
