"""What the Whisper adapter makes of cards, and when weights are away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import tiny_whisper
from nakshatra.audio.decode import decode
from nakshatra.cards import ModelCard
from nakshatra.catalogue import Catalogue
from nakshatra.errors import MissingModel
from nakshatra.heard import Asked, Heard
from nakshatra.home import home
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.transcribers.faster_whisper import build, window
from nakshatra.types import Audio, Voice
from recordings import silence

CARDS = Catalogue.load(home(), tiny_whisper.CATALOGUE)
TINY = CARDS.models["tiny-whisper"]


def spec(data_dir: Path, shelf: object = None, *cards: ModelCard) -> Spec:
    settings = Settings(data_dir=data_dir, offline=True, threads=1)
    catalogue = replace(CARDS, models={card.id: card for card in cards or (TINY,)})
    return Spec(settings=settings, catalogue=catalogue, shelf=shelf)


def card(**changes: object) -> ModelCard:
    return replace(TINY, id="other", **changes)  # type: ignore[arg-type]


async def test_missing_weights_name_the_command(tmp_path: Path) -> None:
    engine = build(spec(tmp_path))
    (ear,) = engine.ears()
    assert not ear.here
    with pytest.raises(MissingModel, match="nakshatra models pull tiny-whisper"):
        await engine.hear(ear, silence(1.0), Asked(language="hi", timeout=9.0))


@pytest.mark.parametrize(
    ("code", "script", "seconds"),
    [("hi", "", 15), ("te", "", 8), ("en", "", 28), ("hi", "Latn", 28)],
)
def test_windows_are_as_long_as_the_language_allows(code: str, script: str, seconds: float) -> None:
    assert window(card(languages=["hi", "te", "en"], output_script=script), code) == seconds


class Noting:
    """A shelf that keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: Asked | None = None

    async def call(
        self,
        _engine: object,
        _method: str,
        _pcm: bytes,
        _seconds: float,
        asked: Asked,
        *,
        timeout: float,
    ) -> Heard:
        self.asked = asked
        return Heard((), speech=False)


async def test_a_model_of_latin_letters_is_decoded_as_its_card_says(tmp_path: Path) -> None:
    tiny_whisper.install(tmp_path)
    shelf = Noting()
    roman = replace(TINY, decode_language="en", output_script="Latn")
    engine = build(spec(tmp_path, shelf, roman))
    (ear,) = engine.ears()
    await engine.hear(ear, silence(1.0), Asked(language="hi", timeout=9.0))
    assert shelf.asked is not None
    assert shelf.asked.language == "en"
    assert (ear.detects, ear.script) == (False, "Latn")


async def test_a_real_model_tells_two_languages_apart(tmp_path: Path) -> None:
    tiny_whisper.install(tmp_path)
    shelf = Shelf(500)
    engine = build(spec(tmp_path, shelf))
    (ear,) = engine.ears()
    for name in ("hi", "en"):
        clip = (tiny_whisper.VOICES / f"{name}_wheat_msp.ogg").read_bytes()
        found = await engine.tongues(ear, await decode(Voice(clip, ""), 60), 60.0)
        assert max(("hi", "en"), key=found.__getitem__) == name
    assert await engine.tongues(ear, Audio(bytes(32_000)), 60.0) == {}
    await shelf.close()


async def test_a_window_goes_through_the_encoder_once_in_a_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its language is told and it is written in two languages: one encoding; the next recording,
    be it the same, has its own."""
    from faster_whisper import WhisperModel

    from nakshatra.audio.whisper import Whisper

    encodings, encode = [], WhisperModel.encode

    def counted(model: WhisperModel, features: object) -> object:
        encodings.append(features)
        return encode(model, features)

    monkeypatch.setattr(WhisperModel, "encode", counted)
    whisper = Whisper(str(tiny_whisper.install(tmp_path)), 1)
    note = (tiny_whisper.VOICES / "hi_wheat_msp.ogg").read_bytes()
    pcm = (await decode(Voice(note, ""), 60)).pcm
    for count in (1, 2):
        assert whisper.tongues(pcm)
        for code in ("hi", "en"):
            assert whisper.hear(pcm, 15.0, Asked(language=code, timeout=60.0, first=5.0)).speech
        written = whisper.hear(pcm, 15.0, Asked(language="hi", timeout=60.0)).pieces
        assert written[0].text == "गेहूँ का एमएसपी कितना है?"
        assert len(encodings) == count
