"""POST /hooks/{channel}: a platform's call -> messages and receipts on disk, then 200. GET: its
question whether this address is ours -> what it wants to hear.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from nakshatra.errors import Rejected, StoreError
from nakshatra.ports import Called, Challenged, GivesReceipts, Hooked, SignsTime
from nakshatra.server.body import read
from nakshatra.server.calls import called
from nakshatra.server.site import site_of
from nakshatra.types import Message

log = logging.getLogger(__name__)

SKEW = timedelta(minutes=10)
"""How far ahead of our clock a platform that signs the time may be."""

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
        if isinstance(channel, SignsTime):
            _check_times(messages)
        receipts = (
            channel.receipts(request.headers, body) if isinstance(channel, GivesReceipts) else ()
        )
    except Rejected as error:
        site.meter.accepted(name, "rejected")
        if site.seldom.allows(name):  # who knocks for ever must not fill the disk
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


def _check_times(messages: Sequence[Message]) -> None:
    """What is too old is the road's to say. Raise `Rejected`."""
    ahead = max((m.sent_at - datetime.now(UTC) for m in messages), default=timedelta())
    if ahead > SKEW:
        minutes = ahead.total_seconds() // 60
        raise Rejected(f"written {minutes:.0f} minutes from now: check the clock of this machine")
