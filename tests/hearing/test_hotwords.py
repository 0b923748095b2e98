"""Words that a recogniser is told to expect."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

import tiny_whisper
from hearing.scripted import CARDS, Scripted, ear, listener
from nakshatra.audio.decode import Whole, decode
from nakshatra.audio.listening import samples
from nakshatra.audio.whisper import Whisper
from nakshatra.errors import CatalogueError, Garbled, Unheard
from nakshatra.heard import Asked, Expected, Heard, Piece
from nakshatra.hearing.hotwords import Hotwords
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.text.invented import believed, drawn
from nakshatra.text.scripts import script_of
from nakshatra.transcribers.faster_whisper import build
from nakshatra.types import Lang, Voice
from recordings import tone

WORDS = Hotwords(CARDS)
SHARED = Path(os.environ.get("NAKSHATRA_SHARED", Path(__file__).parents[3] / "shared"))
CODES = [code for code in CARDS.languages if CARDS.greets(code)]


@pytest.mark.parametrize("code", CODES)
def test_each_language_has_some_in_its_own_script_and_they_fit(code: str) -> None:
    words = WORDS.of(code, ()).split()
    assert len(words) >= 4
    assert {script_of(word) for word in words} == {CARDS.languages[code].scripts[0]}
    assert len(words) == len({word.casefold() for word in words})


@pytest.mark.parametrize("code", ["hi", "ta", "bn", "te", "gu", "ml", "en"])
def test_they_leave_room_in_the_prompt_of_a_whisper(code: str) -> None:
    """Tokens of Whisper's own vocabulary, of which a prompt holds 223."""
    tokenizer = SHARED / "models/asr-tokenizer/whisper-multilingual-51865.tokenizer.json"
    if not tokenizer.is_file():
        pytest.skip("no ../shared/models/asr-tokenizer here")
    tokens = Tokenizer.from_file(str(tokenizer)).encode(WORDS.of(code, ())).ids
    assert len(tokens) <= 130


def test_what_the_conversation_is_about_comes_first_then_its_field() -> None:
    about = ("agriculture/msp_wheat", "health/dengue", "health/no_such_unit")
    assert WORDS.of("hi", about).startswith("गेहूँ एमएसपी डेंगू ")
    assert WORDS.of("sat", about) == ""


@pytest.mark.parametrize(
    ("code", "about", "names"),
    [
        ("hi", "agriculture/msp_wheat", {"धान", "बाजरा", "केसीसी"}),
        ("hi", "health/dengue", {"मलेरिया", "टीबी", "बुखार"}),
        ("ta", "agriculture/msp_wheat", {"நெல்", "பருத்தி", "கரும்பு"}),
        ("ta", "health/dengue", {"நீரிழிவு", "காய்ச்சல்"}),
        ("bn", "agriculture/msp_wheat", {"ধান", "পাট", "আলু"}),
        ("bn", "health/dengue", {"জ্বর", "ডায়াবেটিস"}),
        ("en", "finance/mudra", {"upi", "mudra"}),
    ],
)
def test_they_are_the_names_of_the_field(code: str, about: str, names: set[str]) -> None:
    assert names <= {word.casefold() for word in WORDS.of(code, (about,)).split()}


def test_a_stranger_s_are_of_every_field() -> None:
    words = set(WORDS.of("hi", ()).split())
    assert words & {"गेहूँ", "धान"}
    assert words & {"बुखार", "डेंगू"}
    assert words & {"यूपीआई", "मनरेगा", "केसीसी"}


async def test_a_model_of_latin_letters_is_told_them_in_its_own() -> None:
    engine = Scripted([ear("r", "hi", script="Latn", hotwords=True)], {"hi": "dengue me kya kare"})
    await listener(engine).transcribe(Whole(tone(1.0)), Expected(about=("health/dengue",)))
    assert engine.asked[0].hotwords.startswith("dengue ")
    assert script_of(engine.asked[0].hotwords) == "Latn"


async def test_only_a_model_that_gains_from_them_is_told() -> None:
    for gains in (True, False):
        engine = Scripted([ear("h", "hi", hotwords=gains)], {"hi": "डेंगू में क्या करें"})
        expected = Expected(used=(Lang("hi", "Deva"),), about=("health/dengue",))
        await listener(engine).transcribe(Whole(tone(1.0)), expected)
        assert [asked.hotwords.startswith("डेंगू") for asked in engine.asked] == [gains]


@pytest.mark.parametrize(
    ("setting", "told"), [("cards", [True, False]), ("all", [True, True]), ("none", [False, False])]
)
def test_the_operator_may_decide_for_all_models(
    tmp_path: Path, setting: str, told: list[bool]
) -> None:
    cards = {id: CARDS.models[id] for id in ("whisper-small", "whisper-tamil-medium")}
    settings = Settings(data_dir=tmp_path, hotwords=setting)
    engine = build(Spec(settings=settings, catalogue=replace(CARDS, models=cards)))
    assert [ear.hotwords for ear in engine.ears()] == told


def test_an_unknown_choice_is_named() -> None:
    with pytest.raises(CatalogueError, match="hotwords must be one of cards, all, none"):
        Settings(hotwords="some")


# A word that is expected is never put where nobody said it.


def hears(
    prompted: str | tuple[str, float] | Heard, else_: str | tuple[str, float] | Heard
) -> Scripted:
    """What it writes with words to expect, and what without."""
    ears = [ear("h", "hi", hotwords=True)]
    return Scripted(ears, {"hi": else_}, primed={"hi": prompted})


async def said(engine: Scripted) -> str:
    expected = Expected(used=(Lang("hi", "Deva"),), about=("health/dengue",))
    return (await listener(engine).transcribe(Whole(tone(2.0)), expected)).text


NOISE = Heard((), speech=True)
GUESS = Heard((Piece("की", 2.0, -2.0),), speech=True)


@pytest.mark.parametrize("echo", ["डेंगू", "डेंगू बुखार मलेरिया", "मलेरिया डेंगू।"])
@pytest.mark.parametrize("alone", [NOISE, GUESS])
async def test_in_noise_a_word_is_not_heard_because_it_was_expected(
    echo: str, alone: Heard
) -> None:
    engine = hears((echo, -0.05), alone)
    with pytest.raises(Garbled):
        await said(engine)
    assert [bool(asked.hotwords) for asked in engine.asked] == [True, False]


async def test_silence_stays_silent_with_words_to_expect() -> None:
    silent = Heard((Piece("डेंगू", 2.0, -1.2, no_speech=0.9),), speech=True)
    with pytest.raises(Unheard):
        await said(hears(silent, silent))


async def test_one_word_that_was_really_said_is_heard() -> None:
    assert await said(hears("डेंगू", "डेंगू")) == "डेंगू"


async def test_what_they_make_doubtful_is_heard_without_them() -> None:
    assert await said(hears(("ा कैस", -2.0), "पीएम किसान का पैसा")) == "पीएम किसान का पैसा"
    good = hears("डेंगू में क्या करें", "डींगू में क्या करें")
    assert await said(good) == "डेंगू में क्या करें"
    assert len(good.asked) == 1


async def test_a_whisper_that_loses_its_way_over_them_is_not_believed(tmp_path: Path) -> None:
    """The tests' Whisper never learned with words before a question: with them it writes nonsense
    and is sure of it. Judged without them, it is not."""
    whisper = Whisper(str(tiny_whisper.install(tmp_path)), 1)
    for note in tiny_whisper.notes():
        pcm = (await decode(Voice(note.file.read_bytes(), ""), 60)).pcm
        words = WORDS.of(note.lang, ())
        heard = whisper.hear(pcm, 15.0, Asked(language=note.lang, timeout=9.0, hotwords=words))
        assert all(drawn(piece, words) for piece in heard.pieces)


@pytest.mark.parametrize("level", [0.0, 0.02, 0.3])
async def test_a_whisper_writes_no_word_into_noise(tmp_path: Path, level: float) -> None:
    whisper = Whisper(str(tiny_whisper.install(tmp_path)), 1)
    noise = np.random.default_rng(1).standard_normal(5 * 16_000) * level * 32_000
    pcm = noise.clip(-32_000, 32_000).astype("<i2").tobytes()
    asked = Asked(language="hi", timeout=9.0, hotwords=WORDS.of("hi", ("health/dengue",)))
    assert whisper.hear(pcm, 15.0, asked).pieces == ()
    piece = whisper.write(samples(pcm), asked)  # as if the detector had taken it for a voice
    assert believed(piece) == "" or drawn(piece, asked.hotwords)
