"""The voice that is always there: every language of ours, numbers as they are dialled."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from nakshatra.audio.manner import manners
from nakshatra.errors import CatalogueError, EngineError
from nakshatra.home import home
from nakshatra.synthesizers.espeak import Espeak
from nakshatra.types import Lang

HELLO = {
    "hi": "नमस्ते, गेहूँ का भाव",
    "bn": "নমস্কার",
    "ta": "வணக்கம்",
    "te": "నమస్కారం",
    "mr": "नमस्कार",
    "gu": "નમસ્તે",
    "kn": "ನಮಸ್ಕಾರ",
    "ml": "നമസ്കാരം",
    "pa": "ਸਤ ਸ੍ਰੀ ਅਕਾਲ",
    "or": "ନମସ୍କାର",
    "as": "নমস্কাৰ",
    "ur": "السلام علیکم",
    "ne": "नमस्ते",
    "sd": "سلام",
    "kok": "नमस्कार",
    "sa": "नमस्ते",
    "mai": "प्रणाम",
    "en": "Hello",
}


@pytest.fixture
async def espeak() -> AsyncIterator[Espeak]:
    made = Espeak(manners(home()))
    yield made
    await made.close()


async def test_every_language_of_ours_is_spoken(espeak: Espeak) -> None:
    assert set(HELLO) == set(manners(home()))
    for code, text in HELLO.items():
        audio = await espeak.synthesize(text, Lang(code, "Zyyy"))
        assert 0.3 < audio.seconds < 5, code
        assert max(audio.pcm) > 0


async def test_a_helpline_is_said_digit_by_digit(espeak: Espeak) -> None:
    hindi = Lang("hi", "Deva")
    number = await espeak.synthesize("1930", hindi)
    digits = await espeak.synthesize("एक नौ तीन शून्य", hindi)
    assert number.seconds == pytest.approx(digits.seconds, rel=0.15)


async def test_it_speaks_at_the_pace_of_a_patient_person(espeak: Espeak) -> None:
    words = "Please call this number at once and stay with the person until help comes to you " * 3
    audio = await espeak.synthesize(words, Lang("en", "Latn"))
    assert 130 < len(words.split()) / audio.seconds * 60 < 200


async def test_a_language_without_a_voice_is_refused(espeak: Espeak) -> None:
    with pytest.raises(EngineError, match="sat-Olck"):
        await espeak.synthesize("ᱡᱚᱦᱟᱨ", Lang("sat", "Olck"))


async def test_nothing_to_say_is_refused_and_the_next_is_spoken(espeak: Espeak) -> None:
    with pytest.raises(EngineError):
        await espeak.synthesize("", Lang("hi", "Deva"))
    assert (await espeak.synthesize("हाँ", Lang("hi", "Deva"))).seconds > 0.1


@pytest.mark.parametrize("text", ["\ud83d", "a\0b", "<speak>&amp;", "٣٤", "😀 ठीक"])
async def test_odd_text_does_not_stop_it(espeak: Espeak, text: str) -> None:
    assert (await espeak.synthesize(text + " ठीक है", Lang("hi", "Deva"))).seconds > 0.2


async def test_a_killed_program_is_started_anew(espeak: Espeak) -> None:
    first = asyncio.create_task(espeak.synthesize("एक " * 3000, Lang("hi", "Deva")))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert (await espeak.synthesize("हाँ", Lang("hi", "Deva"))).seconds > 0.1


async def test_two_at_once_get_their_own_words(espeak: Espeak) -> None:
    hindi = Lang("hi", "Deva")
    short, long = await asyncio.gather(
        espeak.synthesize("हाँ", hindi), espeak.synthesize("बहुत लंबा उत्तर " * 10, hindi)
    )
    assert short.seconds * 3 < long.seconds


def test_the_library_is_never_loaded_into_our_process() -> None:
    code = "import nakshatra.synthesizers.espeak, nakshatra.synthesizers.piper, sys\n"
    code += "sys.exit(bool({'espeakng_loader', 'piper'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('voice = "hi"', "'rate' is missing"),
        ('voice = "hi"\nrate = "fast"', "rate = 'fast'"),
        ('voice = "hi"\nrate = 150\nspeed = 1', "speed"),
        ("voice = ", "espeak.toml"),
    ],
)
def test_a_wrong_file_is_named(text: str, fault: str, tmp_path: Path) -> None:
    folder = tmp_path / "languages" / "xx"
    folder.mkdir(parents=True)
    (folder / "espeak.toml").write_text(text)
    with pytest.raises(CatalogueError, match=f"(?s)xx.espeak.toml.*{fault}|{fault}"):
        manners(tmp_path)


def test_an_operator_s_file_wins(tmp_path: Path) -> None:
    folder = tmp_path / "languages" / "hi"
    folder.mkdir(parents=True)
    (folder / "espeak.toml").write_text('voice = "hi"\nrate = 99\nvariant = "f2"\ngap = 2\n')
    made = manners(home(), tmp_path)["hi"]
    assert (made.rate, made.name, made.gap) == (99, "hi+f2", 2)
    assert (
        Espeak({"hi": made}).voice(Lang("hi", "Deva")) == "espeak-ng hi+f2 rate 99 pitch 50 gap 2"
    )


async def test_once_it_is_warm_the_first_sentence_starts_no_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    espeak = Espeak(manners(home()))
    await espeak.warm()
    monkeypatch.setattr(asyncio, "create_subprocess_exec", None)  # nothing can be started now
    assert (await espeak.synthesize("नमस्ते", Lang("hi", "Deva"))).seconds > 0
    await espeak.close()
