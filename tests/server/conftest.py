"""A house for each test, and a browser in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from fakes import message
from nakshatra.catalogue import Catalogue
from nakshatra.channels.web import Web
from nakshatra.ports import Channel
from nakshatra.server.app import make_app
from nakshatra.settings import Settings
from server.web_house import Box, FakeDoor, Hook, House


@pytest.fixture
def house(tmp_path: Any) -> House:
    door, box = FakeDoor(), Box()
    web = Web(box)
    channels: dict[str, Channel] = {"web": web, "hook": Hook(message)}
    app = make_app(
        road=door,
        store=box,  # type: ignore[arg-type]
        channels=channels,
        catalogue=Catalogue.load(),
        settings=Settings(data_dir=tmp_path),
        bell=web.bell,
    )
    return House(app, door, box, web)


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that has said hello."""
    async with house.client() as client:
        assert (await client.post("/chat/hello")).status_code == 204
        yield client
