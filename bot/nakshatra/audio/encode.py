"""PCM -> OGG/Opus, 48 kHz mono, as Telegram, WhatsApp and browsers play it, or WAV; either says in
its tags that a computer speaks, and with which voice."""

from __future__ import annotations

import asyncio
import struct
from io import BytesIO

import av
import numpy as np

from nakshatra.errors import EngineError
from nakshatra.types import Audio, Voice

_RATE = 48_000
_BIT_RATE = 24_000
"""Bits a second: speech stays clear, a minute is 180 kB on a mobile plan."""

PROVENANCE = "Computer-generated voice (Nakshatra)"
"""In the file's comment: India's IT Rules (from 20-02-2026) want a machine's voice marked."""

_EFFORT = {"application": "voip", "compression_level": "2"}
"""Of 10, which is the library's own: half the time. How it sounds to people was not judged."""


async def encode(audio: Audio, voice: str = "") -> Voice:
    """`voice`: who speaks, for the tags. Raise `EngineError` when there is nothing in it or it
    cannot be encoded."""
    return await asyncio.to_thread(_encode, audio, voice)


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
    if not audio.pcm:
        raise EngineError("there is no sound to encode")
    file = BytesIO()
    try:
        _write(audio, file, voice)
    except (av.FFmpegError, ValueError) as error:
        raise EngineError(f"the voice could not be encoded: {error}") from error
    if not (data := file.getvalue()):
        raise EngineError("the sound is too short to encode")
    return Voice(data, "audio/ogg; codecs=opus")


def _write(audio: Audio, file: BytesIO, voice: str) -> None:
    samples = np.frombuffer(audio.pcm, "<i2", count=len(audio.pcm) // 2)
    frame = av.AudioFrame.from_ndarray(samples[None], "s16", "mono")
    frame.sample_rate = audio.rate
    resampler = av.AudioResampler("s16", "mono", _RATE, frame_size=_RATE // 50)
    with av.open(file, "w", format="ogg") as out:
        out.metadata.update(tags(voice))
        stream = out.add_stream("libopus", rate=_RATE, layout="mono")
        stream.bit_rate = _BIT_RATE
        stream.options = _EFFORT
        for piece in [*resampler.resample(frame), *resampler.resample(None), None]:
            out.mux(stream.encode(piece))
