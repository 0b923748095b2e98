"""PCM -> mono OGG/Opus, as Telegram, WhatsApp and browsers play it, or WAV; either says in its tags
that a computer speaks, and with which voice."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from io import BytesIO

import av
import numpy as np

from nakshatra.errors import EngineError
from nakshatra.types import Audio, Voice

_RATE = 12_000
"""Samples a second: the sound to 6 kHz, twice a telephone's. What is above costs the encoder two
fifths of its work, and its bits are better spent below. Opus plays at 48,000 all the same."""

_FRAME, _AHEAD = _RATE * 60 // 1000, _RATE * 65 // 10_000
"""Samples of a frame, and by how many the encoder's sound comes later."""

_BIT_RATE = 28_000
"""Bits a second at most: speech stays clear, a minute is 160 kB on a mobile plan."""

PROVENANCE = "Computer-generated voice (Nakshatra)"
"""In the file's comment: India's IT Rules (from 20-02-2026) want a machine's voice marked."""

_EFFORT = {"application": "voip", "compression_level": "0", "frame_duration": "60"}
"""Of 10. By PESQ nearer to the sound before than effort 2 at 48,000 samples a second, in a third of
the time and less room (docs/decisions/0026-voice-turn.md); people have not judged it."""


Packet = tuple[bytes, int]
"""An encoded frame, and how many samples of it are meant to be heard."""


async def encode(audio: Audio, voice: str = "") -> Voice:
    """`voice`: who speaks, for the tags. Raise `EngineError` when there is nothing in it or it
    cannot be encoded."""
    return await asyncio.to_thread(lambda: sealed([packed(audio)], voice))


def packed(audio: Audio) -> list[Packet]:
    """One sentence of a recording: encoded apart, so that several may be at once. Each should end
    in silence if others follow."""
    samples = np.frombuffer(audio.pcm, "<i2", count=len(audio.pcm) // 2)
    if not samples.size:
        raise EngineError("there is no sound to encode")
    frame = av.AudioFrame.from_ndarray(samples[None], "s16", "mono")
    frame.sample_rate = audio.rate
    resampler = av.AudioResampler("s16", "mono", _RATE, frame_size=_FRAME)
    codec = av.AudioCodecContext.create("libopus", "w")
    codec.sample_rate, codec.layout, codec.format = _RATE, "mono", "s16"
    codec.bit_rate, codec.options = _BIT_RATE, _EFFORT
    with _named():
        frames = [*resampler.resample(frame), *resampler.resample(None), None]
        packets = [packet for one in frames for packet in codec.encode(one)]
    return [(bytes(packet), packet.duration or _FRAME) for packet in packets]


def sealed(pieces: Sequence[list[Packet]], voice: str = "") -> Voice:
    """One file of what was packed, in this order."""
    packets = [packet for piece in pieces for packet in piece]
    if not packets:
        raise EngineError("the sound is too short to encode")
    file = BytesIO()
    with _named(), av.open(file, "w", format="ogg") as out:
        out.metadata.update(tags(voice))
        stream = out.add_stream("libopus", rate=_RATE, layout="mono")
        stream.bit_rate = _BIT_RATE
        out.start_encoding()
        for at, (data, heard) in enumerate(packets, 1 - len(packets)):
            packet = av.Packet(data)
            packet.stream, packet.time_base = stream, Fraction(1, _RATE)
            packet.pts = packet.dts = (at + len(packets) - 1) * _FRAME - _AHEAD
            packet.duration = _FRAME if at else heard
            out.mux(packet)
    return Voice(file.getvalue(), "audio/ogg; codecs=opus")


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


@contextmanager
def _named() -> Iterator[None]:
    """The library's errors as ours."""
    try:
        yield
    except (av.FFmpegError, ValueError) as error:
        raise EngineError(f"the voice could not be encoded: {error}") from error
