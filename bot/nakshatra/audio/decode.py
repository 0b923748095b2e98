"""Any recording -> 16 kHz mono PCM, a stretch at a time: ten minutes need no more memory than one.

The bytes say what it is; the sender's word is not trusted. Reads no further than the limit, opens
no playlist, and never reaches for another file.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

import av
from av.audio.frame import AudioFrame

from nakshatra.errors import Rejected, Unheard
from nakshatra.types import Audio, Voice

log = logging.getLogger(__name__)

RATE = 16_000
"""Samples a second: what every recogniser we know was trained on."""

_THINNEST = 300
"""Bytes a second; AMR at its worst has 600. Of less than this, times that say it is too long are
damage: how long it is will be seen."""

_SHRILLEST = 384_000
"""Samples a second; more than any microphone's is damage, and making 16,000 of a thousand million
takes a core half a minute."""

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


STRETCH_S = 30.0
"""Seconds decoded at once: a megabyte, and as much as Whisper hears in one piece."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Sound that is still encoded."""

    voice: Voice
    seconds: float
    """How long it says that it is; 0 when it does not."""

    longest: float
    """Seconds; more is `Rejected` when it is reached."""

    async def stretches(self) -> AsyncGenerator[Audio, None]:
        """Raise `Unheard` when it holds no sound, `Rejected` when it is too long."""
        found = _stretches(self.voice.data, self.longest)
        while (stretch := await asyncio.to_thread(next, found, None)) is not None:
            yield stretch


@dataclass(frozen=True, slots=True)
class Whole:
    """Sound that is decoded already."""

    audio: Audio

    @property
    def seconds(self) -> float:
        return self.audio.seconds

    async def stretches(self) -> AsyncGenerator[Audio, None]:
        yield self.audio


async def opened(voice: Voice, max_seconds: float) -> Recording:
    """Raise `Rejected` when its packets say that it is longer than `max_seconds`."""
    seconds = await asyncio.to_thread(_length, voice.data)
    if seconds > max_seconds:
        if len(voice.data) > _THINNEST * max_seconds:
            raise Rejected(f"the recording is longer than {max_seconds:g} seconds")
        seconds = 0.0
    return Recording(voice, seconds, max_seconds)


async def decode(voice: Voice, max_seconds: float) -> Audio:
    """All of it. Raise `Unheard` when it holds no sound, `Rejected` when it is too long."""
    return await asyncio.to_thread(_whole, voice.data, max_seconds)


def container(data: bytes) -> str:
    """FFmpeg's name of the container, "" when it is none of ours."""
    for offset, magic, name in _MAGIC:
        if data[offset : offset + len(magic)] == magic:
            return name
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0:
        return "aac" if data[1] & 0x06 == 0 else "mp3"
    return ""


def _whole(data: bytes, max_seconds: float) -> Audio:
    return Audio(b"".join(part.pcm for part in _stretches(data, max_seconds)), RATE)


def _stretches(data: bytes, max_seconds: float) -> Iterator[Audio]:
    """Of a recording that breaks off, what came before."""
    if not data:
        raise Unheard("the recording is empty")
    if not (name := container(data)):
        raise Unheard("this is not a recording we can play")
    pcm, some = bytearray(), False
    try:
        for frame in _frames(data, name, max_seconds):
            pcm += frame.to_ndarray().tobytes()
            if len(pcm) >= STRETCH_S * RATE * 2:
                yield Audio(bytes(pcm), RATE)
                pcm, some = bytearray(), True
    except (av.FFmpegError, ValueError, MemoryError) as error:
        if not some and len(pcm) < _SHORTEST * RATE * 2:
            raise Unheard(f"the recording is broken: {error}") from error
        log.warning("recording broken; heard what came before", extra={"error": repr(error)})
    if not some and len(pcm) < _SHORTEST * RATE * 2:
        raise Unheard(f"the recording is shorter than {_SHORTEST} seconds")
    if pcm:
        yield Audio(bytes(pcm), RATE)


def _length(data: bytes) -> float:
    """Seconds, by the times on its packets; 0 when they bear none or cannot be read."""
    if not (name := container(data)):
        return 0.0
    end = 0.0
    with (
        suppress(av.FFmpegError, ValueError, MemoryError),
        av.open(BytesIO(data), format=name) as file,
    ):
        sound = file.streams.audio[:1]
        for packet in file.demux(sound) if sound else ():
            if packet.pts is not None and packet.time_base:
                end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return end


def _frames(data: bytes, name: str, max_seconds: float) -> Iterator[AudioFrame]:
    """Resampled pieces; stops with `Rejected` as soon as the limit is passed."""
    resampler = av.AudioResampler("s16", "mono", RATE)
    seconds = 0.0
    with av.open(BytesIO(data), format=name) as opened:
        if not opened.streams.audio:
            raise Unheard("the file holds no sound")
        for frame in opened.decode(opened.streams.audio[0]):
            if frame.sample_rate > _SHRILLEST:
                raise Unheard(f"{frame.sample_rate} samples a second are no recording of a voice")
            seconds += frame.samples / frame.sample_rate if frame.sample_rate else max_seconds
            if seconds > max_seconds:
                raise Rejected(f"the recording is longer than {max_seconds:g} seconds")
            yield from resampler.resample(frame)
    if seconds:
        yield from resampler.resample(None)
