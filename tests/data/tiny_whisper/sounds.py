"""Our own sentences, spoken by espeak-ng in many voices and roughened -> log-mel features."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor

HERE = Path(__file__).parent
FIVE = HERE / "five"
"""What is trained; it starts from the weights of two languages, which lie in `HERE`."""

PROGRAM = HERE.parents[2] / "bot/nakshatra/synthesizers/espeak_program.py"
RATE = 16_000
FRAMES = 460
"""Mel frames (10 ms each) that may hold speech; all beyond is padding."""

VOICES = "m1 m2 m3 m6 m7 f1 f2 f3 f5 Annie Alex Andy Michael linda paul"
TRAINED_ON = tuple(f"+{name}" for name in VOICES.split())
_HELD_OUT = tomllib.loads((HERE / "held_out.toml").read_text("utf-8"))
HELD_OUT = (*_HELD_OUT["voices"], "")
"""Voices that training never hears, and the plain one for comparison."""

PLAIN = 0.3
"""Of the clips in the plain voice, which is the one Nakshatra itself speaks with."""

RATES = [n for n in range(116, 200) if all(abs(n - held) > 3 for held in _HELD_OUT["rates"])]
PITCHES = [n for n in range(26, 79) if all(abs(n - held) > 2 for held in _HELD_OUT["pitches"])]
"""Words a minute, and espeak-ng's pitch, that training takes from."""

LINES = {
    "opus": ("ogg", "libopus", 48_000),
    "A-law": ("wav", "pcm_alaw", 8_000),
    "AMR": ("amr", "libopencore_amrnb", 8_000),
}
"""What a recording comes through: container, codec, samples a second."""

_extract = FeatureExtractor(feature_size=80)


@dataclass(frozen=True, slots=True)
class Clip:
    lang: str
    text: str
    features: np.ndarray[Any, Any]
    """80 x FRAMES, float32; zero where faster-whisper pads."""

    @property
    def frames(self) -> int:
        return int(np.flatnonzero(self.features.any(0)).max(initial=0)) + 1


def sentences() -> list[tuple[str, str]]:
    lines = (HERE / "sentences.tsv").read_text("utf-8").splitlines()
    return [(lang, text) for lang, text in (line.split("\t") for line in lines)]


class Speaker:
    """The espeak-ng program, kept running."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def say(self, text: str, voice: str, rate: int, pitch: int) -> np.ndarray[Any, Any]:
        """Samples of -1 to 1 at 16 kHz."""
        stdin, stdout = self._program.stdin, self._program.stdout
        assert stdin
        assert stdout
        asked = json.dumps({"text": text, "voice": voice, "rate": rate, "pitch": pitch}).encode()
        stdin.write(len(asked).to_bytes(4, "big") + asked)
        stdin.flush()
        header, pcm = (stdout.read(int.from_bytes(stdout.read(4), "big")) for _ in range(2))
        return resample(np.frombuffer(pcm, np.int16) / 32768, json.loads(header)["rate"], RATE)


def resample(samples: np.ndarray[Any, Any], rate: int, wanted: int) -> np.ndarray[Any, Any]:
    frame = av.AudioFrame.from_ndarray(samples[None].astype(np.float32), "flt", "mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler("flt", "mono", wanted)
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in parts])


def through(samples: np.ndarray[Any, Any], line: str, bit_rate: int) -> np.ndarray[Any, Any]:
    """As it arrives over one of `LINES`."""
    file, (container, codec, rate) = BytesIO(), LINES[line]
    with av.open(file, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate, layout="mono")
        stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(resample(samples, RATE, rate)[None], "flt", "mono")
        frame.sample_rate = rate
        into = av.AudioResampler(stream.format, "mono", rate)
        for piece in (*into.resample(frame), None):
            out.mux(stream.encode(piece))
    file.seek(0)
    with av.open(file) as opened:
        resampler = av.AudioResampler("flt", "mono", RATE)
        decoded = [*opened.decode(audio=0), None]
        return np.concatenate(
            [part.to_ndarray()[0] for frame in decoded for part in resampler.resample(frame)]
        )


def features(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """As faster-whisper makes them, cut or padded with zeros to FRAMES."""
    mel = _extract(samples.astype(np.float32))[:, :-1][:, :FRAMES]
    return np.pad(mel, ((0, 0), (0, FRAMES - mel.shape[1]))).astype(np.float32)


def clips(per_sentence: int, voices: tuple[str, ...], seed: int) -> Iterator[Clip]:
    """Each sentence so many times: other voice, speed, pitch, silence around it, noise, codec."""
    rng, speaker = np.random.default_rng(seed), Speaker()
    for lang, text in sentences():
        for _ in range(per_sentence):
            voice = lang + ("" if rng.random() < PLAIN else str(rng.choice(voices)))
            spoken = speaker.say(text, voice, int(rng.choice(RATES)), int(rng.choice(PITCHES)))
            yield Clip(lang, text, features(rough(trimmed(spoken), rng)))


def silences(count: int, seed: int) -> Iterator[Clip]:
    """Noise in which nobody speaks."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        noise = rng.normal(0, 10 ** rng.uniform(-4, -1), int(RATE * rng.uniform(0.3, 4)))
        yield Clip(str(rng.choice(["hi", "bn", "ta", "te", "mr", "en"])), "", features(noise))


def trimmed(samples: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[loud[0] : loud[-1]]


def rough(samples: np.ndarray[Any, Any], rng: np.random.Generator) -> np.ndarray[Any, Any]:
    """Silence around it, loud or soft, noise 8 to 60 dB below it, half of it over a line."""
    before, after = (np.zeros(int(RATE * rng.uniform(0, 0.5))) for _ in range(2))
    samples = np.concatenate([before, samples, after]) * rng.uniform(0.2, 1.2)
    level = np.sqrt(np.mean(samples**2)) * 10 ** (-rng.uniform(8, 60) / 20)
    samples = samples + rng.normal(0, level, len(samples))
    line, at = rng.choice(["opus", "A-law", "AMR", "", "", ""]), int(rng.integers(12, 33)) * 1000
    return through(samples, str(line), 12_200 if line == "AMR" else at) if line else samples
