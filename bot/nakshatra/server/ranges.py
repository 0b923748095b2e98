"""Bytes and a Range header -> the part a player asked for, so that it can seek (RFC 9110)."""

from __future__ import annotations

import re

from starlette.responses import Response

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def part(data: bytes, asked: str | None, mime: str) -> Response:
    """200 with all of it, 206 with the one range asked for, 416 when there is no such range.

    Several ranges at once get all of it, as the standard allows.
    """
    headers = {"accept-ranges": "bytes", "cache-control": "private, no-store"}
    found = _RANGE.fullmatch(asked or "")
    first, last = found.groups() if found else ("", "")
    if not first + last:
        return Response(data, media_type=mime, headers=headers)
    start, end = _bounds(first, last, len(data))
    if start >= len(data) or start > end:
        return Response(status_code=416, headers={"content-range": f"bytes */{len(data)}"})
    headers["content-range"] = f"bytes {start}-{end}/{len(data)}"
    return Response(data[start : end + 1], 206, headers=headers, media_type=mime)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte; "-5" is the last five."""
    if not first:
        return (size, size) if last == "0" else (max(0, size - int(last)), size - 1)
    return int(first), min(int(last) if last else size - 1, size - 1)
