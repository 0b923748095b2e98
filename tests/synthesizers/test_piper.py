"""Piper speaks when it is installed and its voice is here; else it says what is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nakshatra.cards import ModelCard
from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError, MissingModel
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.synthesizers.piper import Piper, build
from nakshatra.types import Lang

HINDI = Lang("hi", "Deva")


@pytest.fixture
def piper(tmp_path: Path) -> Piper:
    return build(Spec(settings=Settings(data_dir=tmp_path), catalogue=Catalogue.load()))


async def test_a_voice_that_is_not_here_names_the_command(piper: Piper) -> None:
    with pytest.raises(MissingModel, match=r"models pull piper-hi|make extras"):
        await piper.synthesize("नमस्ते", HINDI)


async def test_a_language_without_a_card_is_refused(piper: Piper) -> None:
    with pytest.raises(EngineError, match="sat"):
        await piper.synthesize("x", Lang("sat", "Olck"))


async def test_a_voice_file_that_is_broken_costs_only_this_call(
    piper: Piper, tmp_path: Path, installed: ModelCard
) -> None:
    pytest.importorskip("piper", reason="piper-tts is an extra")
    broken = Piper({"hi": replace(installed)}, tmp_path / "models")
    with pytest.raises(EngineError, match="stopped"):
        await broken.synthesize("नमस्ते", HINDI)
    await broken.close()


@pytest.fixture
def installed(tmp_path: Path) -> ModelCard:
    from nakshatra import weights

    card = Catalogue.load().models["piper-hi-pratham"]
    folder = weights.folder(card, tmp_path / "models")
    files = {}
    for name in card.files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"{}")
        files[name] = (weights.sha256(path), 2)
    weights.Receipt("main", files).write(folder)
    return card
