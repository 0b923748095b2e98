"""What is kept goes when its setting says so: talk, dead letters, and the log without words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from durable.harness import ASHA, House, message
from nakshatra.errors import Gone
from nakshatra.types import Profile

BEGAN = datetime(2026, 11, 27, 6, tzinfo=UTC)


@dataclass
class Kept:
    """A house, its clock, and what is found in its tables."""

    house: House
    now: datetime = BEGAN

    async def after(self, **span: float) -> tuple[int, int, int]:
        """Rows of the conversation, of dead letters, of the log, so long after the beginning."""
        self.now = BEGAN + timedelta(**span)
        await self.house.store.purge()
        database = self.house.store.database

        def count(connection: sa.Connection) -> tuple[int, int, int]:
            rows = ("lines", "turns WHERE fault != ''", "processing")
            one, two, three = (
                int(connection.scalar(sa.text(f"SELECT count(*) FROM {where}")) or 0)
                for where in rows
            )
            return one, two, three

        return await database.read(count)


Build = Callable[..., Awaitable[Kept]]


@pytest.fixture
async def build(tmp_path: Path) -> AsyncIterator[Build]:
    built: list[Kept] = []

    async def build(*, remember: bool = False, **settings: Any) -> Kept:
        house = await House.build(tmp_path, **settings)
        kept = Kept(house)
        house.store.database._now = lambda: kept.now
        built.append(kept)
        profile = Profile(greeted=True, asked_memory=True, remember=remember)
        await house.store.save_profile(ASHA, profile)
        await house.say(message("fever", "1"))
        house.platform.failures = [Gone("no more")]
        await house.say(message("cough", "2"))
        return kept

    yield build
    for kept in built:
        await kept.house.store.close()


async def test_without_a_setting_talk_stays_half_an_hour_and_the_log_a_year(build: Build) -> None:
    kept = await build()
    assert await kept.after(minutes=29) == (2, 1, 1)
    assert await kept.after(minutes=31) == (0, 1, 1)
    assert await kept.after(days=8) == (0, 0, 1)
    assert (await kept.after(days=364))[2] == 1
    assert (await kept.after(days=366))[2] == 0


async def test_each_goes_as_its_setting_says(build: Build) -> None:
    kept = await build(context_minutes=10, fault_days=2, log_days=40)
    assert await kept.after(minutes=9) == (2, 1, 1)
    assert await kept.after(minutes=11) == (0, 1, 1)
    assert await kept.after(days=2.1) == (0, 0, 1)
    assert await kept.after(days=39) == (0, 0, 1)
    assert await kept.after(days=41) == (0, 0, 0)


async def test_who_agreed_is_remembered_for_the_days_that_are_set(build: Build) -> None:
    kept = await build(remember=True, memory_days=3)
    assert (await kept.after(days=2.9))[0] == 2
    assert (await kept.after(days=3.1))[0] == 0
