"""What the road may expect of the listener, whichever engine it listens with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import tiny_sherpa
import tiny_whisper
from fakes import HINDI, FakeTranscriber
from nakshatra.app import listener
from nakshatra.audio.decode import Whole, opened
from nakshatra.catalogue import Catalogue
from nakshatra.errors import Unheard
from nakshatra.heard import EXPECTED, Expected
from nakshatra.home import home
from nakshatra.identifiers.ngrams import build as build_identifier
from nakshatra.ports import Sound, Tell, Transcriber
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.types import Utterance, Voice
from recordings import silence

TEXT = tiny_sherpa.TEXT
CARDS = Catalogue.load(home(), tiny_whisper.CATALOGUE, tiny_sherpa.CATALOGUE)


class Fake(FakeTranscriber):
    async def transcribe(
        self, sound: Sound, expected: Expected = EXPECTED, tell: Tell | None = None
    ) -> Utterance:
        async for stretch in sound.stretches():
            if any(stretch.pcm):
                return Utterance(TEXT, HINDI, spoken=True)
        raise Unheard("nobody speaks")


@pytest.fixture(params=["fake", "faster_whisper", "sherpa_onnx"])
async def transcriber(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Transcriber]:
    if request.param == "fake":
        yield Fake(Utterance(TEXT, HINDI))
        return
    if request.param == "faster_whisper":
        tiny_whisper.install(tmp_path)
    else:
        tiny_sherpa.install("nemo_ctc", tmp_path)
    shelf = Shelf(500)
    settings = Settings(data_dir=tmp_path, offline=True)
    spec = Spec(settings=settings, catalogue=CARDS, shelf=shelf)
    made = listener(spec, build_identifier(spec))
    await made.warm()
    yield made
    await made.close()
    await shelf.close()


async def test_speech_becomes_a_spoken_utterance_of_its_language(transcriber: Transcriber) -> None:
    clip = (tiny_whisper.VOICES / "hi_wheat_msp.ogg").read_bytes()
    for expected in (EXPECTED, Expected(used=(HINDI,))):
        said = await transcriber.transcribe(await opened(Voice(clip, ""), 60), expected)
        assert said.text == TEXT
        assert said.lang == HINDI
        assert said.spoken
        assert 0 < said.confidence <= 1


async def test_silence_is_unheard(transcriber: Transcriber) -> None:
    with pytest.raises(Unheard):
        await transcriber.transcribe(Whole(silence(2.0)), Expected(used=(HINDI,)))
