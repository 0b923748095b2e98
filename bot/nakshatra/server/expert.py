"""One expert behind HTTP, as an OpenAI-compatible chat completion: POST /v1/chat/completions.

Other machines reach it with an expert.toml of kind http. It knows nobody: no address, no memory,
no guard; those stay with the bot that asks.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from nakshatra.errors import ExpertError
from nakshatra.ports import Closes, Expert
from nakshatra.registry import Spec, builder
from nakshatra.types import ENGLISH, Answer, Lang, Query

_MOST_BYTES = 64 * 1024
"""Of a request."""


async def serve(spec: Spec, id: str, door: socket.socket) -> None:
    """Until it is stopped. Requests are not logged: they hold what people ask."""
    card = spec.catalogue.experts[id]
    expert: Expert = builder("experts", card.kind)(replace(spec, id=id, options=card.settings))
    config = uvicorn.Config(application(expert), access_log=False, log_config=None)
    try:
        await uvicorn.Server(config).serve([door])
    finally:
        if isinstance(expert, Closes):
            await expert.close()
        await spec.shelf.close()


def application(expert: Expert) -> Starlette:
    async def complete(request: Request) -> Response:
        try:
            query = _query(await _body(request))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return _error(400, f"not a chat completion request: {error}")
        try:
            return JSONResponse(_reply(expert.id, await expert.answer(query)))
        except ExpertError as error:
            return _error(502, str(error))

    async def models(_: Request) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": expert.id, "object": "model"}]})

    return Starlette(
        routes=[
            Route("/v1/chat/completions", complete, methods=["POST"]),
            Route("/v1/models", models),
        ]
    )


async def _body(request: Request) -> Mapping[str, Any]:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise ValueError(f"over {_MOST_BYTES} bytes")
    row = json.loads(body)
    if not isinstance(row, dict):
        raise ValueError("not an object")
    return row


def _query(row: Mapping[str, Any]) -> Query:
    """The last user message is asked; the one before it is what it may lean on."""
    asked = [str(m["content"]) for m in row["messages"] if m["role"] == "user"]
    if not asked or not asked[-1].strip():
        raise ValueError("no user message")
    metadata = row.get("metadata") or {}
    lang = ENGLISH
    with suppress(ValueError):
        lang = Lang.parse(str(metadata.get("lang", "")))
    return Query(
        text=asked[-1],
        native=str(metadata.get("native") or asked[-1]),
        lang=lang,
        previous=asked[-2] if len(asked) > 1 else "",
        field=_share(metadata.get("field")),
    )


def _share(told: object) -> float:
    """A probability; 1 of what is none."""
    try:
        share = float(str(told))
    except ValueError:
        return 1.0
    return share if 0.0 <= share <= 1.0 else 1.0


def _reply(model: str, answer: Answer | None) -> dict[str, Any]:
    message = {"role": "assistant", "content": answer.text if answer else ""}
    return {
        "object": "chat.completion",
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "nakshatra": _extra(answer) if answer else {"abstain": True},
    }


def _extra(answer: Answer) -> dict[str, Any]:
    return {
        "abstain": False,
        "units": list(dict.fromkeys(citation.id for citation in answer.citations)),
        "citations": [asdict(citation) for citation in answer.citations],
        "confidence": answer.confidence,
        "lang": str(answer.lang),
        "short": answer.short,
        "kind": str(answer.kind),
    }


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": {"message": message, "type": "invalid_request"}}, status)
