"""A letter's number -> the file that was handed over with it."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nakshatra.server.aloud import letter_of


async def attached(request: Request) -> Response:
    """GET /chat/file/{n}: to be saved, never shown by the browser."""
    file = (await letter_of(request)).attachment
    if file is None:
        raise HTTPException(404)
    headers = {
        "content-disposition": f'attachment; filename="{file.name}"',
        "cache-control": "no-store",
    }
    return Response(file.data, headers=headers, media_type=file.mime)
