"""GET /health: 200 when the database answers and the road works, else 503 and which of them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from nakshatra.errors import StoreError
from nakshatra.ports import Profiles
from nakshatra.server.site import site_of
from nakshatra.types import Address

_NOBODY = Address("health", "")


async def health(request: Request) -> JSONResponse:
    site = site_of(request)
    parts = {"database": await _reads(site.store), "worker": site.road.alive}
    return JSONResponse(
        {"ok": all(parts.values()), **parts}, status_code=200 if all(parts.values()) else 503
    )


async def _reads(store: Profiles) -> bool:
    try:
        await store.profile(_NOBODY)
    except StoreError:
        return False
    return True
