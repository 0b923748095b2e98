"""Answers of ours in five languages, read by espeak-ng fast and slow, high and low, made noisy or
narrow -> what the pipeline's own parts lose of them.

python tests/spoken_bench.py     the tables of docs/voice.md (minutes)

No recogniser takes part: which sound reaches one is told by the samples themselves.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1] / "bot"), str(Path(__file__).parent)]

import numpy as np
import numpy.typing as npt

from nakshatra.audio.decode import decode
from nakshatra.audio.listening import listen
from nakshatra.audio.program import Program
from nakshatra.audio.vad import windows
from nakshatra.catalogue import Catalogue
from nakshatra.heard import Asked, Ear, Heard, Piece
from nakshatra.hearing.ears import Choice
from nakshatra.hearing.writing import write
from nakshatra.measure.samples import short_answers
from nakshatra.types import Audio, Voice
from recordings import encoded

Sound = npt.NDArray[np.float32]
LANGUAGES = ("hi", "bn", "ta", "te", "mr")
WINDOWS = {"hi": 15.0, "mr": 15.0, "ta": 15.0, "bn": 8.0, "te": 8.0}
RATES, PITCHES = (110, 150, 200), (25, 50, 80)
LINES = ("clean", "noise 20 dB", "noise 10 dB", "8 kHz A-law", "8 kHz AMR")
_RATE = 16_000
_LOUD = 0.02
"""Of full scale: -34 dB; espeak-ng speaks up to .5."""


@dataclass(frozen=True, slots=True)
class Reading:
    lang: str
    text: str
    rate: int
    pitch: int
    clean: Sound
    """Silence of .8 s on both sides."""


class Reader:
    """The espeak-ng program, kept running."""

    def __init__(self) -> None:
        self._program = Program("nakshatra.synthesizers.espeak_program", seconds=60.0)

    async def say(self, text: str, lang: str, rate: int, pitch: int) -> Sound:
        asked = {"text": text, "voice": lang, "rate": rate, "pitch": pitch, "gap": 0}
        audio = await self._program.say(asked)
        heard = await decode(Voice(encoded(audio, "wav", "pcm_s16le", audio.rate), ""), 600)
        return samples_of(heard)

    async def close(self) -> None:
        await self._program.close()


@asynccontextmanager
async def reader() -> AsyncIterator[Reader]:
    made = Reader()
    try:
        yield made
    finally:
        await made.close()


async def readings(count: int, langs: tuple[str, ...] = LANGUAGES) -> list[Reading]:
    """`count` texts a language, each with another speed and pitch."""
    found, manners = [], list(product(RATES, PITCHES))
    texts = short_answers(Catalogue.load(), count)
    async with reader() as voice:
        for lang in langs:
            for number, text in enumerate(texts[lang]):
                rate, pitch = manners[(number * 4) % len(manners)]
                said = text[:160].rsplit(" ", 1)[0]
                quiet = np.zeros(int(0.8 * _RATE), np.float32)
                sound = await voice.say(said, lang, rate, pitch)
                found.append(
                    Reading(lang, said, rate, pitch, np.concatenate([quiet, sound, quiet]))
                )
    return found


async def over(line: str, sound: Sound, seed: int) -> Sound:
    """As it comes over this line; as long as before."""
    if line.startswith("noise"):
        decibels = float(line.split()[1])
        level = np.sqrt(np.mean(sound[np.abs(sound) > _LOUD] ** 2)) * 10 ** (-decibels / 20)
        noise = np.random.default_rng(seed).normal(0, level, len(sound))
        return (sound + noise).clip(-1, 1).astype(np.float32)
    if line.startswith("8 kHz"):
        kind = ("amr", "libopencore_amrnb") if line.endswith("AMR") else ("wav", "pcm_alaw")
        narrow = encoded(pcm_of(sound), *kind, 8_000)
        heard = samples_of(await decode(Voice(narrow, ""), 600))
        return np.pad(heard, (0, max(0, len(sound) - len(heard))))[: len(sound)]
    return sound


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one recording, what the windows hold."""

    late_ms: float
    """How much of the first word lies before the first window."""

    lost: float
    """Share of the energy of the voice that is in no window."""


def kept(reading: Reading, sound: Sound) -> Kept:
    loud = np.flatnonzero(np.abs(reading.clean) > _LOUD)
    spans = windows(sound, WINDOWS[reading.lang])
    inside = np.zeros(len(reading.clean), bool)
    for start, end in spans:
        inside[start:end] = True
    energy = reading.clean**2
    first = spans[0][0] if spans else len(sound)
    return Kept(
        late_ms=max(0.0, (first - loud[0]) / _RATE * 1000),
        lost=float(energy[~inside].sum() / energy.sum()),
    )


@dataclass
class Notes:
    """A recogniser that writes nothing and keeps every window it was given."""

    windows: list[Sound]

    def ears(self) -> list[Ear]:
        return []

    async def ready(self, ear: Ear, seconds: float) -> None: ...

    async def hear(self, ear: Ear, audio: Audio, asked: Asked) -> Heard:
        return listen(audio.pcm, ear.seconds, asked, self._write)

    def _write(self, sound: Sound) -> Piece:
        self.windows.append(sound)
        return Piece(text="शब्द", seconds=len(sound) / _RATE, logprob=-0.1)


@dataclass
class Cut:
    """A sound whose stretches end anywhere."""

    pcm: bytes
    ends: list[int]
    """Samples."""

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / _RATE

    async def stretches(self) -> AsyncGenerator[Audio, None]:
        for start, end in zip([0, *self.ends], [*self.ends, len(self.pcm) // 2], strict=True):
            yield Audio(self.pcm[2 * start : 2 * end])


async def seams(sound: Sound, ends: list[int], seconds: float) -> tuple[float, float]:
    """Share of the voice's energy that no window holds, and that two hold."""
    notes, audio = Notes([]), pcm_of(sound)
    ear = Ear(engine="notes", id="n", languages=("hi",), ram_mb=1, here=True, seconds=seconds)
    asked = Asked(language="hi", timeout=60.0)
    await write(Choice(notes, ear), Cut(audio.pcm, ends), asked, lambda: 60.0)
    times, whole = np.zeros(len(sound), int), samples_of(audio).tobytes()
    for window in notes.windows:
        at = whole.find(window.tobytes()) // 4
        assert at >= 0
        times[at : at + len(window)] += 1
    energy = sound**2
    return tuple(float(energy[mask].sum() / energy.sum()) for mask in (times == 0, times > 1))  # type: ignore[return-value]


def long_note(parts: list[Reading], seed: int) -> tuple[Sound, list[int]]:
    """One after the other with pauses, a little hiss, and where its stretches end."""
    rng = np.random.default_rng(seed)
    pieces: list[Sound] = []
    for part in parts:
        pieces += [part.clean[_RATE // 2 : -_RATE // 2], np.zeros(int(rng.integers(0, 16_000)))]  # type: ignore[list-item]
    sound = np.concatenate(pieces)
    sound = (sound + rng.normal(0, 1e-4, len(sound))).astype(np.float32)
    return sound, sorted(int(end) for end in rng.integers(_RATE, len(sound), len(sound) // 160_000))


def pcm_of(sound: Sound) -> Audio:
    return Audio((sound.clip(-1, 1) * 32767).astype("<i2").tobytes())


def samples_of(audio: Audio) -> Sound:
    return np.frombuffer(audio.pcm, "<i2").astype(np.float32) / np.float32(32768)


async def report(count: int) -> AsyncIterator[str]:
    every = await readings(count)
    for line in LINES:
        for lang in LANGUAGES:
            mine = [one for one in every if one.lang == lang]
            found = [kept(one, await over(line, one.clean, at)) for at, one in enumerate(mine)]
            yield (
                f"| {line} | {lang} | {len(found)} | {max(k.late_ms for k in found):.0f} ms | "
                f"{max(k.lost for k in found):.4f} |"
            )
    for lang in LANGUAGES:
        mine = [one for one in every if one.lang == lang]
        lost = [await seams(*long_note(mine, seed), WINDOWS[lang]) for seed in range(4)]
        yield f"| seams | {lang} | {max(a for a, _ in lost):.4f} | {max(b for _, b in lost):.4f} |"


def _lines(count: int) -> Iterator[str]:
    async def gathered() -> list[str]:
        return [line async for line in report(count)]

    yield from asyncio.run(gathered())


if __name__ == "__main__":
    for line in _lines(int(sys.argv[1]) if len(sys.argv) > 1 else 18):
        print(line)
