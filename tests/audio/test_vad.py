"""Speech is found, silence is not, and no window is too long for its recogniser."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.audio.decode import decode
from nakshatra.audio.manner import manners
from nakshatra.audio.vad import Span, begun, joined, windows
from nakshatra.home import home
from nakshatra.synthesizers.espeak import Espeak
from nakshatra.types import Audio, Lang, Voice
from recordings import silence

Sound = npt.NDArray[np.float32]


def samples(audio: Audio) -> Sound:
    return np.frombuffer(audio.pcm, "<i2").astype(np.float32) / np.float32(32768)


@pytest.fixture
async def spoken() -> Sound:
    voice = Espeak(manners(home()))
    audio = await voice.synthesize("गेहूँ का एमएसपी कितना है", Lang("hi", "Deva"))
    await voice.close()
    every = np.arange(0, len(audio.pcm) // 2, audio.rate / 16_000).astype(int)
    sound: Sound = samples(audio)[every]
    return sound


def test_silence_and_hiss_hold_no_speech() -> None:
    hiss = np.random.default_rng(1).normal(0, 0.01, 32_000).astype(np.float32)
    assert windows(samples(silence(3.0)), 28) == []
    assert windows(hiss, 28) == []
    assert windows(np.zeros(0, np.float32), 28) == []


async def test_speech_between_silences_is_one_window(spoken: Sound) -> None:
    quiet = np.zeros(24_000, np.float32)
    (start, end), *others = windows(np.concatenate([quiet, spoken, quiet]), 28)
    assert others == []
    assert 16_000 < start < 26_000
    assert end == pytest.approx(24_000 + len(spoken), abs=8_000)


async def test_long_speech_is_cut_into_short_windows(spoken: Sound) -> None:
    pause = np.zeros(8_000, np.float32)
    spans = windows(np.concatenate([spoken, pause] * 6), 5.0)
    assert len(spans) >= 3
    assert all(end - start <= 5 * 16_000 for start, end in spans)


@given(
    lengths=st.lists(st.tuples(st.integers(1, 90), st.integers(0, 40)), max_size=20),
    longest=st.integers(10, 60),
)
def test_joining_keeps_all_speech_in_order(lengths: list[Span], longest: int) -> None:
    spans, at = [], 0
    for speech, pause in lengths:
        spans.append((at, at + speech))
        at += speech + pause
    made = joined(spans, longest)
    assert all(0 < end - start <= longest for start, end in made)
    assert all(a[1] <= b[0] for a, b in pairwise(made))
    heard = {n for start, end in made for n in range(start, end)}
    assert heard >= {n for start, end in spans for n in range(start, end)}


@pytest.mark.parametrize("longest", [8.0, 15.0, 28.0])
async def test_stretches_lose_no_speech_and_hear_none_twice(longest: float) -> None:
    """What is missed against one look at the whole is breath: far below any voice."""
    clips = sorted((Path(__file__).parents[1] / "data/voice").glob("*.ogg"))
    notes = [samples(await decode(Voice(clip.read_bytes(), ""), 60)) for clip in clips]
    pauses = (0, 3_000, 6_000, 12_000)
    parts = [np.pad(note, (0, pauses[at % 4])) for at, note in enumerate(notes * 4)]
    sound = np.concatenate(parts)
    whole, heard = np.zeros(sound.size, int), np.zeros(sound.size, int)
    for start, end in windows(sound, longest):
        whole[start:end] += 1
    left = count = 0
    for at in range(0, sound.size, 30 * 16_000):
        stop = min(at + 30 * 16_000, sound.size)
        start = at - left
        spans, left = begun(sound[start:stop], longest, last=stop == sound.size)
        count += len(spans)
        for first, after in spans:
            assert after - first <= longest * 16_000 + 1
            heard[start + first : start + after] += 1
    assert heard.max() == 1
    assert count <= len(windows(sound, longest)) + 1, "each costs Whisper the same"
    missed = sound[(whole == 1) & (heard == 0)]
    assert missed.size < 0.02 * sound.size
    assert not missed.size or float(np.sqrt(np.mean(missed**2))) < 0.01
