"""An operator's route -> the same, behind the key that operators have.

Where only this machine can reach us no key is needed. Where the world can, there is no such route
(404) until NAKSHATRA_ADMIN_KEY is set, and then only with "Authorization: Bearer <key>".
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nakshatra.server.gate import LOOPBACK
from nakshatra.server.site import site_of
from nakshatra.settings import Settings

Endpoint = Callable[[Request], Awaitable[Response]]


def for_operators(endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        admit(request)
        return await endpoint(request)

    return guarded


def admit(request: Request) -> None:
    """Raise `HTTPException` 404 where there is no key, 401 where it is not given."""
    settings = site_of(request).settings
    if not settings.admin_key:
        if is_public(settings):
            raise HTTPException(404)
        return
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    right = hmac.compare_digest(given.encode("utf-8", "replace"), settings.admin_key.encode())
    if kind.lower() != "bearer" or not right:
        raise HTTPException(401, headers={"www-authenticate": "Bearer"})


def is_public(settings: Settings) -> bool:
    """Whether others than this machine may reach us; a proxy before us counts."""
    return settings.host not in LOOPBACK or bool(settings.public_url)
