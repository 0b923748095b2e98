"""The routes of /v1 as one Starlette app, mounted only where callers have keys."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nakshatra.server.v1 import completions, messages, speech, transcriptions
from nakshatra.server.v1.faults import fault
from nakshatra.server.v1.front import Front, called

DOCUMENT = Path(__file__).parent / "openapi.json"


async def document(_: Request) -> Response:
    """GET /v1/openapi.json, for whoever asks."""
    return Response(_document(), media_type="application/json")


@cache
def _document() -> bytes:
    return json.dumps(json.loads(DOCUMENT.read_text("utf-8")), ensure_ascii=False).encode()


ROUTES = [
    Route("/openapi.json", document),
    Route("/models", called(completions.listed)),
    Route("/models/{id:path}", called(completions.one)),
    Route("/chat/completions", called(completions.complete), methods=["POST"]),
    Route("/audio/transcriptions", called(transcriptions.transcribe), methods=["POST"]),
    Route("/audio/speech", called(speech.speak), methods=["POST"]),
    Route("/messages", called(messages.post), methods=["POST"]),
    Route("/messages/{id}", called(messages.get)),
    Route("/messages/{id}/voice", called(messages.voice)),
    Route("/messages/{id}/file", called(messages.file)),
    Route("/letters", called(messages.letters)),
]


def front_app(front: Front) -> Starlette:
    app = Starlette(routes=ROUTES, exception_handlers={HTTPException: fault})
    app.state.front = front
    return app
