"""An answer in another language, by the official form of IndicTrans2 on tiny real weights."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError, MissingModel
from nakshatra.lang import ENGLISH, Lang
from nakshatra.registry import Spec, builder
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.stick import Stick
from nakshatra.translators.ctranslate2 import CTranslate2
from tiny_translator import Tiny, install, make

CARDS = Catalogue.load()
CARD = CARDS.models["indictrans2-en-indic-ct2"]
HINDI, BENGALI, TAMIL = Lang("hi", "Deva"), Lang("bn", "Beng"), Lang("ta", "Taml")
WHEAT = "The price of wheat is 2,585 rupees a quintal."
READS = "The price of wheat is 2,585 rupees a quintal ."
TO_HINDI = Tiny(READS, "गेहूँ का दाम 2585 रुपये क्विंटल है ।")

Translate = Callable[[Tiny], CTranslate2]


@pytest.fixture
async def with_weights(tmp_path: Path) -> AsyncIterator[Translate]:
    settings = Settings(data_dir=tmp_path, threads=1, wait_for_models=True)
    shelf = Shelf(1000)

    def ready(tiny: Tiny | None) -> CTranslate2:
        if tiny:
            install(CARD, tiny, tmp_path)
        spec = Spec(settings=settings, catalogue=CARDS, shelf=shelf)
        made: CTranslate2 = builder("translators", "ctranslate2")(spec)
        return made

    yield ready
    await shelf.close()


async def test_an_answer_is_said_in_hindi(with_weights: Translate) -> None:
    translator = with_weights(TO_HINDI)
    said = await translator.translate(WHEAT, ENGLISH, HINDI)
    assert said == "गेहूँ का दाम 2585 रुपये क्विंटल है।"


async def test_who_writes_latin_letters_is_answered_in_the_own_script_first(
    with_weights: Translate,
) -> None:
    """The road spells it in Latin letters afterwards, as it does with the packs' own words."""
    translator = with_weights(TO_HINDI)
    said = await translator.translate(WHEAT, ENGLISH, Lang("hi", "Latn"))
    assert said == "गेहूँ का दाम 2585 रुपये क्विंटल है।"


@pytest.mark.parametrize(
    ("target", "tag", "written", "shown"),
    [
        (BENGALI, "ben_Beng", "गमेर दाम 2585 टाका ।", "গমের দাম 2585 টাকা।"),
        (TAMIL, "tam_Taml", "कोतुमै विलै 2585 रूपाय् .", "கோதுமை விலை 2585 ரூபாய்."),
        (Lang("ur", "Arab"), "urd_Arab", "گندم کی قیمت 2585 روپے ۔", "گندم کی قیمت 2585 روپے۔"),
    ],
)
async def test_other_languages_come_back_in_their_own_script(
    with_weights: Translate, target: Lang, tag: str, written: str, shown: str
) -> None:
    translator = with_weights(Tiny(READS, written, ("eng_Latn", tag)))
    assert await translator.translate(WHEAT, ENGLISH, target) == shown


async def test_lines_and_lists_stay_lines_and_lists(with_weights: Translate) -> None:
    translator = with_weights(Tiny("Water the field", "खेत को पानी दें ।"))
    text = "Water it. Then wait.\n\n1. Water the field\n- Wait"
    water = "खेत को पानी दें।"
    assert await translator.translate(text, ENGLISH, HINDI) == (
        f"{water} {water}\n\n1. {water}\n- {water}"
    )


@pytest.mark.parametrize(
    ("text", "tiny", "says"),
    [
        ("Call 108 now.", TO_HINDI, "not every number of the text"),
        (WHEAT, Tiny(READS, TO_HINDI.says, endless=True), "did not end"),
        (WHEAT, Tiny(READS, TO_HINDI.says, ("hin_Deva", "xyz_Latn")), "know no eng_Latn"),
        ("wheat " * 300, TO_HINDI, "more than 256 pieces"),
        ("Wheat. " * 41, TO_HINDI, "41 sentences are too many"),
        (WHEAT, Tiny(READS, "ॲ 2585", ("eng_Latn", "ben_Beng")), "in another script"),
    ],
)
async def test_what_may_have_been_lost_is_not_handed_on(
    with_weights: Translate, text: str, tiny: Tiny, says: str
) -> None:
    target = BENGALI if "ben_Beng" in tiny.tags else HINDI
    with pytest.raises(EngineError, match=says):
        await with_weights(tiny).translate(text, ENGLISH, target)


async def test_a_direction_that_no_model_has_is_refused(with_weights: Translate) -> None:
    translator = with_weights(TO_HINDI)
    with pytest.raises(EngineError, match="no model in models/ translates en-Latn to fr-Latn"):
        await translator.translate(WHEAT, ENGLISH, Lang("fr", "Latn"))


async def test_weights_that_are_not_here_are_named_and_not_looked_for_on_a_hub(
    with_weights: Translate,
) -> None:
    absent: CTranslate2 = with_weights(None)  # type: ignore[arg-type]
    with pytest.raises(MissingModel, match="indictrans2-en-indic-ct2 is not here"):
        await absent.translate(WHEAT, ENGLISH, HINDI)


async def test_damaged_weights_cost_a_translation_and_no_more(
    with_weights: Translate, tmp_path: Path
) -> None:
    translator = with_weights(TO_HINDI)
    path = tmp_path / "models" / CARD.id / "model.bin"
    path.write_bytes(bytes(path.stat().st_size))
    with pytest.raises(EngineError, match="cannot be loaded"):
        await translator.translate(WHEAT, ENGLISH, HINDI)


async def test_the_folder_of_the_official_zip_is_imported(
    with_weights: Translate, tmp_path: Path
) -> None:
    brought = tmp_path / "stick/en-indic/ct2_int8_model"
    make(TO_HINDI, brought)
    haul = Stick(CARDS.models, tmp_path / "models").bring(brought.parent, [CARD.id])
    assert [one.model for one in haul.brought] == [CARD.id]
    absent: CTranslate2 = with_weights(None)  # type: ignore[arg-type]
    assert "2585" in await absent.translate(WHEAT, ENGLISH, HINDI)
