"""Sounds for tests: a tone, and a sound in any container people send."""

from __future__ import annotations

from io import BytesIO

import av
import numpy as np

from nakshatra.types import Audio


def tone(seconds: float, rate: int = 16_000) -> Audio:
    """440 Hz at a third of full scale."""
    wave = np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 440 / rate) * 11_000
    return Audio(wave.astype("<i2").tobytes(), rate)


def silence(seconds: float) -> Audio:
    return Audio(bytes(int(seconds * 16_000) * 2))


def encoded(audio: Audio, container: str, codec: str, rate: int) -> bytes:
    """As FFmpeg's `container` with `codec` at `rate`, mono."""
    samples = np.frombuffer(audio.pcm, "<i2")
    frame = av.AudioFrame.from_ndarray(samples[None], "s16", "mono")
    frame.sample_rate = audio.rate
    file = BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate, layout="mono")
        shape = (stream.format.name, "mono", rate)
        resampler = av.AudioResampler(*shape, frame_size=stream.codec_context.frame_size or 320)
        for piece in [*resampler.resample(frame), *resampler.resample(None), None]:
            out.mux(stream.encode(piece))
    return file.getvalue()
