"""What the listener may expect of every engine that writes down speech, on tiny real models."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np
import pytest

import tiny_sherpa
import tiny_whisper
from nakshatra.audio.decode import decode
from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError
from nakshatra.heard import Asked, Ear
from nakshatra.home import home
from nakshatra.ports import Closes, Recogniser
from nakshatra.registry import Spec, builder
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.types import Audio, Voice
from recordings import silence
from speech_server import serving

TEXT = tiny_sherpa.TEXT
CARDS = Catalogue.load(home(), tiny_whisper.CATALOGUE, tiny_sherpa.CATALOGUE)
ASKED = Asked(language="hi", timeout=60.0)


@dataclass
class Setting:
    """One engine, ready, and the model of its that is heard with."""

    engine: Recogniser
    ear: Ear


@pytest.fixture(
    scope="module",
    params=[
        "whisper",
        "sherpa nemo_ctc",
        "sherpa transducer",
        "sherpa online_transducer",
        "service",
    ],
)
def prepared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, str, str]]:
    """Settings, the adapter, the model."""
    folder, more = tmp_path_factory.mktemp("data"), {}
    kind, _, name = request.param.partition(" ")
    with ExitStack() as stack:
        if kind == "whisper":
            tiny_whisper.install(folder)
            adapter, model = "faster_whisper", "tiny-whisper"
        elif kind == "sherpa":
            tiny_sherpa.install(name, folder)
            adapter, model = "sherpa_onnx", f"tiny-{name}"
        else:
            more = {"speech_url": stack.enter_context(serving()).url, "speech_languages": "hi,en"}
            adapter, model = "openai_audio", "whisper-1"
        yield Settings(data_dir=folder, offline=True, threads=1, **more), adapter, model  # type: ignore[arg-type]


@pytest.fixture
async def setting(prepared: tuple[Settings, str, str]) -> AsyncIterator[Setting]:
    settings, adapter, model = prepared
    shelf = Shelf(600)
    engine = builder("transcribers", adapter)(Spec(settings=settings, catalogue=CARDS, shelf=shelf))
    yield Setting(engine, next(ear for ear in engine.ears() if ear.id == model))
    if isinstance(engine, Closes):
        await engine.close()
    await shelf.close()


async def clip() -> Audio:
    data = (tiny_whisper.VOICES / "hi_wheat_msp.ogg").read_bytes()
    return await decode(Voice(data, ""), 60)


async def test_it_is_here_and_says_what_it_hears(setting: Setting) -> None:
    assert setting.ear.here
    assert "hi" in setting.ear.languages
    assert 0 < setting.ear.seconds <= 30
    await setting.engine.ready(setting.ear, 60.0)


async def test_speech_is_written_down(setting: Setting) -> None:
    heard = await setting.engine.hear(setting.ear, await clip(), ASKED)
    assert heard.speech
    assert [piece.text for piece in heard.pieces] == [TEXT]
    assert heard.left == 0
    assert heard.pieces[0].seconds > 0.5
    assert heard.pieces[0].logprob is None or heard.pieces[0].logprob <= 0


async def test_silence_and_hiss_are_no_speech(setting: Setting) -> None:
    hiss = np.random.default_rng(3).normal(0, 300, 48_000).astype("<i2").tobytes()
    for sound in (silence(2.0), Audio(hiss), Audio(b"")):
        heard = await setting.engine.hear(setting.ear, sound, ASKED)
        assert (heard.speech, heard.pieces) == (False, ())


async def test_speech_that_is_cut_off_is_left_for_the_next_stretch(setting: Setting) -> None:
    sound = await clip()
    half = len(sound.pcm) // 4 * 2
    begun = Asked(language="hi", timeout=60.0, last=False)
    first = await setting.engine.hear(setting.ear, Audio(sound.pcm[:half]), begun)
    assert first.pieces == ()
    assert first.left > 0
    rest = sound.pcm[half - 2 * first.left :]
    second = await setting.engine.hear(setting.ear, Audio(rest), ASKED)
    assert [piece.text for piece in second.pieces] == [TEXT]


async def test_only_the_beginning_is_heard_when_that_is_asked(setting: Setting) -> None:
    sound = await clip()
    twice = Audio((sound.pcm + bytes(32_000)) * 4)
    asked = Asked(language="hi", timeout=60.0, first=5.0)
    heard = await setting.engine.hear(setting.ear, twice, asked)
    assert len(heard.pieces) == 1
    assert heard.pieces[0].seconds <= 5.0


async def test_the_deadline_holds(setting: Setting) -> None:
    asked = Asked(language="hi", timeout=0.0)
    with pytest.raises((EngineError, TimeoutError)):
        await setting.engine.hear(setting.ear, await clip(), asked)
    heard = await setting.engine.hear(setting.ear, await clip(), ASKED)
    assert [piece.text for piece in heard.pieces] == [TEXT]
