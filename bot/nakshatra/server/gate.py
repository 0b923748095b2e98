"""Every request passes here first: who may call, and what a browser may do with the answer."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nakshatra.durable.trouble import report
from nakshatra.settings import Settings

_HEADERS = {
    "content-security-policy": "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "microphone=(self), camera=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

LOOPBACK = {"localhost", "127.0.0.1", "::1"}

log = logging.getLogger(__name__)


class Gate:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._hosts = _hosts(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif not self._welcome(scope):
            await PlainTextResponse("Forbidden", 403)(scope, receive, _sealed(send))
        else:
            asked = {**scope, "query_string": _as_text(scope["query_string"])}
            await self._answered(asked, receive, _Started(_sealed(send)))

    async def _answered(self, scope: Scope, receive: Receive, started: _Started) -> None:
        """An exception's own words may be a person's, and the server would log them."""
        try:
            await self._app(scope, receive, started)
        except Exception as error:
            report(log, "a request broke", error)
            if not started.begun:
                await PlainTextResponse("Internal Server Error", 500)(scope, receive, started)

    def _welcome(self, scope: Scope) -> bool:
        request = HTTPConnection({**scope, "query_string": b""})  # it may be no text at all
        if self._hosts and request.url.hostname not in self._hosts:
            return False
        if scope["method"] != "POST" or scope["path"].startswith("/hooks/"):
            return True
        return _same_origin(request.headers, request.url.netloc)


def _as_text(query: bytes) -> bytes:
    """What is no UTF-8 would break whoever reads it, the handler of errors too."""
    return query.decode("utf-8", "replace").encode()


class _Started:
    """Knows whether an answer has begun: then there is no other."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def __call__(self, message: Message) -> None:
        self.begun = True
        await self._send(message)


def _hosts(settings: Settings) -> set[str]:
    """On loopback only these names may reach us: a page elsewhere could else name its own host and
    point it here (DNS rebinding). Empty = any, when the operator opened it to the world."""
    if settings.host not in LOOPBACK:
        return set()
    public = urlsplit(settings.public_url).hostname
    return LOOPBACK | ({public} if public else set())


def _same_origin(headers: Headers, netloc: str) -> bool:
    """A browser says where a POST comes from; a program that is silent has no cookie to abuse."""
    if (site := headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == netloc


def _sealed(send: Send) -> Send:
    async def sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_HEADERS)
        await send(message)

    return sealed
