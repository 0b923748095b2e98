"""What the road may expect of every transcriber."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import tiny_whisper
from fakes import HINDI, FakeTranscriber
from nakshatra.audio.decode import decode
from nakshatra.catalogue import Catalogue
from nakshatra.errors import Unheard
from nakshatra.home import home
from nakshatra.ports import Transcriber
from nakshatra.registry import Spec, builder
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.types import Audio, Utterance, Voice
from recordings import silence

TEXT = "गेहूँ का एमएसपी कितना है?"


class Fake(FakeTranscriber):
    async def transcribe(self, audio: Audio, hint: object = None) -> Utterance:
        if not any(audio.pcm):
            raise Unheard("nobody speaks")
        return Utterance(TEXT, HINDI, spoken=True)


@pytest.fixture(params=["fake", "faster_whisper"])
async def transcriber(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Transcriber]:
    if request.param == "fake":
        yield Fake(Utterance(TEXT, HINDI))
        return
    tiny_whisper.install(tmp_path)
    cards = Catalogue.load(home(), tiny_whisper.CATALOGUE)
    shelf = Shelf(500)
    settings = Settings(data_dir=tmp_path, offline=True)
    spec = Spec(settings=settings, catalogue=cards, shelf=shelf)
    yield builder("transcribers", request.param)(spec)
    await shelf.close()


async def test_speech_becomes_a_spoken_utterance_of_its_language(transcriber: Transcriber) -> None:
    clip = (tiny_whisper.VOICES / "hi_wheat_msp.ogg").read_bytes()
    said = await transcriber.transcribe(await decode(Voice(clip, ""), 60), HINDI)
    assert said.text == TEXT
    assert said.lang == HINDI
    assert said.spoken
    assert 0 < said.confidence <= 1


async def test_silence_is_unheard(transcriber: Transcriber) -> None:
    with pytest.raises(Unheard):
        await transcriber.transcribe(silence(2.0), HINDI)
