"""Who is at the other end of the web chat: a random cookie, known to nobody else."""

from __future__ import annotations

import re
from secrets import token_urlsafe

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nakshatra.server.site import site_of
from nakshatra.types import Address

COOKIE = "nakshatra"
_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
"""What `token_urlsafe(16)` makes: 128 bits."""

_AGE = 180 * 24 * 3600
"""Seconds a phone keeps it; a choice of language should outlive a harvest season."""


def address_of(request: Request) -> Address | None:
    token = request.cookies.get(COOKIE, "")
    return Address("web", token) if _TOKEN.fullmatch(token) else None


def person(request: Request) -> Address:
    """The address, or 401: the page then says hello again."""
    address = address_of(request)
    if address is None:
        raise HTTPException(401)
    return address


async def hello(request: Request) -> Response:
    """POST /chat/hello: gives a cookie to who has none. Done before the first message, so that a
    message sent again after a lost answer comes from the same person."""
    response = Response(status_code=204)
    if address_of(request) is None:
        token = token_urlsafe(_BYTES)
        response.set_cookie(
            COOKIE,
            token,
            max_age=_AGE,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https"
            or site_of(request).settings.public_url.startswith("https"),
        )
    return response
