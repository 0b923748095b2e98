"""A recording that travels inside its message, as a data: URL in `Media.ref`; decodes no sound."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from nakshatra.errors import ChannelError
from nakshatra.types import Media, Voice

_MARK = ";base64,"


def as_media(voice: Voice, seconds: float = 0.0) -> Media:
    """The recording as `enclosed` will read it back."""
    ref = f"data:{voice.mime}{_MARK}{b64encode(voice.data).decode('ascii')}"
    return Media(ref, voice.mime, seconds, len(voice.data))


def enclosed(media: Media) -> Voice:
    """Raise `ChannelError` when it lies elsewhere or is damaged."""
    mime, mark, data = media.ref.removeprefix("data:").partition(_MARK)
    if not mark:
        raise ChannelError("the recording does not lie inside its message")
    try:
        return Voice(b64decode(data, validate=True), mime)
    except binascii.Error as error:
        raise ChannelError(f"the recording is damaged: {error}") from error
