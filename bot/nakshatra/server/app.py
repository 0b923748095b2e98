"""Our parts -> one Starlette app: webhooks, web chat, health, metrics. It wires no adapter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from nakshatra.app import House
from nakshatra.catalogue import Catalogue
from nakshatra.channels.web import Bell
from nakshatra.errors import StoreError
from nakshatra.ports import Channel, Store
from nakshatra.server import aloud, chat, files, inbox
from nakshatra.server.admin import for_operators
from nakshatra.server.aloud import Wholes
from nakshatra.server.calls import called
from nakshatra.server.gate import Gate
from nakshatra.server.health import health
from nakshatra.server.hooks import hook
from nakshatra.server.language import wanted
from nakshatra.server.metrics import Meter, metrics
from nakshatra.server.page import index, static
from nakshatra.server.session import hello
from nakshatra.server.site import Door, Site, look_s, site_of
from nakshatra.server.v1.faults import fault
from nakshatra.settings import Settings
from nakshatra.types import Script, Voice

_ROUTES = [
    Route("/", index),
    Route("/static/{version}/{name}", static),
    Route("/chat/hello", hello, methods=["POST"]),
    Route("/chat/messages", chat.messages, methods=["POST"]),
    Route("/chat/replies", chat.replies),
    Route("/chat/voice/{n:int}", aloud.first),
    Route("/chat/voice/{n:int}/whole", aloud.whole),
    Route("/chat/file/{n:int}", files.attached),
    Route("/admin/inbox", inbox.waiting),
    Route("/admin/inbox/{n:int}", inbox.one),
    Route("/admin/inbox/{n:int}/answer", inbox.answer, methods=["POST"]),
    Route("/admin/inbox/{n:int}/close", inbox.close, methods=["POST"]),
    Route("/admin/inbox/{n:int}/block", inbox.block, methods=["POST"]),
    Route("/hooks/{channel}", hook, methods=["GET", "POST"]),
    Route("/hooks/{channel}/{rest:path}", called, methods=["GET", "POST"]),
    Route("/health", health),
    Route("/metrics", for_operators(metrics)),
]

_SAID = {413: "too_long", 429: "web_slow", 503: "try_later"}
"""HTTP status -> the phrase that tells the person; any other is "sorry"."""


async def _mute(_: Script) -> None:
    return None


def make_app(
    *,
    road: Door,
    store: Store,
    channels: Mapping[str, Channel],
    catalogue: Catalogue,
    settings: Settings,
    bell: Bell,
    meter: Meter | None = None,
    speak: Callable[[Script], Awaitable[Voice | None]] = _mute,
    front: Starlette | None = None,
) -> Starlette:
    """`bell` is the web channel's; close it when the server stops and waiting pages end at once.
    `speak` makes the recordings of which a letter holds only the first sentence. `front` is what
    programs find under /v1; without it there is nothing."""
    app = Starlette(
        routes=[*_ROUTES, *([Mount("/v1", front)] if front else [])],
        middleware=[Middleware(Gate, settings=settings)],
        exception_handlers={HTTPException: _refusal, StoreError: inbox.refused},
    )
    app.state.site = Site(
        road=road,
        store=store,
        channels=channels,
        catalogue=catalogue,
        settings=settings,
        bell=bell,
        look_s=look_s(settings),
        meter=meter or Meter(),
        wholes=Wholes(speak),
    )
    return app


def app_of(
    house: House, settings: Settings, meter: Meter | None = None, front: Starlette | None = None
) -> Starlette:
    """The app of a whole house, whose road has begun."""
    return make_app(
        road=house.road,
        store=house.store,
        channels=house.channels,
        catalogue=house.parts.spec.catalogue,
        settings=settings,
        bell=house.web.bell,
        meter=meter,
        speak=house.parts.bot.whole,
        front=front,
    )


async def _refusal(request: Request, error: Exception) -> Response:
    """What a program and a person can each understand."""
    assert isinstance(error, HTTPException)
    if request.url.path.startswith("/v1/"):
        return await fault(request, error)
    key = _SAID.get(error.status_code, "sorry")
    said = site_of(request).catalogue.phrase(key, wanted(request))
    return JSONResponse(
        {"error": error.detail, "say": said}, error.status_code, headers=error.headers
    )
