"""PCM -> mono OGG/Opus, as Telegram, WhatsApp and browsers play it, or WAV; either says in its tags
that a computer speaks, and with which voice."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import av
import numpy as np

from nakshatra.errors import EngineError
from nakshatra.types import Audio, Voice

_RATE = 16_000
"""Samples a second: what is called HD voice on telephones. Opus plays at 48,000 all the same."""

_FRAME_S = 0.06
_BIT_RATE = 28_000
"""Bits a second at most: speech stays clear, a minute is 160 kB on a mobile plan."""

PROVENANCE = "Computer-generated voice (Nakshatra)"
"""In the file's comment: India's IT Rules (from 20-02-2026) want a machine's voice marked."""

_EFFORT = {"application": "voip", "compression_level": "0", "frame_duration": "60"}
"""Of 10. By PESQ nearer to the sound before than effort 2 at 48,000 samples a second, in two fifths
of the time and less room (docs/decisions/0026-voice-turn.md); people have not judged it."""


async def encode(audio: Audio, voice: str = "") -> Voice:
    """`voice`: who speaks, for the tags. Raise `EngineError` when there is nothing in it or it
    cannot be encoded."""
    return await asyncio.to_thread(_encode, audio, voice)


class Opus:
    """A recording that grows: sound is encoded as it comes, one piece after the other.

    Raise `EngineError` when there is nothing in it or it cannot be encoded."""

    def __init__(self, voice: str = "") -> None:
        self.seconds = 0.0
        self._file = BytesIO()
        self._resampler = av.AudioResampler("s16", "mono", _RATE, frame_size=int(_RATE * _FRAME_S))
        self._out = av.open(self._file, "w", format="ogg")
        self._out.metadata.update(tags(voice))
        self._stream: Any = self._out.add_stream("libopus", rate=_RATE, layout="mono")
        self._stream.bit_rate = _BIT_RATE
        self._stream.options = _EFFORT

    def add(self, audio: Audio) -> None:
        """All pieces share one rate."""
        samples = np.frombuffer(audio.pcm, "<i2", count=len(audio.pcm) // 2)
        if not samples.size:
            return
        frame = av.AudioFrame.from_ndarray(samples[None], "s16", "mono")
        frame.sample_rate = audio.rate
        with _named():
            self._write(self._resampler.resample(frame))
        self.seconds += audio.seconds

    def finish(self, last: Audio) -> Voice:
        self.add(last)
        if not self.seconds:
            raise EngineError("there is no sound to encode")
        with _named():
            self._write([*self._resampler.resample(None), None])
            self._out.close()
        if not (data := self._file.getvalue()):
            raise EngineError("the sound is too short to encode")
        return Voice(data, "audio/ogg; codecs=opus")

    def _write(self, frames: list[Any]) -> None:
        for frame in frames:
            self._out.mux(self._stream.encode(frame))


def tags(voice: str) -> dict[str, str]:
    """Vorbis comments of a spoken reply."""
    return {"comment": PROVENANCE, "synthetic": "yes", **({"voice": voice} if voice else {})}


def wav(audio: Audio, voice: str = "") -> bytes:
    """RIFF, 16-bit mono; its INFO list holds the same as `tags`."""
    info = {"ICMT": f"{PROVENANCE}; synthetic", "ISFT": "Nakshatra", "IART": voice}
    listed = b"INFO" + b"".join(_chunk(name, text.encode() + b"\0") for name, text in info.items())
    shape = struct.pack("<HHIIHH", 1, 1, audio.rate, 2 * audio.rate, 2, 16)
    body = _chunk("fmt ", shape) + _chunk("LIST", listed) + _chunk("data", audio.pcm)
    return _chunk("RIFF", b"WAVE" + body)


def _chunk(name: str, data: bytes) -> bytes:
    return name.encode("ascii") + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _encode(audio: Audio, voice: str) -> Voice:
    return Opus(voice).finish(audio)


@contextmanager
def _named() -> Iterator[None]:
    """The library's errors as ours."""
    try:
        yield
    except (av.FFmpegError, ValueError) as error:
        raise EngineError(f"the voice could not be encoded: {error}") from error
