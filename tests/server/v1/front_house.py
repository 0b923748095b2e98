"""The whole house behind /v1: the real bot, store and road, called in-process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from nakshatra.app import House, build_house
from nakshatra.durable.road import Role
from nakshatra.server.app import make_app
from nakshatra.server.metrics import Meter
from nakshatra.server.v1.opened import opened
from nakshatra.settings import Settings

HOST = "http://127.0.0.1:8321"
KEY = "nk_" + "k" * 40
OTHER = "nk_" + "o" * 40
KEYS = f"ivr:{KEY},kiosk:{OTHER}"


def settings(folder: Path, **more: Any) -> Settings:
    given: dict[str, Any] = {
        "api_keys": KEYS,
        "api_per_minute": 6000,
        "offline": True,
        "voice_cache_mb": 0,
        "warm_up": False,
    }
    return Settings(data_dir=folder, **(given | more))


@dataclass
class Fronted:
    app: Starlette
    house: House

    def client(self, key: str = KEY) -> httpx.AsyncClient:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url=HOST, headers=headers)


@asynccontextmanager
async def fronted(settings: Settings, role: Role = Role.ALL) -> AsyncIterator[Fronted]:
    meter = Meter()
    house = build_house(settings, role)
    await house.road.start()
    try:
        front = opened(house, settings, meter, role) if settings.api_keys else None
        app = make_app(
            road=house.road,
            store=house.store,
            channels=house.channels,
            catalogue=house.parts.spec.catalogue,
            settings=settings,
            bell=house.web.bell,
            meter=meter,
            front=front,
        )
        yield Fronted(app, house)
    finally:
        await house.road.stop()
        await house.parts.close()
