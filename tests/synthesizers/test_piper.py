"""Piper speaks when it is installed and its voice is here; else it says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from nakshatra import weights
from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError, MissingModel
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Shelf
from nakshatra.synthesizers.piper import Piper, build
from nakshatra.types import Lang

HINDI = Lang("hi", "Deva")
SINE = Path(__file__).parents[1] / "data/piper_sine/sine.onnx"
"""A voice that hums a tenth of a second for each letter."""


@pytest.fixture
def piper(tmp_path: Path) -> Piper:
    spec = Spec(settings=Settings(data_dir=tmp_path), catalogue=Catalogue.load(), shelf=Shelf(500))
    return build(spec)


async def test_a_voice_that_is_not_here_names_the_command(piper: Piper) -> None:
    with pytest.raises(MissingModel, match=r"models pull piper-hi|make extras"):
        await piper.synthesize("नमस्ते", HINDI)


async def test_a_language_without_a_card_is_refused(piper: Piper) -> None:
    with pytest.raises(EngineError, match="sat"):
        await piper.synthesize("x", Lang("sat", "Olck"))


async def test_a_voice_that_is_here_speaks(tmp_path: Path) -> None:
    pytest.importorskip("piper", reason="piper-tts is an extra: make extras")
    piper = installed(tmp_path, SINE.read_bytes(), SINE.with_suffix(".onnx.json").read_bytes())
    short = await piper.synthesize("नमस्ते", HINDI)
    long = await piper.synthesize("नमस्ते। खेत में पानी दें।", HINDI)
    await piper.close()
    assert short.rate == 16_000
    assert 0.5 < short.seconds < long.seconds


async def test_a_voice_file_that_is_broken_costs_only_this_call(tmp_path: Path) -> None:
    pytest.importorskip("piper", reason="piper-tts is an extra: make extras")
    piper = installed(tmp_path, b"no model", b"{}")
    with pytest.raises(EngineError, match="stopped"):
        await piper.synthesize("नमस्ते", HINDI)
    await piper.close()


def installed(data_dir: Path, model: bytes, config: bytes) -> Piper:
    """Piper with these two files as its Hindi voice."""
    card = Catalogue.load().models["piper-hi-pratham"]
    folder, files = weights.folder(card, data_dir), {}
    for name in card.files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(config if name.endswith(".json") else model)
        files[name] = (weights.sha256(path), path.stat().st_size)
    weights.Receipt("main", files).write(folder)
    return Piper({"hi": card}, data_dir, Shelf(500))
