"""The whole house behind /v1 on a loopback port: the real bot, store and road, in a thread."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from nakshatra.app import build_house
from nakshatra.server.app import app_of
from nakshatra.server.metrics import Meter
from nakshatra.server.v1.opened import opened
from nakshatra.settings import Settings

KEY = "nk_" + "k" * 40
OTHER = "nk_" + "o" * 40
KEYS = f"ivr:{KEY},kiosk:{OTHER}"
WAIT_S = 240
"""Seconds; a machine that does much else is slow to start."""


def settings(folder: Path, **more: Any) -> Settings:
    given: dict[str, Any] = {
        "api_keys": KEYS,
        "api_per_minute": 60_000,
        "offline": True,
        "voice_cache_mb": 0,
        "synthesizers": "espeak",
    }
    return Settings(data_dir=folder, **(given | more))


@dataclass(frozen=True)
class Served:
    url: str

    def client(self, key: str = KEY) -> httpx.Client:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=WAIT_S)


@contextmanager
def served(settings: Settings) -> Iterator[Served]:
    """Until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = _Started(threading.Event())
        serving = _serve(settings, door, server)
        thread = threading.Thread(target=asyncio.run, args=(serving,), daemon=True)
        thread.start()
        try:
            assert server.ready.wait(WAIT_S), "the house did not start"
            yield Served(f"http://127.0.0.1:{door.getsockname()[1]}")
        finally:
            server.stop()
            thread.join(WAIT_S)


@dataclass
class _Started:
    ready: threading.Event
    server: uvicorn.Server | None = None

    def stop(self) -> None:
        if self.server is not None:
            self.server.should_exit = True


async def _serve(settings: Settings, door: socket.socket, started: _Started) -> None:
    meter = Meter()
    house = build_house(settings, over=meter.finished)
    await house.road.start()
    app = app_of(house, settings, meter, opened(house, settings, meter))
    config = uvicorn.Config(app, access_log=False, log_config=None, lifespan="off")
    started.server = uvicorn.Server(config)
    started.ready.set()
    try:
        await started.server.serve([door])
    finally:
        house.web.bell.close()
        await house.road.stop()
        await house.parts.close()
