"""One server and one browser for all; each test is a new person in front of it."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser.page import CHROMIUM, DRIVER, Page, chromium
from browser.running import TINY, Server, serving
from nakshatra.app import specify
from nakshatra.settings import Settings
from nakshatra.synthesizers.espeak import build
from nakshatra.types import Lang

SPOKEN = "डेंगू के लक्षण क्या हैं?"
"""One that the tiny model knows."""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not (TINY / "model.bin").is_file():
        pytest.skip("tests/data/tiny_whisper has no weights: run its train.py")
    with serving(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    for program in (CHROMIUM, DRIVER):
        if not program.exists():
            pytest.skip(f"{program} is not here: apt-get install chromium chromium-driver")
    driver = chromium(_clip(tmp_path_factory.mktemp("clip") / "question.wav"))
    yield driver
    driver.quit()


@pytest.fixture
def page(driver: Any, server: Server) -> Iterator[Page]:
    """Fresh: no cookie, nothing stored. Afterwards: no complaint, and nothing asked of others."""
    page = Page(driver, server.url)
    page.network(there=True)
    page.cdp("Storage.clearDataForOrigin", origin=server.url, storageTypes="all")
    page.cdp("Network.clearBrowserCookies")
    page.size(390, 800)
    page.dark(False)
    page.errors()
    page.addresses()
    page.open()
    yield page
    page.network(there=True)
    assert page.errors() == []
    ours = (f"{server.url}/", "data:", "blob:")
    assert [address for address in page.addresses() if not address.startswith(ours)] == []
    driver.get("about:blank")


def _clip(path: Path) -> Path:
    """Our own voice asking; a moment of silence before and after."""
    spec = specify(Settings(data_dir=path.parent))
    audio = asyncio.run(_spoken(build(spec)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(audio.rate)
        silence = bytes(audio.rate)  # half a second
        file.writeframes(silence + audio.pcm + silence)
    return path


async def _spoken(voice: Any) -> Any:
    try:
        return await voice.synthesize(SPOKEN, Lang("hi", "Deva"))
    finally:
        await voice.close()
