"""What the road may expect of every translator, and of the one there is when none is set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError
from nakshatra.lang import ENGLISH, Lang
from nakshatra.ports import Translator
from nakshatra.registry import Spec, builder
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from tiny_translator import Tiny, install

HINDI, NOBODYS = Lang("hi", "Deva"), Lang("xx", "Latn")


@pytest.fixture(params=["none", "ctranslate2"])
async def translator(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Translator]:
    cards, shelf = Catalogue.load(), Shelf(1000)
    install(cards.models["indictrans2-en-indic-ct2"], Tiny("call now", "अभी बुलाएँ ।"), tmp_path)
    settings = Settings(data_dir=tmp_path, threads=1, offline=True)
    spec = Spec(settings=settings, catalogue=cards, shelf=shelf)
    yield builder("translators", request.param)(spec)
    await shelf.close()


async def test_a_pair_it_does_not_serve_is_an_error_the_road_knows(translator: Translator) -> None:
    for source, target in ((ENGLISH, NOBODYS), (NOBODYS, HINDI), (HINDI, HINDI)):
        with pytest.raises(EngineError):
            await translator.translate("Call now.", source, target)


async def test_it_says_something_or_that_it_cannot(translator: Translator) -> None:
    try:
        said = await translator.translate("Call now.", ENGLISH, HINDI)
    except EngineError:
        return
    assert said == "अभी बुलाएँ।"


async def test_no_number_is_lost_without_a_word(translator: Translator) -> None:
    with pytest.raises(EngineError):
        await translator.translate("Call 108 now.", ENGLISH, HINDI)


async def test_a_text_without_words_stays_or_is_refused(translator: Translator) -> None:
    for text in ("", "\n\n", "   "):
        try:
            assert not (await translator.translate(text, ENGLISH, HINDI)).strip()
        except EngineError:
            continue
