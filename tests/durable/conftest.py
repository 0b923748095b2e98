"""A house for each test, on a folder of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from durable.harness import ASHA, House, Platform
from durable.strict import Build, Strict


@pytest.fixture
async def stranger(tmp_path: Path) -> AsyncIterator[House]:
    """Nobody has written here before."""
    house = await House.build(tmp_path)
    yield house
    await house.store.close()


@pytest.fixture
async def house(stranger: House) -> House:
    """Asha was greeted before."""
    profile = await stranger.store.profile(ASHA)
    await stranger.store.save_profile(ASHA, replace(profile, greeted=True))
    return stranger


@pytest.fixture
async def build(tmp_path: Path) -> AsyncIterator[Build]:
    built: list[House] = []

    async def build(platform: Platform) -> House:
        built.append(await House.build(tmp_path, platform))
        return built[-1]

    yield build
    for house in built:
        await house.store.close()


@pytest.fixture
async def strict(build: Build) -> House:
    return await build(Strict())
