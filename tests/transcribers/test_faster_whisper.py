"""A voice note is written down by a real model; what is not speech is not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import tiny_whisper
from nakshatra.audio.decode import decode
from nakshatra.audio.heard import Heard, Piece
from nakshatra.cards import ModelCard
from nakshatra.catalogue import Catalogue
from nakshatra.errors import MissingModel, Unheard
from nakshatra.home import home
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.transcribers.faster_whisper import FasterWhisper, build, window
from nakshatra.types import Audio, Lang, Utterance, Voice
from recordings import silence
from tiny_whisper import Note

HINDI, ENGLISH = Lang("hi", "Deva"), Lang("en", "Latn")
CARDS = Catalogue.load(home(), tiny_whisper.CATALOGUE)


def spec(data_dir: Path, shelf: Shelf | None = None) -> Spec:
    settings = Settings(data_dir=data_dir, offline=True, threads=1)
    return Spec(settings=settings, catalogue=CARDS, shelf=shelf)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data")
    tiny_whisper.install(made)
    return made


@pytest.fixture
async def ear(data_dir: Path) -> AsyncIterator[FasterWhisper]:
    shelf = Shelf(budget_mb=500)
    yield build(spec(data_dir, shelf))
    await shelf.close()


async def heard(note: Note) -> Audio:
    return await decode(Voice(note.file.read_bytes(), "audio/ogg"), 60)


async def test_recorded_questions_are_written_down(ear: FasterWhisper) -> None:
    for note in tiny_whisper.notes():
        said = await ear.transcribe(await heard(note))
        assert (said.text, said.lang.code) == (note.text, note.lang)
        assert said.spoken
        assert 0.5 < said.confidence <= 1.0


async def test_what_is_not_speech_is_not_written_down(ear: FasterWhisper) -> None:
    hiss = np.random.default_rng(3).normal(0, 300, 48_000).astype("<i2").tobytes()
    for sound in (silence(2.0), Audio(hiss)):
        with pytest.raises(Unheard, match="nobody speaks"):
            await ear.transcribe(sound, HINDI)


def card(**changes: object) -> ModelCard:
    made = replace(CARDS.models["tiny-whisper"], id="other")
    return replace(made, **changes)  # type: ignore[arg-type]


def choosing(data_dir: Path, *cards: ModelCard) -> FasterWhisper:
    models = {card.id: card for card in cards}
    return build(replace(spec(data_dir), catalogue=replace(CARDS, models=models)))


def test_the_default_is_the_small_model_of_hindi_and_english(tmp_path: Path) -> None:
    ear = build(replace(spec(tmp_path), catalogue=Catalogue.load()))
    assert ear.card_for(None).id == "whisper-hindi2hinglish-swift"
    assert ear.card_for(HINDI).id == "whisper-hindi2hinglish-swift"
    assert ear.card_for(Lang("ta", "Taml")).id == "whisper-tamil-medium"


def test_a_model_that_is_here_is_chosen_before_a_smaller_one_that_is_not(data_dir: Path) -> None:
    here, away = CARDS.models["tiny-whisper"], card(ram_mb=1)
    assert choosing(data_dir, here, away).card_for(HINDI) == here


async def test_a_language_that_no_model_hears_is_not_guessed(data_dir: Path) -> None:
    ear = choosing(data_dir, CARDS.models["tiny-whisper"])
    with pytest.raises(MissingModel, match="or-Orya"):
        await ear.transcribe(silence(1.0), Lang("or", "Orya"))


async def test_missing_weights_name_the_command(tmp_path: Path) -> None:
    with pytest.raises(MissingModel, match="nakshatra models pull tiny-whisper"):
        await build(spec(tmp_path)).transcribe(silence(1.0), HINDI)


@pytest.mark.parametrize(
    ("languages", "script", "seconds"),
    [(["hi"], "", 15), (["te"], "", 8), (["en"], "", 28), (["hi", "en"], "Latn", 28)],
)
def test_windows_are_as_long_as_the_script_allows(
    languages: list[str], script: str, seconds: float
) -> None:
    assert window(card(languages=languages, output_script=script)) == seconds


class Scripted:
    """A shelf whose engine heard what the test says."""

    def __init__(self, text: str, language: str) -> None:
        self.heard = Heard((Piece(text, 1.0, -0.1, 0.0, 1.0),), language, speech=True)
        self.asked: tuple[object, ...] = ()

    async def call(self, _engine: object, _method: str, *asked: object, timeout: float) -> object:
        self.asked = asked
        return self.heard


async def scripted(
    data_dir: Path, shelf: Scripted, card: ModelCard, hint: Lang | None
) -> Utterance:
    cards = replace(CARDS, models={card.id: card})
    ear = build(replace(spec(data_dir), catalogue=cards, shelf=shelf))
    return await ear.transcribe(silence(1.0), hint)


async def test_a_model_of_latin_letters_is_decoded_as_its_card_says(data_dir: Path) -> None:
    shelf = Scripted("gehu ka bhav", "en")
    roman = replace(CARDS.models["tiny-whisper"], decode_language="en", output_script="Latn")
    said = await scripted(data_dir, shelf, roman, None)
    assert shelf.asked[1:3] == (["en"], "en")
    assert said.lang == Lang("hi", "Latn")


async def test_hindi_in_another_languages_letters_is_not_believed(data_dir: Path) -> None:
    with pytest.raises(Unheard, match="wrote hi in Arab"):
        await scripted(
            data_dir, Scripted("گندم کی قیمت", "hi"), CARDS.models["tiny-whisper"], HINDI
        )


async def test_words_that_are_guesses_are_not_heard(data_dir: Path) -> None:
    shelf = Scripted("हाँ हाँ हाँ हाँ हाँ", "hi")
    with pytest.raises(Unheard, match="made out"):
        await scripted(data_dir, shelf, CARDS.models["tiny-whisper"], HINDI)
