"""POST /hooks/{channel}: a platform's call -> messages on disk, then 200."""

from __future__ import annotations

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nakshatra.errors import Rejected, StoreError
from nakshatra.ports import Called, Hooked
from nakshatra.server.body import read
from nakshatra.server.calls import called
from nakshatra.server.site import site_of

log = logging.getLogger(__name__)

LIMIT = 1_000_000
"""Bytes of one call; platforms send tens of kilobytes, recordings are fetched later."""


async def hook(request: Request) -> Response:
    """200 only after every message is on disk, so that the platform tells us again otherwise.

    A busy road is 200 too: the person has been told, a second delivery would help nobody.
    """
    site = site_of(request)
    name = request.path_params["channel"]
    channel = site.channels.get(name)
    if isinstance(channel, Called):
        return await called(request)
    if not isinstance(channel, Hooked):
        raise HTTPException(404)
    body = await read(request, LIMIT)
    try:
        messages = channel.parse(request.headers, body)
    except Rejected as error:
        site.meter.accepted(name, "rejected")
        log.warning("call refused", extra={"channel": name, "error": str(error)})
        raise HTTPException(403) from error
    try:
        for message in messages:
            site.meter.accepted(name, await site.road.accept(message))
    except StoreError as error:
        log.error("call not stored", extra={"channel": name, "error": str(error)})
        raise HTTPException(503, headers={"retry-after": "30"}) from error
    return Response()
