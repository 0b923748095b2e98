"""Looks until something is there, or the time is up, or the server stops."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.requests import Request

from nakshatra.server.v1.faults import bad
from nakshatra.server.v1.front import Front

T = TypeVar("T")

LONGEST_S = 60.0
"""Proxies on the way cut a silent connection; ask again instead."""


def seconds_of(request: Request) -> float:
    """?wait=SECONDS; 0 when it is left out."""
    said = request.query_params.get("wait", "0")
    try:
        seconds = float(said)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_S:
        raise bad(f"wait must be from 0 to {LONGEST_S:g} seconds.", "wait")
    return seconds


async def looked(
    front: Front, name: str, seconds: float, look: Callable[[], Awaitable[T | None]]
) -> T | None:
    """What `look` finds; None when it found nothing in time. `name`: what the bell rings."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    with front.bell.listen(name) as rung:
        while True:
            rung.clear()  # before the look, so that what comes during it rings again
            found = await look()
            left = until - loop.time()
            if found is not None or left <= 0 or front.bell.closed:
                return found
            try:
                async with asyncio.timeout(min(left, front.look_s)):
                    await rung.wait()
            except TimeoutError:
                continue
