"""The operator's queue as JSON under /admin/inbox, for who holds the admin key.

Without `NAKSHATRA_ADMIN_KEY` there is no such address: 404.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nakshatra.errors import StoreError
from nakshatra.server.admin import admit
from nakshatra.server.body import read
from nakshatra.server.site import site_of
from nakshatra.stores.inbox import shown
from nakshatra.stores.sql import SqlStore

_LIMIT = 64_000
"""Bytes of a call."""


async def waiting(request: Request) -> Response:
    """GET /admin/inbox: those that wait, oldest first."""
    store = _store(request)
    return _json([shown(item) for item in await store.inbox.waiting()])


async def one(request: Request) -> Response:
    """GET /admin/inbox/{n}."""
    return _json(shown(await _store(request).inbox.item(request.path_params["n"])))


async def answer(request: Request) -> Response:
    """POST /admin/inbox/{n}/answer {"text": "..."}: sent within seconds, by day."""
    store, text = _store(request), _text(await read(request, _LIMIT))
    return await _done(request, lambda number: store.inbox.answer(number, text))


async def close(request: Request) -> Response:
    """POST /admin/inbox/{n}/close: no answer will come; the question is erased."""
    return await _done(request, _store(request).inbox.close)


async def block(request: Request) -> Response:
    """POST /admin/inbox/{n}/block: closed, and no more questions of this person are taken."""
    return await _done(request, _store(request).block)


async def _done(request: Request, work: Callable[[int], Awaitable[None]]) -> Response:
    number = request.path_params["n"]
    await work(number)
    return _json(shown(await _store(request).inbox.item(number)))


def _store(request: Request) -> SqlStore:
    """401 without the key; 404 where there is none."""
    site = site_of(request)
    key = site.settings.admin_key
    if not key or not isinstance(site.store, SqlStore):
        raise HTTPException(404)
    admit(request)
    return site.store


async def refused(_: Request, error: Exception) -> Response:
    """What the queue does not do: an unknown number, an answer that is none."""
    assert isinstance(error, StoreError)
    return _json({"error": str(error)}, 409)


def _text(body: bytes) -> str:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise HTTPException(400)
    return text


def _json(value: object, status: int = 200) -> Response:
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    headers = {"cache-control": "no-store"}
    return Response(body, status, headers=headers, media_type="application/json")
