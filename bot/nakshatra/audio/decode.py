"""Any recording -> 16 kHz mono PCM. The bytes say what it is; the sender's word is not trusted.

Reads no further than the limit, opens no playlist, and never reaches for another file.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from io import BytesIO

import av
from av.audio.frame import AudioFrame

from nakshatra.errors import Rejected, Unheard
from nakshatra.types import Audio, Voice

log = logging.getLogger(__name__)

RATE = 16_000
"""Samples a second: what every recogniser we know was trained on."""

_SHORTEST = 0.1
"""Seconds; less holds no syllable."""

_MAGIC = (
    (0, b"OggS", "ogg"),
    (0, b"ID3", "mp3"),
    (0, b"#!AMR", "amr"),
    (4, b"ftyp", "mov"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
    (8, b"WAVE", "wav"),
    (0, b"fLaC", "flac"),
    (8, b"AIF", "aiff"),
    (0, b"caff", "caf"),
)
"""Offset, bytes there, FFmpeg's name. Only these: FFmpeg's own guess would also open playlists,
which name other files and addresses."""


async def decode(voice: Voice, max_seconds: float) -> Audio:
    """Raise `Unheard` when it holds no sound, `Rejected` when it is longer than `max_seconds`."""
    return await asyncio.to_thread(_decode, voice.data, max_seconds)


def container(data: bytes) -> str:
    """FFmpeg's name of the container, "" when it is none of ours."""
    for offset, magic, name in _MAGIC:
        if data[offset : offset + len(magic)] == magic:
            return name
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0:
        return "aac" if data[1] & 0x06 == 0 else "mp3"
    return ""


def _decode(data: bytes, max_seconds: float) -> Audio:
    if not data:
        raise Unheard("the recording is empty")
    if not (name := container(data)):
        raise Unheard("this is not a recording we can play")
    pcm = bytearray()
    try:
        for frame in _frames(data, name, max_seconds):
            pcm += frame.to_ndarray().tobytes()
    except (av.FFmpegError, ValueError, MemoryError) as error:
        if len(pcm) < _SHORTEST * RATE * 2:
            raise Unheard(f"the recording is broken: {error}") from error
        log.warning("recording broken; heard what came before", extra={"error": repr(error)})
    if len(pcm) < _SHORTEST * RATE * 2:
        raise Unheard(f"the recording is shorter than {_SHORTEST} seconds")
    return Audio(bytes(pcm), RATE)


def _frames(data: bytes, name: str, max_seconds: float) -> Iterator[AudioFrame]:
    """Resampled pieces; stops with `Rejected` as soon as the limit is passed."""
    resampler = av.AudioResampler("s16", "mono", RATE)
    seconds = 0.0
    with av.open(BytesIO(data), format=name) as opened:
        if not opened.streams.audio:
            raise Unheard("the file holds no sound")
        for frame in opened.decode(opened.streams.audio[0]):
            seconds += frame.samples / frame.sample_rate if frame.sample_rate else max_seconds
            if seconds > max_seconds:
                raise Rejected(f"the recording is longer than {max_seconds:g} seconds")
            yield from resampler.resample(frame)
    if seconds:
        yield from resampler.resample(None)
