"""The web chat's own calls: a message in, replies out.

Replies are fetched by long polling and not by a stream of events: on a flaky mobile network the
page names the last letter it holds, so a lost answer is simply asked for again, and no proxy on the
way buffers it.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nakshatra.channels.web import as_media
from nakshatra.errors import StoreError
from nakshatra.server.body import read
from nakshatra.server.language import reader, wanted
from nakshatra.server.letters import letter
from nakshatra.server.session import address_of, person
from nakshatra.server.site import Site, site_of
from nakshatra.stores.ledger import Accepted
from nakshatra.types import Address, Message, Reply, Voice

TEXT_LIMIT = 256_000
"""Bytes. A text somewhat too long gets the road's own answer; more is refused here."""

VOICE_LIMIT = 8_000_000
"""Bytes: half an hour at the page's 24 kbit/s; it lies in the database until it is heard."""

WAIT_S = 25.0
"""Mobile proxies cut a silent connection after 30 seconds or more."""


async def messages(request: Request) -> Response:
    """POST {"id", "text"}, or a recording as the body with ?id=. 202 once it is on disk."""
    site, who = site_of(request), person(request)
    message = await _message(request, who)
    try:
        outcome = await site.road.accept(message)
    except StoreError as error:
        raise HTTPException(503, headers={"retry-after": "10"}) from error
    site.meter.accepted("web", outcome)
    if outcome is Accepted.BUSY:
        raise HTTPException(503, headers={"retry-after": "30"})
    if outcome is Accepted.LIMITED:
        raise HTTPException(429, headers={"retry-after": "30"})
    return _json({"accepted": outcome}, 202)


async def replies(request: Request) -> Response:
    """GET ?after=N: letters with greater numbers; waits for the first one unless ?wait=0."""
    site, who = site_of(request), address_of(request)
    after = _number(request.query_params.get("after", "0"))
    wait = 0.0 if request.query_params.get("wait") == "0" else WAIT_S
    found = await _letters(site, who, after, wait) if who else []
    shown = [letter(n, reply, site.catalogue, wanted(request)) for n, reply in found]
    return _json({"known": who is not None, "letters": shown})


async def _letters(site: Site, who: Address, after: int, wait: float) -> list[tuple[int, Reply]]:
    """The next letters; none when the time is up or the server stops."""
    until = asyncio.get_running_loop().time() + wait
    with site.bell.listen(who.user) as rung:
        while True:
            rung.clear()  # before the look, so that a letter posted during it rings again
            found = list(await site.store.letters(who, after))
            left = until - asyncio.get_running_loop().time()
            if found or left <= 0 or site.bell.closed:
                return found
            await _first(rung, min(left, site.look_s))


async def _first(rung: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await rung.wait()
    except TimeoutError:
        return


async def _message(request: Request, who: Address) -> Message:
    mime = request.headers.get("content-type", "").lower()
    if mime.startswith(("audio/", "video/webm", "video/mp4")):
        return await _spoken(request, who, mime)
    said = _object(await read(request, TEXT_LIMIT))
    text = said.get("text")
    if not isinstance(text, str) or not text:
        raise HTTPException(400)
    return _arrived(request, who, said.get("id"), text=text)


async def _spoken(request: Request, who: Address, mime: str) -> Message:
    """Some browsers call a recording of sound alone video/webm."""
    limit = min(VOICE_LIMIT, site_of(request).settings.max_media_bytes)
    data = await read(request, limit)
    return _arrived(request, who, request.query_params.get("id"), media=as_media(Voice(data, mime)))


def _arrived(request: Request, who: Address, id: object, **content: Any) -> Message:
    return Message(
        id=_uuid(id),
        address=who,
        sent_at=datetime.now(UTC),
        lang=reader(request),
        **content,
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(value, dict):
        raise HTTPException(400)
    return value


def _uuid(id: object) -> str:
    """In its one usual form: the same id written otherwise is the same message."""
    try:
        return str(UUID(str(id)))
    except ValueError:
        raise HTTPException(400) from None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise HTTPException(400)
    return int(text)


def _json(value: object, status: int = 200) -> Response:
    """UTF-8; what cannot be written in it becomes "?"."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    headers = {"cache-control": "no-store"}
    return Response(body, status, headers=headers, media_type="application/json")
