"""/hooks/{channel}/...: a call in its platform's own way -> what it holds on disk, then 200."""

from __future__ import annotations

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nakshatra.calls import Call
from nakshatra.errors import Rejected, StoreError
from nakshatra.ports import Called
from nakshatra.server.body import read
from nakshatra.server.site import site_of

log = logging.getLogger(__name__)

LIMIT = 64_000
"""Bytes of one call: an SMS is some hundreds."""


async def called(request: Request) -> Response:
    """As `hook`, for channels that read the whole call. A HEAD only asks whether we are there."""
    site = site_of(request)
    name = request.path_params["channel"]
    channel = site.channels.get(name)
    if not isinstance(channel, Called):
        raise HTTPException(404)
    if request.method == "HEAD":
        return Response()
    try:
        taken = channel.take(await _call(request))
    except Rejected as error:
        site.meter.accepted(name, "rejected")
        if site.seldom.allows(name):  # who knocks for ever must not fill the disk
            log.warning("call refused", extra={"channel": name, "error": str(error)})
        raise HTTPException(403) from error
    try:
        for message in taken.messages:
            site.meter.accepted(name, await site.road.accept(message))
        for receipt in taken.receipts:
            await site.road.receipt(receipt)
    except StoreError as error:
        log.error("call not stored", extra={"channel": name, "error": str(error)})
        raise HTTPException(503, headers={"retry-after": "30"}) from error
    return Response()


async def _call(request: Request) -> Call:
    return Call(
        method=request.method,
        headers=request.headers,
        body=await read(request, LIMIT),
        path=request.path_params.get("rest", ""),
        query=request.scope["query_string"].decode("utf-8", "replace"),
        client=request.client.host if request.client else "",
    )
