"""Recordings of people in ../shared/eval/speech through decode, the finding of speech, the question
of the language and real engines: nothing breaks. What is heard is not judged: these engines are
tiny, and know other sentences.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

import tiny_sherpa
import tiny_whisper
from nakshatra.app import listener
from nakshatra.audio.decode import Recording, decode, opened
from nakshatra.catalogue import Catalogue
from nakshatra.errors import MissingModel, Unheard
from nakshatra.heard import Expected
from nakshatra.hearing.listener import Listener
from nakshatra.home import home
from nakshatra.identifiers.ngrams import build as build_identifier
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.types import Lang, Voice

SHARED = Path(os.environ.get("NAKSHATRA_SHARED", Path(__file__).parents[3] / "shared"))
FOLDER = SHARED / "eval/speech"
COUNT = int(os.environ.get("RECORDINGS", "24"))
"""Of 341; RECORDINGS=341 takes them all."""

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/eval/speech is not here")


def recordings() -> list[dict[str, Any]]:
    rows = (FOLDER / "transcripts.jsonl").read_text("utf-8").splitlines()
    every = [json.loads(row) for row in rows]
    return every[:: max(1, len(every) // COUNT)][:COUNT]


@pytest.fixture
async def ear(tmp_path: Path) -> AsyncIterator[Listener]:
    tiny_whisper.install(tmp_path)
    tiny_sherpa.install("spoken_lid", tmp_path)
    cards = Catalogue.load(home(), tiny_whisper.CATALOGUE, tiny_sherpa.CATALOGUE)
    shelf = Shelf(800)
    settings = Settings(data_dir=tmp_path, offline=True, threads=1)
    spec = Spec(settings=settings, catalogue=cards, shelf=shelf)
    yield listener(spec, build_identifier(spec))
    await shelf.close()


async def test_they_are_as_long_as_they_say() -> None:
    for row in recordings():
        data = (FOLDER / row["file"]).read_bytes()
        assert (await decode(Voice(data, ""), 600)).seconds == pytest.approx(
            row["duration_s"], abs=0.1
        )


async def test_people_are_heard_to_the_end_or_told_why_not(ear: Listener) -> None:
    heard, told = 0, []
    for number, row in enumerate(recordings()):
        lang = Lang(row["lang"], row["script"])
        expected = (Expected(), Expected(reads=lang), Expected(used=(Lang("hi", "Deva"),)))
        sound: Recording = await opened(Voice((FOLDER / row["file"]).read_bytes(), ""), 600)
        try:
            said = await ear.transcribe(sound, expected[number % 3])
        except Unheard:
            continue
        except MissingModel as error:  # a language that nothing here hears
            told.append(str(error))
            continue
        heard += 1
        assert said.text.strip()
        assert 0 < said.confidence <= 1
        assert said.lang.code in ("hi", "en", "ur")
    assert heard > 0
    assert all("nakshatra models pull" in text or "no card in models/" in text for text in told)
