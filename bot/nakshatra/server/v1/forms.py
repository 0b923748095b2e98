"""A multipart/form-data body -> its fields and its one file, in memory: no recording touches a disk
that nobody empties."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from nakshatra.server.body import read
from nakshatra.server.v1.faults import Fault, bad
from nakshatra.server.v1.reading import Fields
from nakshatra.types import Voice

_FIELDS = 40
_FIELD_BYTES = 64_000
MARGIN = 100_000
"""Bytes that fields and boundaries may add to a recording."""


class _InMemory(MultiPartParser):
    spool_max_size = 1 << 40


@dataclass(frozen=True, slots=True)
class Form:
    fields: Fields
    files: dict[str, Voice]

    def file(self, name: str, *, most: int) -> Voice:
        """Raise `Fault` when it is missing, empty or larger than `most` bytes."""
        voice = self.files.get(name)
        if voice is None or not voice.data:
            raise bad(f"{name} must be a file with a recording in it.", name)
        if len(voice.data) > most:
            raise Fault(413, f"A recording may have {most} bytes.", param=name)
        return voice


def is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").lower().startswith("multipart/form-data")


async def form(request: Request, limit: int) -> Form:
    """At most `limit` bytes."""
    if not is_form(request):
        raise bad("The body must be multipart/form-data, with its boundary in the content-type.")
    body = await read(request, limit)
    parser = _InMemory(
        request.headers,
        _at_once(body),
        max_files=1,
        max_fields=_FIELDS,
        max_part_size=_FIELD_BYTES,
    )
    try:
        parsed = await parser.parse()
    except MultiPartException as error:
        raise bad(f"The form cannot be read: {error.message}") from None
    try:
        items = parsed.multi_items()
        fields = {name: value for name, value in items if isinstance(value, str)}
        uploads = {name: file for name, file in items if isinstance(file, UploadFile)}
        files = {
            name: Voice(await file.read(), file.content_type or "")
            for name, file in uploads.items()
        }
        return Form(Fields(fields), files)
    finally:
        await parsed.close()


async def _at_once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
