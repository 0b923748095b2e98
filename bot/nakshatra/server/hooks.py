"""POST /hooks/{channel}: a platform's call -> messages and receipts on disk, then 200. GET: its
question whether this address is ours -> what it wants to hear.
"""

from __future__ import annotations

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from nakshatra.errors import Rejected, StoreError
from nakshatra.ports import Called, Challenged, GivesReceipts, Hooked
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
    if request.method != "POST":
        return _challenged(request, channel)
    body = await read(request, LIMIT)
    try:
        messages = channel.parse(request.headers, body)
        receipts = (
            channel.receipts(request.headers, body) if isinstance(channel, GivesReceipts) else ()
        )
    except Rejected as error:
        site.meter.accepted(name, "rejected")
        log.warning("call refused", extra={"channel": name, "error": str(error)})
        raise HTTPException(403) from error
    try:
        for receipt in receipts:
            await site.road.receipt(receipt)
        for message in messages:
            site.meter.accepted(name, await site.road.accept(message))
    except StoreError as error:
        log.error("call not stored", extra={"channel": name, "error": str(error)})
        raise HTTPException(503, headers={"retry-after": "30"}) from error
    return Response()


def _challenged(request: Request, channel: Hooked) -> Response:
    if not isinstance(channel, Challenged):
        raise HTTPException(405, headers={"allow": "POST"})
    try:
        return PlainTextResponse(channel.challenge(request.query_params))
    except Rejected as error:
        raise HTTPException(403) from error
