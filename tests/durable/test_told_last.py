"""Who said /forget hears once that it was done, wherever the process died; then nothing is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from durable.harness import ASHA, House, Platform, message
from nakshatra.catalogue import Catalogue
from nakshatra.errors import ChannelError, StoreError
from nakshatra.stores.keys import owner_of
from nakshatra.stores.ledger import State
from nakshatra.types import Reply

SAID = Catalogue.load().phrase("forgotten", "en")


class Dead(StoreError):
    """The power went: nothing after it happens in this life."""


def dies_in(house: House, name: str, after: int) -> None:
    """At the so-and-so-manieth call of this, before it does anything."""
    owner: Any = {
        "write": house.store.database,
        "void": house.store._keyring,
        "settle": house.store._keyring,
        "send": house.platform,
    }[name]
    real: Callable[..., Any] = getattr(owner, name)
    left = [after]

    async def cut(*given: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Dead("the power went")
        return await real(*given, **more)

    setattr(owner, name, cut)


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[House]:
    """Asha told a secret and was answered."""
    made = await House.build(tmp_path)
    await made.say(message("Zebrawood rots", "1"))
    made.platform.sent.clear()
    yield made
    await made.store.close()


async def next_life(house: House, folder: Path, platform: Platform) -> House:
    await house.store.close()
    again = await House.build(folder, platform)
    unfinished = [work.key for work in await again.store.ledger.unfinished()]
    for key in unfinished:
        await again.turns(*unfinished).run(key)
    return again


@pytest.mark.parametrize(
    ("where", "after"),
    [("void", 0), ("write", 0), ("settle", 0), ("write", 1), ("write", 2), ("send", 0)],
)
async def test_it_is_heard_once_after_the_restart(
    told: House, tmp_path: Path, where: str, after: int
) -> None:
    forget = await told.take(message("/forget yes", "2"))
    seal = await told.store._keyring.find(owner_of(ASHA))
    dies_in(told, where, after)
    await told.turns().run(forget)
    again = await next_life(told, tmp_path, Platform())
    assert [text.startswith(SAID) for text in again.platform.texts] == [True]
    held = await again.store.export(ASHA)
    assert (held["conversation"], held["messages"], held["processing"]) == ([], [], [])
    assert await again.store._keyring.find(owner_of(ASHA)) != seal
    last = await next_life(again, tmp_path, Platform())
    assert last.platform.texts == []
    await last.store.close()


async def test_what_waits_to_be_told_holds_no_word_of_theirs(told: House, tmp_path: Path) -> None:
    forget = await told.take(message("/forget yes", "2"))
    dies_in(told, "send", 0)
    await told.turns().run(forget)
    held = str(await told.store.export(ASHA))
    assert SAID in held
    assert "Zebrawood" not in held


async def test_nothing_is_kept_once_it_was_told(told: House) -> None:
    await told.say(message("/forget yes", "2"))
    assert [text.startswith(SAID) for text in told.platform.texts] == [True]
    held = await told.store.export(ASHA)
    assert (held["messages"], held["conversation"]) == ([], [])
    assert await told.store.ledger.faults() == []


async def test_it_is_never_over_before_it_was_told(told: House) -> None:
    """Whoever waits for all to be answered waits for this too."""
    left: list[int] = []
    settle = told.store._keyring.settle

    async def seen(owner: str, seal: Any) -> Any:
        left.append(await told.store.ledger.backlog())
        return await settle(owner, seal)

    told.store._keyring.settle = seen  # type: ignore[method-assign]
    await told.say(message("/forget yes", "2"))
    assert left == [1]


async def test_a_platform_that_is_away_is_tried_again(told: House) -> None:
    told.platform.failures += [ChannelError("away"), ChannelError("away")]
    work = await told.say(message("/forget yes", "2"))
    assert (len(told.platform.texts), work.state, work.message) == (1, State.SENT, None)


async def test_who_writes_meanwhile_is_answered_too(told: House, tmp_path: Path) -> None:
    """Their next message makes them a new key, in the midst of it."""
    forget = await told.take(message("/forget yes", "2"))
    real = told.store._keyring.settle

    async def crossed(owner: str, seal: Any) -> Any:
        told.store._keyring.settle = real  # type: ignore[method-assign]
        await told.take(message("fever", "3"))
        dies_in(told, "send", 0)
        return await real(owner, seal)

    told.store._keyring.settle = crossed  # type: ignore[method-assign]
    await told.turns().run(forget)
    again = await next_life(told, tmp_path, Platform())
    assert again.platform.texts[0].startswith(SAID)
    assert any("about fever" in text for text in again.platform.texts)
    await again.store.close()


async def test_a_platform_that_broke_off_hears_it_again(told: House, tmp_path: Path) -> None:
    """Twice is harmless; never is not."""
    forget = await told.take(message("/forget yes", "2"))

    async def lost(_: Reply) -> str:
        raise Dead("the power went while it was on its way")

    told.platform.send = lost  # type: ignore[method-assign,assignment]
    await told.turns().run(forget)
    assert (await told.row(forget)).state is State.SENDING
    again = await next_life(told, tmp_path, Platform())
    assert len(again.platform.texts) == 1
    await again.store.close()
