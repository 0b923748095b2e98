"""sherpa-onnx speaks when it is installed and its voice is here; else it says what is missing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

import voices_here
from nakshatra.audio.manner import manners
from nakshatra.errors import EngineError, MissingModel
from nakshatra.home import home
from nakshatra.shelf import Shelf
from nakshatra.synthesizers.sherpa_onnx import SherpaOnnx
from nakshatra.types import Lang

pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is an extra: make extras")

HINDI = Lang("hi", "Deva")


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    made = Shelf(voices_here.ROOM_MB)
    yield made
    await made.close()


async def test_a_voice_from_letters_hums_each_of_them(tmp_path: Path, shelf: Shelf) -> None:
    audio = await voices_here.sherpa(tmp_path, shelf).synthesize("नमस", HINDI)
    assert audio.seconds == pytest.approx(0.15, abs=0.06)
    assert list(shelf.loaded) == ["sherpa_onnx/sherpa_onnx-test"]


async def test_latin_words_are_written_in_letters_the_voice_knows(
    tmp_path: Path, shelf: Shelf
) -> None:
    """It was trained on Devanagari: a Latin word would be silence."""
    voice = voices_here.sherpa(tmp_path, shelf)
    without = await voice.synthesize("खाता खोलें", HINDI)
    with_word = await voice.synthesize("Bank खाता खोलें", HINDI)
    assert with_word.seconds > without.seconds


async def test_a_voice_from_sounds_is_given_ipa_without_marks(tmp_path: Path, shelf: Shelf) -> None:
    voice = voices_here.sherpa(tmp_path, shelf, "ipa")
    said = await voice._phonemes("मोबाइल app खोलें। फिर पढ़ें", HINDI)
    assert "(" not in said
    assert said.endswith(".")
    assert "kʰ" in said
    assert (await voice.synthesize("मोबाइल app खोलें", HINDI)).seconds > 1
    await voice.close()


@pytest.mark.parametrize("name", ["hum", "ipa"])
async def test_what_it_cannot_say_is_in_no_log(
    name: str, tmp_path: Path, shelf: Shelf, capfd: pytest.CaptureFixture[str]
) -> None:
    voice = voices_here.sherpa(tmp_path, shelf, name)
    with suppress(EngineError):
        await voice.synthesize("கடன் எண் வணக்கம்", HINDI)
    assert "எண்" not in capfd.readouterr().err
    with suppress(EngineError):
        await voice.synthesize("ξ ௐ", HINDI)
    assert capfd.readouterr().err == ""
    await voice.close()


async def test_a_voice_that_is_not_here_names_the_command(tmp_path: Path, shelf: Shelf) -> None:
    voice = voices_here.sherpa(tmp_path, shelf)
    (tmp_path / "sherpa_onnx-test" / "hum.onnx").unlink()
    with pytest.raises(MissingModel, match="models pull sherpa_onnx-test"):
        await voice.synthesize("नमस्ते", HINDI)
    assert voice.voice(HINDI) == ""


async def test_no_card_is_no_voice(tmp_path: Path, shelf: Shelf) -> None:
    voice = SherpaOnnx({}, tmp_path, shelf, manners=manners(home()))
    with pytest.raises(EngineError, match="no sherpa-onnx voice"):
        await voice.synthesize("नमस्ते", HINDI)


async def test_a_broken_file_costs_this_call(tmp_path: Path, shelf: Shelf) -> None:
    voice = voices_here.sherpa(tmp_path, shelf)
    broken = tmp_path / "sherpa_onnx-test" / "hum.onnx"
    broken.write_bytes(bytes(broken.stat().st_size))
    with pytest.raises(EngineError):
        await voice.synthesize("नमस्ते", HINDI)
