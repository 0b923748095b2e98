"""What the road may expect of every synthesizer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes import ENGLISH, HINDI, FakeSynthesizer
from nakshatra.audio.encode import encode
from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError
from nakshatra.ports import Closes, Synthesizer
from nakshatra.registry import Spec, builder
from nakshatra.settings import Settings
from nakshatra.types import Lang

TEXTS = [("नमस्ते। हेल्पलाइन 1930 पर फ़ोन करें।", HINDI), ("Call 108 now.", ENGLISH)]


@pytest.fixture(params=["fake", "espeak"])
async def synthesizer(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Synthesizer]:
    spec = Spec(settings=Settings(data_dir=tmp_path), catalogue=Catalogue.load())
    made = (
        FakeSynthesizer()
        if request.param == "fake"
        else builder("synthesizers", request.param)(spec)
    )
    yield made
    if isinstance(made, Closes):
        await made.close()


@pytest.mark.parametrize(("text", "lang"), TEXTS)
async def test_a_text_becomes_sound_that_can_be_sent(
    synthesizer: Synthesizer, text: str, lang: Lang
) -> None:
    audio = await synthesizer.synthesize(text, lang)
    assert audio.seconds > 0
    assert len(audio.pcm) % 2 == 0
    assert (await encode(audio)).data.startswith(b"OggS")


@pytest.mark.parametrize("name", ["espeak", "piper"])
async def test_a_language_that_is_not_spoken_is_an_engine_error(name: str, tmp_path: Path) -> None:
    spec = Spec(settings=Settings(data_dir=tmp_path), catalogue=Catalogue.load())
    voice = builder("synthesizers", name)(spec)
    with pytest.raises(EngineError):
        await voice.synthesize("ᱡᱚᱦᱟᱨ", Lang("sat", "Olck"))
    await voice.close()
