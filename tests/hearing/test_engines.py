"""The listener with real engines in their processes: languages, seams, crashes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest

import tiny_sherpa
import tiny_whisper
from hearing.scripted import Scripted
from hearing.scripted import ear as scripted
from nakshatra.app import listener
from nakshatra.audio.decode import Whole, decode
from nakshatra.catalogue import Catalogue
from nakshatra.heard import Expected
from nakshatra.hearing.ears import Ears
from nakshatra.hearing.listener import Listener
from nakshatra.hearing.spoken import SpokenLanguages
from nakshatra.hearing.tongue import Tongue
from nakshatra.home import home
from nakshatra.identifiers.ngrams import build as build_identifier
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.types import Audio, Lang, Voice

CARDS = Catalogue.load(home(), tiny_whisper.CATALOGUE, tiny_sherpa.CATALOGUE)
HINDI = Lang("hi", "Deva")


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    made = Shelf(600)
    yield made
    await made.close()


@pytest.fixture
def spec(tmp_path: Path, shelf: Shelf) -> Spec:
    tiny_whisper.install(tmp_path)
    settings = Settings(data_dir=tmp_path, offline=True, threads=1)
    return Spec(settings=settings, catalogue=CARDS, shelf=shelf)


@pytest.fixture
def ear(spec: Spec) -> Listener:
    return listener(spec, build_identifier(spec))


async def clip(name: str) -> Audio:
    return await decode(Voice((tiny_whisper.VOICES / name).read_bytes(), ""), 60)


async def test_recorded_questions_are_written_down_in_their_languages(ear: Listener) -> None:
    for note in tiny_whisper.notes():
        said = await ear.transcribe(Whole(await clip(note.file.name)))
        assert (said.text, said.lang.code) == (note.text, note.lang)
        assert 0.5 < said.confidence <= 1.0


@dataclass
class Cut:
    """A sound in stretches that end anywhere."""

    pcm: bytes
    at: list[int]
    """Samples."""

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 32_000

    async def stretches(self) -> AsyncGenerator[Audio, None]:
        for start, end in zip([0, *self.at], [*self.at, len(self.pcm) // 2], strict=True):
            yield Audio(self.pcm[2 * start : 2 * end])


async def test_no_word_is_lost_wherever_a_stretch_ends(ear: Listener) -> None:
    notes = [note for note in tiny_whisper.notes() if note.lang == "hi"]
    pause = bytes(2 * 16_000 * 16)  # too long a silence for two notes to share a window
    pcm = pause.join([(await clip(note.file.name)).pcm for note in notes])
    right = " ".join(note.text for note in notes)
    rng = np.random.default_rng(11)
    for _ in range(2):
        cuts = sorted(int(at) for at in rng.integers(20_000, len(pcm) // 2, 5))
        said = await ear.transcribe(Cut(pcm, cuts), Expected(used=(HINDI,)))
        assert said.text == right, cuts


async def test_a_real_engine_that_is_killed_is_started_again(
    ear: Listener,
) -> None:
    notes = [note for note in tiny_whisper.notes() if note.lang == "hi"][:2]
    first, second = [await clip(note.file.name) for note in notes]

    class Killing(Cut):
        async def stretches(self) -> AsyncGenerator[Audio, None]:
            yield Audio(first.pcm + bytes(32_000 * 16))
            (engine,) = active_children()
            engine.kill()
            yield second

    await ear.warm()
    sound = Killing(first.pcm + second.pcm, [])
    said = await ear.transcribe(sound, Expected(used=(HINDI,)))
    assert said.text == " ".join(note.text for note in notes)


async def test_a_model_of_spoken_languages_is_run_as_its_card_says(spec: Spec) -> None:
    lid = SpokenLanguages(spec)
    assert not lid.here()
    assert await lid.tongues(await clip("hi_wheat_msp.ogg"), 30.0) == {}
    tiny_sherpa.install("spoken_lid", spec.settings.data_dir)
    assert lid.here()
    loud = await clip("hi_wheat_msp.ogg")
    faint = Audio((np.frombuffer(loud.pcm, "<i2") // 16).astype("<i2").tobytes())
    for sound, likely in ((loud, "ta"), (faint, "hi")):
        found = await lid.tongues(sound, 30.0)
        assert sum(found.values()) == pytest.approx(1.0)
        assert max(found, key=found.__getitem__) == likely
    assert await lid.tongues(Audio(bytes(32_000)), 30.0) == {}


async def test_the_sound_decides_among_the_languages_that_can_be_heard_here(spec: Spec) -> None:
    """The tiny model takes loud speech for Tamil; Telugu and English are not on the list."""
    tiny_sherpa.install("spoken_lid", spec.settings.data_dir)
    offers = [scripted("h", "hi"), scripted("t", "ta")]
    tongue = Tongue(Ears([Scripted(offers, {})]), SpokenLanguages(spec), {"hi": 528, "ta": 69})
    loud = await clip("hi_wheat_msp.ogg")
    middling = Audio((np.frombuffer(loud.pcm, "<i2") // 3).astype("<i2").tobytes())
    assert (await tongue.likely(loud, Expected(), 30.0))[0] == "ta"
    assert set(await tongue.likely(middling, Expected(), 30.0)) == {"hi", "ta"}
