"""Recordings of people -> in which throat and at which pitch espeak-ng's words come nearest to
theirs, and how often it pauses between words beside how often they do.

python tests/throat_bench.py FOLDER     tables of docs/voice.md (a minute); FOLDER holds
                                        transcripts.jsonl (file, text, lang, source) and the files

A person's word is taken for whichever of the voice's words it can be bent onto with least effort
(dynamic time warping of cepstra, of what a telephone carries). It tells nothing of clarity,
pleasantness or stress, and it leans to voices as high as those who were recorded.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1] / "bot"), str(Path(__file__).parent)]

import numpy as np
import numpy.typing as npt

from nakshatra.audio.decode import decode
from nakshatra.audio.manner import Manner, manners
from nakshatra.audio.program import Program
from nakshatra.home import home
from nakshatra.text.reading import reading
from nakshatra.types import Audio, Lang, Voice

Floats = npt.NDArray[np.float64]
WORDS = {"bn": "bn-isolated-digits", "hi": "hi-isolated-words"}
SENTENCES = {"hi": "hi-valid-read", "ml": "smc-msc-crowd"}
"""Language -> source of the recordings of single words, and of read sentences."""

PITCHES = (10, 30, 70, 90)
THROATS = ("f1", "f2", "f3", "f4", "f5", "m1", "m2", "m3", "m4", "m5", "m6", "m7")
PACES = (0.8, 1.0, 1.25)
"""Of the language's rate: a word of the voice is as near as the nearest of these."""

GAPS = (0, 3, 5)
PAUSES_MS = (40, 80, 150, 300)
"""Shortest pause of each column."""

_FRAME_S, _HOP_S, _SIZE = 0.025, 0.01, 512
_BANDS, _CEPSTRA, _LOW, _HIGH = 26, 12, 200.0, 3800.0
_PAUSE_S, _BELOW = 0.02, 30.0
"""Decibels under the loud frames: what is quieter is a pause."""

_FAR = 1e9


@dataclass(frozen=True, slots=True)
class Setting:
    name: str
    right: float
    """Share of people's words that are nearest to the voice's same word."""

    better: int
    """Words that are right here and wrong in the plain voice."""

    worse: int


def cepstra(audio: Audio) -> Floats:
    """A row for each 10 ms from the first loud frame to the last; mean 0, deviation 1."""
    sound = samples(audio)
    frame, hop = int(_FRAME_S * audio.rate), int(_HOP_S * audio.rate)
    sound = np.pad(np.diff(sound), (0, max(0, frame - len(sound) + 1)))
    frames = np.lib.stride_tricks.sliding_window_view(sound, frame)[::hop] * np.hamming(frame)
    power = np.abs(np.fft.rfft(frames, _SIZE)) ** 2
    power = power[_first_to_last(power.sum(axis=1))]
    found = np.log(power @ _bank(audio.rate).T + 1e-8) @ _cosines().T
    slope = np.gradient(found, axis=0) if len(found) > 1 else np.zeros_like(found)
    found = np.hstack([found, 2 * slope])
    even: Floats = (found - found.mean(axis=0)) / (found.std(axis=0) + 1e-3)
    return even


def efforts(people: Sequence[Floats], voice: Sequence[Floats]) -> Floats:
    """Of bending each of `people` onto each of `voice`, by length."""
    ours, lengths = _stacked(people)
    theirs, ends = _stacked(voice)
    squares = (theirs**2).sum(axis=2)
    before = np.full((len(ours), len(theirs), theirs.shape[1] + 1), _FAR)
    before[:, :, 0] = 0.0
    found = np.full((len(ours), len(theirs)), _FAR)
    for at in range(ours.shape[1]):
        row = ours[:, at]
        apart = (row**2).sum(axis=1)[:, None, None] + squares[None]
        apart = np.sqrt(np.maximum(0, apart - 2 * np.einsum("ad,bld->abl", row, theirs)))
        now = np.full_like(before, _FAR)
        for to in range(theirs.shape[1]):
            near = np.minimum(np.minimum(before[:, :, to], before[:, :, to + 1]), now[:, :, to])
            now[:, :, to + 1] = apart[:, :, to] + near
        before = now
        for who in np.flatnonzero(lengths == at + 1):
            found[who] = now[who, np.arange(len(theirs)), ends]
    found /= lengths[:, None] + ends[None]
    return found


def pauses_ms(audio: Audio) -> list[int]:
    """Within the recording, not around it."""
    size = int(_PAUSE_S * audio.rate)
    sound = samples(audio)
    power = (sound[: len(sound) // size * size].reshape(-1, size) ** 2).mean(axis=1)
    power = power[_first_to_last(power)]
    quiet = power <= _loud(power)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet, [0]])))
    return [int((end - start) * _PAUSE_S * 1000) for start, end in edges.reshape(-1, 2)]


def samples(audio: Audio) -> Floats:
    return np.frombuffer(audio.pcm, "<i2").astype(np.float64) / 32768


class Reader:
    """espeak-ng in any manner."""

    def __init__(self) -> None:
        self._program = Program("nakshatra.synthesizers.espeak_program", seconds=60)

    async def say(self, text: str, lang: str, manner: Manner) -> Audio:
        how = {"rate": manner.rate, "pitch": manner.pitch, "gap": manner.gap}
        told = reading(text, Lang(lang, "Zyyy"))
        return await self._program.say({"text": told, "voice": manner.name} | how)

    async def close(self) -> None:
        await self._program.close()


async def throats(
    reader: Reader, lang: str, people: Mapping[str, Sequence[Audio]], manner: Manner
) -> tuple[float, list[Setting]]:
    """`people`: word -> its recordings. How often people's own nearest is the same word; and the
    settings, the plain voice first."""
    words = sorted(people)
    heard = [cepstra(audio) for word in words for audio in people[word]]
    wanted = np.array([at for at, word in enumerate(words) for _ in people[word]])
    among = efforts(heard, heard)
    np.fill_diagonal(among, _FAR)
    found: list[Setting] = []
    plain = np.zeros(len(wanted), bool)
    for name, how in settings(manner):
        near = np.full((len(heard), len(words)), _FAR)
        for pace in PACES:
            at = replace(how, rate=round(how.rate * pace))
            said = [cepstra(await reader.say(word, lang, at)) for word in words]
            near = np.minimum(near, efforts(heard, said))
        right = near.argmin(axis=1) == wanted
        plain = right if not found else plain
        better, worse = int((right & ~plain).sum()), int((plain & ~right).sum())
        found.append(Setting(name, float(right.mean()), better, worse))
    return float((wanted[among.argmin(axis=1)] == wanted).mean()), found


def settings(manner: Manner) -> list[tuple[str, Manner]]:
    return [
        ("plain", manner),
        *((f"pitch {pitch}", replace(manner, pitch=pitch)) for pitch in PITCHES),
        *((throat, replace(manner, variant=throat)) for throat in THROATS),
    ]


def _loud(power: Floats) -> float:
    return float(np.percentile(power, 95)) * 10 ** (-_BELOW / 10)


def _first_to_last(power: Floats) -> slice:
    loud = np.flatnonzero(power > _loud(power))
    return slice(loud[0], loud[-1] + 1) if len(loud) else slice(0, 1)


def _bank(rate: int) -> Floats:
    """Triangles of equal width in mel."""
    low, high = (2595 * np.log10(1 + edge / 700) for edge in (_LOW, _HIGH))
    edges = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(_SIZE, 1 / rate)
    up = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    down = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    return np.maximum(0, np.minimum(up, down))


def _cosines() -> Floats:
    at = np.arange(_BANDS) + 0.5
    found: Floats = np.cos(np.pi / _BANDS * at[None] * np.arange(1, _CEPSTRA + 1)[:, None])
    return found


def _stacked(rows: Sequence[Floats]) -> tuple[Floats, npt.NDArray[np.int64]]:
    lengths = np.array([len(row) for row in rows])
    room = np.zeros((len(rows), lengths.max(), rows[0].shape[1]))
    for at, row in enumerate(rows):
        room[at, : len(row)] = row
    return room, lengths


async def _recordings(folder: Path, source: str) -> dict[str, list[Audio]]:
    found: dict[str, list[Audio]] = {}
    for line in (folder / "transcripts.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["source"] == source:
            data = (folder / row["file"]).read_bytes()
            found.setdefault(row["text"], []).append(await decode(Voice(data, ""), 600))
    return found


def _told(name: str, each: Sequence[list[int]], words: int) -> None:
    starts = (*PAUSES_MS, sys.maxsize)
    counts = [
        sum(low <= ms < high for pauses in each for ms in pauses) / words
        for low, high in pairwise(starts)
    ]
    print(f"| {name} | " + " | ".join(f"{count:.2f}" for count in counts) + " |")


async def _print(folder: Path) -> None:
    reader, known = Reader(), manners(home())
    try:
        for lang, source in WORDS.items():
            people = await _recordings(folder, source)
            among, found = await throats(reader, lang, people, known[lang])
            print(f"{lang}: {sum(map(len, people.values()))} recordings of {len(people)} words;")
            print(f"people by people {among:.2f}")
            for one in found:
                print(f"| {one.name} | {one.right:.2f} | {one.better} / {one.worse} |")
        for lang, source in SENTENCES.items():
            people = await _recordings(folder, source)
            words = sum(max(1, len(text.split()) - 1) * len(said) for text, said in people.items())
            print(f"{lang}: pauses between two words, from {PAUSES_MS} ms")
            _told("people", [pauses_ms(audio) for said in people.values() for audio in said], words)
            for gap in GAPS:
                how = replace(known[lang], gap=gap)
                each = [
                    pauses_ms(await reader.say(text, lang, how))
                    for text, said in people.items()
                    for _ in said
                ]
                _told(f"gap {gap}", each, words)
    finally:
        await reader.close()


if __name__ == "__main__":
    asyncio.run(_print(Path(sys.argv[1])))
