"""After /forget the running process remembers no word of that person either."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from pathlib import Path
from types import FrameType

import pytest

from nakshatra import forgetful
from nakshatra.app import build_house
from nakshatra.settings import Settings
from nakshatra.text.phonetic import key
from test_forgotten import Home

ASKED = (
    "{}pur ka gehu kab boye",
    "{}singh ko saanp ne kata",
    "मेरे खेत {}ganj में गेहूँ कब बोएँ",
    "{}garh tractor loan",
)


def mark() -> str:
    """Put together, so that it is no text of this file; invented, so that no list of words that
    another test has read holds it."""
    return "".join(("zhor", "vundak"))


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    house = build_house(Settings(data_dir=tmp_path, offline=True, hand_off=True))
    await house.road.start()
    yield Home(house.road, tmp_path)
    await house.road.stop()
    await house.parts.close()


def holders() -> list[str]:
    """What in this process holds a text with the mark, in whatever case, and who holds that."""
    gc.collect()
    wanted = mark()
    found = [
        one
        for one in gc.get_objects()
        if not isinstance(one, FrameType)
        for held in gc.get_referents(one)
        if isinstance(held, str) and held is not wanted and wanted in held.casefold()
    ]
    return [f"{_kind(one)} of {sorted(map(_kind, gc.get_referrers(one)))}" for one in found]


def _kind(one: object) -> str:
    return f"frame of {one.f_code.co_name}" if isinstance(one, FrameType) else type(one).__name__


async def until_let_go() -> None:
    """A thread lets go of its last task when it is idle; on a busy machine that takes a moment."""
    for _ in range(50):
        if not holders():
            return
        await asyncio.sleep(0.1)


async def test_no_word_of_theirs_stays_in_memory(home: Home) -> None:
    assert holders() == [], "the mark is said by nobody else"
    for number, text in enumerate(ASKED):
        await home.say(text.format(mark()), str(number))
    assert len(holders()) > len(ASKED)
    await home.say("/forget yes", "forget")
    await home.road.sweep()
    await until_let_go()
    assert holders() == []


def test_what_was_emptied_is_looked_up_again() -> None:
    known = key("gehun")
    forgetful.empty()
    assert key("gehun") == known
