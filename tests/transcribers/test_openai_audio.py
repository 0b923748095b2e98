"""A recording leaves the machine only when the operator said so, and no reply can harm us."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

import tiny_whisper
from nakshatra.audio.decode import decode
from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError, EngineError
from nakshatra.heard import Asked, Ear
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.transcribers.openai_audio import MOST_BYTES, OpenAiAudio, build
from nakshatra.types import Audio, Voice
from recordings import silence
from speech_server import Service, serving

ASKED = Asked(language="hi", timeout=30.0, hotwords="गेहूँ")
CARDS = Catalogue.load()


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as made:
        yield made


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    made = Shelf(500)
    yield made
    await made.close()


def engine(folder: Path, shelf: Shelf | None, **more: str) -> OpenAiAudio:
    settings = Settings(data_dir=folder, **more)  # type: ignore[arg-type]
    return build(Spec(settings=settings, catalogue=CARDS, shelf=shelf))


async def clip() -> Audio:
    data = (tiny_whisper.VOICES / "hi_wheat_msp.ogg").read_bytes()
    return await decode(Voice(data, ""), 60)


def ear(made: OpenAiAudio) -> Ear:
    return made.ears()[0]


def test_without_an_address_it_hears_nothing(tmp_path: Path) -> None:
    assert engine(tmp_path, None).ears() == []


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="speech_url should be like"):
        engine(tmp_path, None, speech_url="speech.example.org")


def test_a_language_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"speech_languages.*'xx'"):
        engine(tmp_path, None, speech_url="http://127.0.0.1:1", speech_languages="hi,xx")


async def test_only_speech_is_sent_with_the_key(
    tmp_path: Path, shelf: Shelf, service: Service
) -> None:
    made = engine(tmp_path, shelf, speech_url=service.url, speech_key="secret", speech_model="m")
    spoken = await clip()
    sound = Audio(bytes(160_000) + spoken.pcm + bytes(160_000))
    await made.hear(ear(made), silence(3.0), ASKED)
    assert service.forms == []
    await made.hear(ear(made), sound, ASKED)
    (form,) = service.forms
    assert service.headers[0]["authorization"] == "Bearer secret"
    assert {name: form[name].decode() for name in ("model", "language", "prompt")} == {
        "model": "m",
        "language": "hi",
        "prompt": "गेहूँ",
    }
    with wave.open(io.BytesIO(form["file"])) as wav:
        assert (wav.getframerate(), wav.getnchannels()) == (16_000, 1)
        assert wav.getnframes() / 16_000 < spoken.seconds + 1
    await made.close()


async def test_the_service_names_the_language(
    tmp_path: Path, shelf: Shelf, service: Service
) -> None:
    made = engine(tmp_path, shelf, speech_url=service.url)
    assert await made.tongues(ear(made), await clip(), 30.0) == {"hi": 1.0}
    assert "language" not in service.forms[0]
    service.language = "klingon"
    assert await made.tongues(ear(made), await clip(), 30.0) == {}
    await made.close()


@pytest.mark.parametrize("told", ["NaN", "1" + "0" * 400, '"-1"'])
async def test_a_confidence_that_is_no_number_counts_as_none(
    tmp_path: Path, shelf: Shelf, service: Service, told: str
) -> None:
    service.body = f'{{"text": "हाँ", "segments": [{{"avg_logprob": {told}}}]}}'.encode()
    made = engine(tmp_path, shelf, speech_url=service.url)
    (piece,) = (await made.hear(ear(made), await clip(), ASKED)).pieces
    assert piece.logprob is None
    await made.close()


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (500, b"", "answered 500"),
        (302, b"", "answered 302"),
        (200, b"<html>", "JSONDecodeError"),
        (200, b"[]", "no object"),
        (200, b'{"text": 5}', "no text"),
        (200, b"x" * (MOST_BYTES + 1), "over 65536 bytes"),
        (200, b"[" * 50_000, "Recursion|JSONDecode"),
    ],
)
async def test_a_reply_that_is_none_is_an_error(
    tmp_path: Path, shelf: Shelf, service: Service, status: int, body: bytes, says: str
) -> None:
    service.status, service.body = status, body
    made = engine(tmp_path, shelf, speech_url=service.url)
    with pytest.raises(EngineError, match=says):
        await made.hear(ear(made), await clip(), ASKED)
    await made.close()


async def test_a_service_that_is_away_is_an_error(tmp_path: Path, shelf: Shelf) -> None:
    made = engine(tmp_path, shelf, speech_url="http://127.0.0.1:9/v1")
    with pytest.raises(EngineError, match="ConnectError"):
        await made.hear(ear(made), await clip(), ASKED)
    await made.close()
