"""The recogniser is loaded in the background when the bot starts, where that helps."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import pytest

from nakshatra.app import House
from nakshatra.cli.run import _wake
from nakshatra.durable.road import Role
from nakshatra.errors import EngineError
from nakshatra.settings import Settings


@dataclass
class Sleeper:
    woken: int = 0
    fails: bool = False

    async def warm(self) -> None:
        self.woken += 1
        if self.fails:
            raise EngineError("too large")


def house(ear: Any) -> House:
    return cast(House, SimpleNamespace(parts=SimpleNamespace(bot=SimpleNamespace(transcriber=ear))))


@pytest.mark.parametrize(
    ("role", "wanted", "woken"),
    [(Role.ALL, True, 1), (Role.WORKER, True, 1), (Role.GATEWAY, True, 0), (Role.ALL, False, 0)],
)
async def test_who_hears_is_woken(role: Role, wanted: bool, woken: int) -> None:
    ear = Sleeper()
    await _wake(house(ear), Settings(warm_up=wanted), role)
    assert ear.woken == woken


async def test_a_recogniser_that_cannot_be_loaded_stops_nothing() -> None:
    ear = Sleeper(fails=True)
    await _wake(house(ear), Settings(), Role.ALL)
    assert ear.woken == 1
    await _wake(house(object()), Settings(), Role.ALL)
