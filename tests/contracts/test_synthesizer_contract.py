"""What the road may expect of every synthesizer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

import voices_here
from fakes import HINDI, FakeSynthesizer
from nakshatra.audio.encode import encode
from nakshatra.audio.manner import manners
from nakshatra.errors import EngineError
from nakshatra.home import home
from nakshatra.ports import Closes, NamesVoice, Synthesizer, WakesVoice
from nakshatra.shelf import Shelf
from nakshatra.synthesizers.espeak import Espeak
from nakshatra.types import Lang

SANTALI = Lang("sat", "Olck")

MADE: dict[str, Callable[[Path, Shelf], Synthesizer]] = {
    "fake": lambda _folder, _shelf: FakeSynthesizer(),
    "espeak": lambda _folder, _shelf: Espeak(manners(home())),
    "piper": voices_here.piper,
    "sherpa_onnx": voices_here.sherpa,
    "sherpa_onnx from IPA": lambda folder, shelf: voices_here.sherpa(folder, shelf, "ipa"),
}
NEEDS = {"piper": "piper", "sherpa_onnx": "sherpa_onnx", "sherpa_onnx from IPA": "sherpa_onnx"}


@pytest.fixture(params=MADE)
async def synthesizer(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Synthesizer]:
    if request.param in NEEDS:
        pytest.importorskip(NEEDS[request.param], reason="an extra: make extras")
    shelf = Shelf(voices_here.ROOM_MB)
    made = MADE[request.param](tmp_path, shelf)
    yield made
    if isinstance(made, Closes):
        await made.close()
    await shelf.close()


def real(synthesizer: Synthesizer) -> bool:
    return not isinstance(synthesizer, FakeSynthesizer)


@pytest.mark.parametrize("text", ["नमस्ते। हेल्पलाइन 1930 पर फ़ोन करें।", "हाँ"])
async def test_a_text_becomes_sound_that_can_be_sent(synthesizer: Synthesizer, text: str) -> None:
    audio = await synthesizer.synthesize(text, HINDI)
    assert audio.seconds > 0
    assert len(audio.pcm) % 2 == 0
    assert (await encode(audio)).data.startswith(b"OggS")


async def test_a_slow_pace_takes_longer(synthesizer: Synthesizer) -> None:
    if not real(synthesizer):
        pytest.skip("it is silent")
    said = "पानी उबालकर पिएँ"
    usual = await synthesizer.synthesize(said, HINDI)
    slow = await synthesizer.synthesize(said, HINDI, 0.7)
    assert slow.seconds > usual.seconds * 1.15


@pytest.mark.parametrize("text", ["", "   \n", "...", "😀👍", "https://pmkisan.gov.in"])
async def test_nothing_to_say_is_refused_and_the_next_is_said(
    synthesizer: Synthesizer, text: str
) -> None:
    if not real(synthesizer):
        pytest.skip("it says anything")
    with pytest.raises(EngineError):
        await synthesizer.synthesize(text, HINDI)
    assert (await synthesizer.synthesize("हाँ", HINDI)).seconds > 0


async def test_six_thousand_letters_are_sound_or_refused(synthesizer: Synthesizer) -> None:
    audio = await synthesizer.synthesize("खेत में पानी दें। " * 340, HINDI)
    assert audio.seconds < 1800


async def test_an_unknown_language_is_refused(synthesizer: Synthesizer) -> None:
    if not real(synthesizer):
        pytest.skip("it speaks any language")
    with pytest.raises(EngineError, match="sat"):
        await synthesizer.synthesize("ᱡᱚᱦᱟᱨ", SANTALI)
    assert isinstance(synthesizer, NamesVoice)
    assert synthesizer.voice(SANTALI) == ""
    assert synthesizer.voice(HINDI)


@pytest.mark.parametrize("text", ["வணக்கம்", "Ж", "\ud83d ठीक", "a\0b ठीक", "<speak>&amp;"])
async def test_text_in_a_wrong_script_is_sound_or_refused(
    synthesizer: Synthesizer, text: str
) -> None:
    try:
        await synthesizer.synthesize(text, HINDI)
    except EngineError:
        assert real(synthesizer)
    assert (await synthesizer.synthesize("हाँ", HINDI)).seconds > 0


async def test_who_stops_waiting_costs_the_next_nothing(synthesizer: Synthesizer) -> None:
    await synthesizer.synthesize("हाँ", HINDI)
    task = asyncio.create_task(synthesizer.synthesize("एक " * 1500, HINDI))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await synthesizer.synthesize("हाँ", HINDI)).seconds > 0


async def test_two_at_once_get_their_own_words(synthesizer: Synthesizer) -> None:
    if not real(synthesizer):
        pytest.skip("it says the same to everybody")
    short, long = await asyncio.gather(
        synthesizer.synthesize("हाँ", HINDI), synthesizer.synthesize("बहुत लंबा उत्तर " * 10, HINDI)
    )
    assert short.seconds * 3 < long.seconds


async def test_a_killed_voice_speaks_again(synthesizer: Synthesizer) -> None:
    if not real(synthesizer):
        pytest.skip("it is no process")
    before = await synthesizer.synthesize("हाँ", HINDI)
    for pid in children():
        kill(pid)
    try:
        after = await synthesizer.synthesize("हाँ", HINDI)
    except EngineError:  # the shelf's engines cost the call; the next one starts a fresh process
        after = await synthesizer.synthesize("हाँ", HINDI)
    assert after.seconds == pytest.approx(before.seconds, rel=0.3)


def children() -> list[int]:
    from os import getpid

    found = Path(f"/proc/{getpid()}/task/{getpid()}/children").read_text("ascii")
    return [int(pid) for pid in found.split() if "resource_tracker" not in command(int(pid))]


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text("utf-8").replace("\0", " ")


def kill(pid: int) -> None:
    import os
    import signal

    os.kill(pid, signal.SIGKILL)
    state = Path(f"/proc/{pid}/stat")
    until = time.monotonic() + 10
    while state.exists() and ") Z" not in state.read_text() and time.monotonic() < until:
        time.sleep(0.01)


async def test_one_that_is_woken_finds_its_program_started(
    synthesizer: Synthesizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not real(synthesizer):
        pytest.skip("a fake has nothing to load")
    assert isinstance(synthesizer, WakesVoice)
    await synthesizer.wake(HINDI)
    monkeypatch.setattr(asyncio, "create_subprocess_exec", None)  # nothing can be started now
    monkeypatch.setattr("nakshatra.shelf.get_context", None)
    await synthesizer.wake(HINDI)
    assert (await synthesizer.synthesize("नमस्ते", HINDI)).seconds > 0
