"""Decoded sound -> a recording in the form a caller asks for, marked as a computer's voice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import av
import numpy as np
from av.audio.frame import AudioFrame

from nakshatra.audio.encode import encode, tags, wav
from nakshatra.errors import EngineError
from nakshatra.types import Audio, Voice

_PCM_RATE = 24_000
"""What OpenAI's API gives for "pcm": 16-bit mono, little endian, without a header."""


@dataclass(frozen=True, slots=True)
class Form:
    mime: str
    container: str = ""
    """FFmpeg's names; "" = made without it."""

    codec: str = ""
    rate: int = 24_000
    bits: int = 48_000
    """A second; clear for speech. Lossless forms have none to choose."""

    layout: str = "s16"


FORMS = {
    "opus": Form("audio/ogg; codecs=opus"),
    "ogg": Form("audio/ogg; codecs=opus"),
    "wav": Form("audio/wav"),
    "mp3": Form("audio/mpeg", "mp3", "libmp3lame", layout="s16p"),
    "aac": Form("audio/aac", "adts", "aac", layout="fltp"),
    "flac": Form("audio/flac", "flac", "flac"),
    "pcm": Form(f"audio/pcm; rate={_PCM_RATE}"),
}


async def formed(audio: Audio, form: str, voice: str) -> Voice:
    """`voice`: who speaks, for the tags. Raise `EngineError` when it cannot be encoded."""
    if form in ("opus", "ogg"):
        return await encode(audio, voice)
    return Voice(await asyncio.to_thread(_formed, audio, form, voice), FORMS[form].mime)


def _formed(audio: Audio, form: str, voice: str) -> bytes:
    if not audio.pcm:
        raise EngineError("there is no sound to encode")
    if form == "wav":
        return wav(audio, voice)
    if form == "pcm":
        frames = _frames(audio, FORMS[form])
        return b"".join(frame.to_ndarray().tobytes() for frame in frames)
    return _encoded(audio, FORMS[form], voice)


def _encoded(audio: Audio, form: Form, voice: str) -> bytes:
    file = BytesIO()
    try:
        with av.open(file, "w", format=form.container) as out:
            out.metadata.update(tags(voice))
            stream = out.add_stream(form.codec, rate=form.rate, layout="mono")
            stream.bit_rate = form.bits
            for frame in [*_frames(audio, form, stream.codec_context.frame_size), None]:
                out.mux(stream.encode(frame))
    except (av.FFmpegError, ValueError) as error:
        raise EngineError(f"the voice could not be encoded: {error}") from error
    return file.getvalue()


def _frames(audio: Audio, form: Form, size: int = 0) -> Iterator[AudioFrame]:
    samples = np.frombuffer(audio.pcm, "<i2", count=len(audio.pcm) // 2)
    frame = av.AudioFrame.from_ndarray(samples[None], "s16", "mono")
    frame.sample_rate = audio.rate
    resampler = av.AudioResampler(form.layout, "mono", form.rate, frame_size=size or None)
    yield from resampler.resample(frame)
    yield from resampler.resample(None)
