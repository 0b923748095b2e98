"""A request's body -> bytes, never more than allowed."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request


async def read(request: Request, limit: int) -> bytes:
    """At most `limit` bytes; 413 beyond it, 400 when it ends early."""
    said = request.headers.get("content-length", "0")
    if said.isdecimal() and int(said) > limit:
        raise HTTPException(413)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise HTTPException(413)
    except ClientDisconnect:
        raise HTTPException(400) from None
    return bytes(body)
