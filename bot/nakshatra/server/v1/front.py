"""What every route of /v1 needs, in one frozen box; and the first question: who calls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nakshatra.bell import Bell
from nakshatra.callers import Caller, Callers
from nakshatra.durable.rate import Rate
from nakshatra.durable.trouble import report
from nakshatra.errors import StoreError
from nakshatra.pipeline.bot import Bot
from nakshatra.ports import Errands, Store
from nakshatra.server.metrics import Meter
from nakshatra.server.site import Door
from nakshatra.server.v1.faults import Fault, later
from nakshatra.settings import Settings

log = logging.getLogger(__name__)

_THINKING, _SOUNDING = 8, 2
"""Answers, and recordings heard or made, at once; more wait their turn within their deadline."""


class Keeps(Store, Errands, Protocol):
    """A store that also keeps calls."""


@dataclass(frozen=True, kw_only=True)
class Front:
    bot: Bot
    road: Door
    store: Keeps
    settings: Settings
    callers: Callers
    bell: Bell
    look_s: float
    """Seconds after which a waiting call looks for a reply made by another process."""

    meter: Meter
    rate: Rate
    works: bool = True
    """False in a gateway: it takes messages in and answers nothing itself."""

    thinking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_THINKING))
    sounding: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_SOUNDING))

    @asynccontextmanager
    async def working(self, room: asyncio.Semaphore, seconds: float) -> AsyncIterator[None]:
        """A place among those that work, for at most so long. Raise `Fault` otherwise."""
        if not self.works:
            raise Fault(
                503,
                "This process only takes messages in (role gateway); send this call to one of "
                "role all or worker.",
                code="gateway",
            )
        try:
            async with asyncio.timeout(seconds), room:
                yield
        except TimeoutError:
            raise later(f"Not done within {seconds:g} seconds.", 10, "timeout") from None


def front_of(request: Request) -> Front:
    return cast(Front, request.app.state.front)


Served = Callable[[Request, Front, Caller], Awaitable[Response]]


def called(serve: Served) -> Callable[[Request], Awaitable[Response]]:
    """Only for who has a key, and no oftener than they may. Checked before the body is read."""

    async def endpoint(request: Request) -> Response:
        front = front_of(request)
        caller = _caller(request, front.callers)
        if not front.rate.allows(caller.name):
            wait = max(1, round(60 / front.settings.api_per_minute))
            raise Fault(
                429,
                f"More than {front.settings.api_per_minute} calls a minute.",
                code="rate_limit_exceeded",
                headers={"retry-after": str(wait)},
            )
        try:
            return await serve(request, front, caller)
        except StoreError as error:
            log.error("a call is not stored: %s", error)
            raise later("It cannot be kept at the moment; send it again.", 10, "store") from None
        except HTTPException:
            raise
        except Exception as error:  # its message may quote a person: only its place is told
            report(log, "a call to /v1 broke", error)
            raise Fault(500, "Something broke here; its operator finds it in the log.") from None

    return endpoint


def _caller(request: Request, callers: Callers) -> Caller:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    caller = callers.by_key(key.strip()) if scheme.lower() == "bearer" else None
    if caller is None:
        raise Fault(
            401,
            "No key, or one that is not known: send the header Authorization: Bearer KEY.",
            code="invalid_api_key",
            headers={"www-authenticate": "Bearer"},
        )
    return caller
