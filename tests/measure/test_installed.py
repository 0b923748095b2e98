"""What is here is measured through its own adapter; what cannot be says why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import tiny_whisper
import voices_here
from hub_standin import card
from nakshatra import weights
from nakshatra.cards import ModelCard
from nakshatra.catalogue import Catalogue
from nakshatra.home import home
from nakshatra.measure.installed import here, measure
from nakshatra.partial import digest
from nakshatra.settings import Settings
from tiny_gguf import write_tiny_gguf

CARDS = Catalogue.load(home(), tiny_whisper.CATALOGUE)


def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, threads=1)


def install(wanted: ModelCard, tmp_path: Path, **files: bytes) -> None:
    folder, got = weights.folder(wanted, tmp_path / "models"), {}
    for name, data in zip(wanted.files, files.values(), strict=True):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        got[name] = (digest(path), len(data))
    weights.Receipt("made for a test", got).write(folder)


async def test_a_recogniser(tmp_path: Path) -> None:
    tiny_whisper.install(tmp_path)
    (found,) = here(settings(tmp_path), CARDS)
    row = await measure(found, settings(tmp_path), CARDS)
    assert row.model == "tiny-whisper"
    assert row.real_time_factor is not None
    assert 0 < row.real_time_factor < 10
    assert row.first_s > row.work_s > 0
    assert row.memory_mb is None or 50 < row.memory_mb < 1000


async def test_a_voice(tmp_path: Path) -> None:
    pytest.importorskip("piper", reason="piper-tts is an extra: make extras")
    sine = voices_here.SINE
    voice = CARDS.models["piper-te-padmavathi"]
    config = sine.with_suffix(".onnx.json").read_bytes()
    install(voice, tmp_path, onnx=sine.read_bytes(), json=config)
    row = await measure(voice, settings(tmp_path), CARDS)
    assert row.says == ""
    assert row.real_time_factor is not None


async def test_a_language_model(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is an extra: make extras")
    path = tmp_path / "tiny.gguf"
    write_tiny_gguf(path)
    llm = replace(CARDS.models["qwen3.5-0.8b"], files={"tiny.gguf": ""})
    install(llm, tmp_path, gguf=path.read_bytes())
    row = await measure(llm, settings(tmp_path), CARDS)
    assert row.says == "64 tokens"
    assert row.tokens_s
    assert row.real_time_factor is None


async def test_broken_weights_are_said(tmp_path: Path) -> None:
    broken = replace(CARDS.models["tiny-whisper"], files={"model.bin": ""})
    install(broken, tmp_path, model=b"no weights")
    row = await measure(broken, settings(tmp_path), CARDS)
    assert row.says.startswith("not measured: ")


async def test_what_nothing_runs_is_said(tmp_path: Path) -> None:
    row = await measure(card(engine="unheard_of"), settings(tmp_path), CARDS)
    assert row.says == "not measured: no engine of this version runs it alone"
