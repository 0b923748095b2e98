"""The recogniser and what voices need are loaded in the background when the bot starts."""

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


def house(ear: Any, *voices: Any) -> House:
    bot = SimpleNamespace(transcriber=ear, synthesizers=voices)
    return cast(House, SimpleNamespace(parts=SimpleNamespace(bot=bot)))


@pytest.mark.parametrize(
    ("role", "wanted", "woken"),
    [(Role.ALL, True, 1), (Role.WORKER, True, 1), (Role.GATEWAY, True, 0), (Role.ALL, False, 0)],
)
async def test_who_hears_and_who_speaks_is_woken(role: Role, wanted: bool, woken: int) -> None:
    ear, voice = Sleeper(), Sleeper()
    await _wake(house(ear, voice), Settings(warm_up=wanted), role)
    assert (ear.woken, voice.woken) == (woken, woken)


async def test_a_recogniser_that_cannot_be_loaded_stops_nothing() -> None:
    ear = Sleeper(fails=True)
    await _wake(house(ear), Settings(), Role.ALL)
    assert ear.woken == 1
    await _wake(house(object()), Settings(), Role.ALL)


async def test_a_voice_that_cannot_be_loaded_leaves_the_others_and_the_recogniser() -> None:
    ear, broken, voice = Sleeper(), Sleeper(fails=True), Sleeper()
    await _wake(house(ear, broken, voice), Settings(), Role.ALL)
    assert (ear.woken, voice.woken) == (1, 1)
