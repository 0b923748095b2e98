"""Cheap phones, loud rooms, songs: a clear answer each, from real engines."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import tiny_sherpa
import tiny_whisper
from nakshatra.app import listener
from nakshatra.audio.decode import Whole, decode, opened
from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError, Noisy, Unheard
from nakshatra.heard import Expected
from nakshatra.hearing.listener import Listener
from nakshatra.hearing.writing import UNTOLD
from nakshatra.home import home
from nakshatra.identifiers.ngrams import build as build_identifier
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.types import Audio, Lang, Utterance, Voice
from recordings import encoded

CARDS = Catalogue.load(home(), tiny_whisper.CATALOGUE, tiny_sherpa.CATALOGUE)
KNOWN = Expected(used=(Lang("hi", "Deva"),))
TEXT = tiny_sherpa.TEXT
RECORDINGS = home().parent / "shared/eval/speech"

Sound = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data")
    tiny_whisper.install(made)
    return made


@pytest.fixture
async def ear(folder: Path) -> AsyncIterator[Listener]:
    shelf = Shelf(500)
    spec = Spec(settings=Settings(data_dir=folder, offline=True), catalogue=CARDS, shelf=shelf)
    yield listener(spec, build_identifier(spec))
    await shelf.close()


async def clip(name: str = "hi_wheat_msp.ogg") -> Sound:
    audio = await decode(Voice((tiny_whisper.VOICES / name).read_bytes(), ""), 60)
    return np.frombuffer(audio.pcm, "<i2").astype(np.float64)


def audio(wave: Sound) -> Audio:
    return Audio(np.clip(wave, -32768, 32767).astype("<i2").tobytes())


async def outcome(ear: Listener, sound: Audio) -> Utterance | EngineError:
    try:
        return await ear.transcribe(Whole(sound), KNOWN)
    except EngineError as error:
        return error


def song(seconds: float) -> Sound:
    """Chords of a harmonium, a new one each half second."""
    at = np.arange(int(seconds * 16_000)) / 16_000
    made = np.zeros_like(at)
    for beat, base in enumerate((262, 294, 330, 349) * int(seconds)):
        part = (at >= beat / 2) & (at < (beat + 1) / 2)
        for tone in (base, base * 5 / 4, base * 3 / 2):
            for harmonic in range(1, 6):
                made[part] += np.sin(2 * np.pi * tone * harmonic * at[part]) / harmonic
    made *= 12_000 / np.abs(made).max()
    return made


@pytest.mark.parametrize("container", ["amr", "wav 8000", "ogg 8000", "mp3 8000"])
async def test_telephone_sound_is_heard(ear: Listener, container: str) -> None:
    kind, _, rate = container.partition(" ")
    codec = {"amr": "libopencore_amrnb", "wav": "pcm_mulaw", "ogg": "libopus", "mp3": "mp3"}[kind]
    data = encoded(audio(await clip()), kind, codec, int(rate or 8000))
    said = await ear.transcribe(await opened(Voice(data, ""), 60), KNOWN)
    assert said.text == TEXT


async def test_a_quiet_voice_and_a_hiss_behind_it_are_heard(ear: Listener) -> None:
    voice = await clip()
    hiss = np.random.default_rng(5).normal(0, 1, voice.size)
    for wave in (voice / 8, voice + hiss * 60):
        said = await outcome(ear, audio(wave))
        assert isinstance(said, Utterance)
        assert said.text == TEXT


async def test_a_song_without_words_is_said_to_be_none(ear: Listener) -> None:
    assert isinstance(await outcome(ear, audio(song(6.0))), Unheard)


async def test_a_loud_room_without_a_voice_is_said_to_be_noise(ear: Listener) -> None:
    noise = np.random.default_rng(6).normal(0, 3000, 80_000)
    assert isinstance(await outcome(ear, audio(noise)), Noisy)


async def test_of_two_people_at_once_one_is_heard_and_the_other_lost(ear: Listener) -> None:
    """Nor is it read back: the engine is as sure as of one voice."""
    one, other = await clip(), await clip("hi_snake_bite.ogg")
    size = max(one.size, other.size)
    near, far = np.pad(one, (0, size - one.size)), np.pad(other, (0, size - other.size))
    said = [await outcome(ear, audio(near + far * loud)) for loud in (0.5, 2.0)]
    texts = {note.file.name: note.text for note in tiny_whisper.notes()}
    heard = [words.text for words in said if isinstance(words, Utterance)]
    assert heard == [TEXT, texts["hi_snake_bite.ogg"]], "whoever is louder"


async def test_two_people_one_after_the_other_are_both_heard(ear: Listener) -> None:
    pause = np.zeros(16_000 * 16)
    both = np.concatenate([await clip(), pause, await clip("hi_dengue.ogg")])
    said = await outcome(ear, audio(both))
    assert isinstance(said, Utterance)
    texts = {note.file.name: note.text for note in tiny_whisper.notes()}
    assert said.text == f"{TEXT} {texts['hi_dengue.ogg']}"


async def test_a_torn_voice_is_heard_or_said_to_be_too_loud(ear: Listener) -> None:
    said = await outcome(ear, audio(await clip() * 40))
    if isinstance(said, Utterance):
        assert said.confidence <= UNTOLD  # so it is read back
    else:
        assert said.phrase in ("too_loud", "not_heard")


async def test_a_whisper_is_heard_and_read_back(ear: Listener) -> None:
    said = await outcome(ear, audio(await clip() / 150))
    assert isinstance(said, Utterance)
    assert said.text == TEXT
    assert said.confidence <= UNTOLD


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="../shared/eval/speech is not here")
async def test_real_recordings_pass_without_a_fault(ear: Listener) -> None:
    """The tiny model knows none of their words: what counts is that each has an outcome."""
    rows = [
        json.loads(line)
        for line in (RECORDINGS / "transcripts.jsonl").read_text("utf-8").splitlines()
    ]
    seen = []
    for row in rows[::12]:
        data = (RECORDINGS / row["file"]).read_bytes()
        try:
            said = await ear.transcribe(await opened(Voice(data, ""), 600))
            seen.append(bool(said.text))
        except Unheard:
            seen.append(False)
    assert len(seen) == len(rows[::12])
