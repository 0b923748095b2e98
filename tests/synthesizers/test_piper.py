"""Piper speaks when it is installed and its voice is here; else it says what is missing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import voices_here
from nakshatra.catalogue import Catalogue
from nakshatra.errors import EngineError, MissingModel
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.shelf import Engine, Shelf
from nakshatra.synthesizers.piper import Piper, build
from nakshatra.types import Lang

HINDI = Lang("hi", "Deva")


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
    piper = voices_here.piper(tmp_path, Shelf(voices_here.ROOM_MB))
    short = await piper.synthesize("नमस्ते", HINDI)
    long = await piper.synthesize("नमस्ते। खेत में पानी दें।", HINDI)
    await piper.close()
    assert short.rate == 16_000
    assert 0.5 < short.seconds < long.seconds


async def test_a_voice_file_that_is_broken_costs_only_this_call(tmp_path: Path) -> None:
    pytest.importorskip("piper", reason="piper-tts is an extra: make extras")
    files = {"x.onnx": b"no model", "x.onnx.json": b"{}"}
    piper = voices_here.piper(tmp_path, Shelf(voices_here.ROOM_MB), files)
    with pytest.raises(EngineError, match="stopped"):
        await piper.synthesize("नमस्ते", HINDI)
    await piper.close()


async def test_its_room_is_given_to_who_needs_it_and_it_comes_back(tmp_path: Path) -> None:
    pytest.importorskip("piper", reason="piper-tts is an extra: make extras")
    shelf = Shelf(voices_here.ROOM_MB)
    piper = voices_here.piper(tmp_path, shelf)
    await piper.synthesize("नमस्ते", HINDI)
    assert list(shelf.loaded) == ["piper/piper-test"]
    recogniser = Engine("recogniser", "shelf.engines:Counter", {}, voices_here.ROOM_MB)
    await shelf.call(recogniser, "add", 1)
    assert list(shelf.loaded) == ["recogniser"]
    await piper.synthesize("नमस्ते", HINDI)
    assert list(shelf.loaded) == ["piper/piper-test"]
    await piper.close()
    await shelf.close()


async def test_a_voice_larger_than_the_budget_says_so(tmp_path: Path) -> None:
    pytest.importorskip("piper", reason="piper-tts is an extra: make extras")
    piper = voices_here.piper(tmp_path, Shelf(voices_here.ROOM_MB - 1))
    with pytest.raises(EngineError, match="ram_budget_mb"):
        await piper.synthesize("नमस्ते", HINDI)


async def test_what_it_cannot_say_is_in_no_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("piper", reason="piper-tts is an extra: make extras")
    piper = voices_here.piper(tmp_path, Shelf(voices_here.ROOM_MB))
    await piper.synthesize("कर्ज; ऑटो - கடன்", HINDI)
    assert capfd.readouterr().err == ""
    await piper.close()


async def test_who_speaks_is_named(tmp_path: Path) -> None:
    piper = voices_here.piper(tmp_path, Shelf(voices_here.ROOM_MB))
    assert piper.voice(HINDI) == "piper piper-test main"


async def test_once_it_is_warm_the_first_sentence_starts_no_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("piper", reason="piper-tts is an extra: make extras")
    piper = voices_here.piper(tmp_path, Shelf(voices_here.ROOM_MB))
    await piper.warm()
    monkeypatch.setattr(asyncio, "create_subprocess_exec", None)  # nothing can be started now
    assert (await piper.synthesize("नमस्ते", HINDI)).seconds > 0
    await piper.close()


async def test_a_spare_program_that_cannot_be_started_is_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who wakes all parts at the bot's start goes on with the next."""
    pytest.importorskip("piper", reason="piper-tts is an extra: make extras")
    monkeypatch.setattr("nakshatra.audio.spare.sys.executable", "/nowhere/python")
    piper = voices_here.piper(tmp_path, Shelf(voices_here.ROOM_MB))
    with pytest.raises(EngineError, match="did not start"):
        await piper.warm()
    await piper.close()


async def test_where_no_voice_is_here_nothing_is_kept_ready(
    piper: Piper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncio, "create_subprocess_exec", None)
    await piper.warm()
    await piper.close()
