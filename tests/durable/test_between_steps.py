"""What comes between two steps: a sweep, a crash, another message of the same person."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from durable.harness import ASHA, House, Platform, message
from durable.test_durable_road import SlowExpert, Telling, town
from durable.test_window_and_stop import Strict, receipt
from nakshatra.abilities import Abilities
from nakshatra.errors import OutsideWindow
from nakshatra.stores.keys import key_of
from nakshatra.stores.ledger import Accepted, Place, State
from nakshatra.types import Message, Profile, ReceiptState


async def test_a_sweep_while_a_message_comes_in_answers_it_once(tmp_path: Path) -> None:
    """It looks just after the row is on disk and before its turn began."""
    async with town(tmp_path, SlowExpert()) as here:
        assert isinstance(here.expert, SlowExpert)
        looked = asyncio.Event()
        accept, unfinished = here.store.ledger.accept, here.store.ledger.unfinished
        sweeps: list[asyncio.Task[None]] = []

        async def seen() -> Sequence[Place]:
            found = await unfinished()
            looked.set()
            return found

        async def slowly(message: Message, *, urgent: bool) -> tuple[Accepted, int]:
            taken = await accept(message, urgent=urgent)
            sweeps.append(asyncio.create_task(here.road.sweep()))
            await looked.wait()
            return taken

        here.store.ledger.unfinished = seen  # type: ignore[method-assign]
        here.store.ledger.accept = slowly  # type: ignore[method-assign]
        async with asyncio.timeout(30):
            await here.road.accept(message("fever", "1"))
            await asyncio.gather(*sweeps)
            here.store.ledger.accept = accept  # type: ignore[method-assign]
            here.expert.may.set()
            await here.road.accept(message("cough", "2"))
            await here.platform.reached(2)
            while await here.road.backlog():
                here.ended.clear()
                await here.ended.wait()
    assert here.platform.texts == ["about fever", "about cough"]
    assert here.expert.asked == ["fever", "cough"]
