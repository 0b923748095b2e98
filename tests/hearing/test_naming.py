"""How sure the words are that decide an answer, and what follows for the reply."""

from __future__ import annotations

from dataclasses import replace
from math import log
from pathlib import Path

import pytest

import tiny_sherpa
import tiny_whisper
from hearing.scripted import CARDS, Scripted, ear, listener
from nakshatra.audio.decode import Whole, decode
from nakshatra.audio.sherpa import Sherpa
from nakshatra.audio.whisper import Whisper
from nakshatra.heard import Asked, Heard, Piece, Word
from nakshatra.pipeline.readback import Readback
from nakshatra.pipeline.understand import understand
from nakshatra.types import Answer, Lang, Profile, Utterance, Voice
from recordings import tone


def heard_as(text: str, doubted: str, p: float, *, whole: float = 0.97) -> Heard:
    """One word in doubt, the others not."""
    words = tuple(Word(word, log(p if word == doubted else 0.99)) for word in text.split())
    return Heard((Piece(text, 3.0, log(whole), words=words),), speech=True)


async def utterance(code: str, heard: Heard, script: str = "") -> Utterance:
    engine = Scripted([ear("h", code, script=script)], {code: heard})
    return await listener(engine).transcribe(Whole(tone(3.0)))


def read_back(said: Utterance) -> str:
    query = understand(said, history=(), profile=Profile(), catalogue=CARDS)
    answer = Answer(expert="", text="", lang=query.lang, confidence=1.0)
    return Readback(CARDS)(query, answer).readback


DECIDED = [
    ("hi", "मुद्रा लोन कैसे मिलेगा", "मुद्रा", ""),
    ("hi", "पैरासिटामोल बच्चे को दे सकते हैं", "पैरासिटामोल", ""),
    ("hi", "डेंगू में क्या करें", "डेंगू", ""),
    ("hi", "बिहार में क्या मिलता है", "बिहार", ""),
    ("hi", "आधा चम्मच देना है क्या", "आधा", ""),
    ("hi", "गेहूँ का भाव क्या है", "गेहूँ", ""),
    ("ta", "முத்ரா கடன் எப்படி கிடைக்கும்", "முத்ரா", ""),
    ("ta", "பாராசிட்டமால் கொடுக்கலாமா சொல்லுங்கள்", "பாராசிட்டமால்", ""),
    ("ta", "டெங்கு வந்தால் என்ன செய்வது", "டெங்கு", ""),
    ("ta", "தமிழ்நாட்டில் என்ன கிடைக்கும்", "தமிழ்நாட்டில்", ""),
    ("ta", "அரை ஸ்பூன் கொடுக்கலாமா", "ஸ்பூன்", ""),
    ("bn", "মুদ্রা ঋণ কীভাবে পাব", "মুদ্রা", ""),
    ("bn", "প্যারাসিটামল খাওয়ানো যাবে", "প্যারাসিটামল", ""),
    ("bn", "ডেঙ্গু হলে কী করব", "ডেঙ্গু", ""),
    ("bn", "পশ্চিমবঙ্গে কী পাওয়া যায়", "পশ্চিমবঙ্গে", ""),
    ("bn", "দেড় চামচ দেব কি", "দেড়", ""),
    ("hi", "sukanya yojana kya hai bataiye", "sukanya", "Latn"),
    ("hi", "crocin de sakte hain kya bataiye", "crocin", "Latn"),
    ("hi", "dengue mein kya karna chahiye", "dengue", "Latn"),
    ("hi", "bihar mein kya milta hai bataiye", "bihar", "Latn"),
    ("hi", "dedh bigha mein kya milega bataiye", "dedh", "Latn"),
]


@pytest.mark.parametrize(("code", "text", "name", "script"), DECIDED)
async def test_a_doubted_name_is_read_back_however_sure_the_whole_is(
    code: str, text: str, name: str, script: str
) -> None:
    doubted = await utterance(code, heard_as(text, name, 0.6), script)
    assert doubted.named == pytest.approx(0.6)
    assert doubted.text in read_back(doubted)


@pytest.mark.parametrize(("code", "text", "name", "script"), DECIDED)
async def test_names_heard_well_are_not_read_back_for_the_doubt_of_others(
    code: str, text: str, name: str, script: str
) -> None:
    other = next(word for word in reversed(text.split()) if word != name)
    said = await utterance(code, heard_as(text, other, 0.7, whole=0.85), script)
    assert said.named == pytest.approx(0.99)
    assert read_back(said) == ""


async def test_a_window_that_tells_no_doubt_of_its_words_leaves_that_of_the_whole() -> None:
    text = "मुद्रा लोन कैसे मिलेगा"
    said = await utterance("hi", Heard((Piece(text, 3.0, log(0.8)),), speech=True))
    assert said.named is None
    assert text in read_back(said)
    sure = await utterance("hi", Heard((Piece(text, 3.0, log(0.95)),), speech=True))
    assert read_back(sure) == ""
    illness = "डेंगू में क्या करें"
    assert read_back(replace(said, text=illness)) == ""


async def test_a_whisper_tells_its_doubt_of_each_word(tmp_path: Path) -> None:
    whisper = Whisper(str(tiny_whisper.install(tmp_path)), 1)
    for note in tiny_whisper.notes()[:3]:
        pcm = (await decode(Voice(note.file.read_bytes(), ""), 60)).pcm
        (piece,) = whisper.hear(pcm, 15.0, Asked(language=note.lang, timeout=9.0)).pieces
        assert [word.text for word in piece.words] == piece.text.split()
        assert all(-1.0 < word.logprob <= 0.0 for word in piece.words)


async def test_doubt_told_while_it_writes_is_that_of_a_second_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whisper = Whisper(str(tiny_whisper.install(tmp_path)), 1)
    note = tiny_whisper.notes()[0]
    pcm = (await decode(Voice(note.file.read_bytes(), ""), 60)).pcm
    asked = Asked(language=note.lang, timeout=9.0)
    (told,) = whisper.hear(pcm, 15.0, asked).pieces
    monkeypatch.setattr(whisper._core, "told", list)
    (judged,) = whisper.hear(pcm, 15.0, asked).pieces
    assert [word.text for word in told.words] == [word.text for word in judged.words]
    for one, other in zip(told.words, judged.words, strict=True):
        assert one.logprob == pytest.approx(other.logprob, abs=0.05)


@pytest.mark.parametrize("kind", ["transducer", "online_transducer"])
async def test_a_transducer_tells_its_doubt_of_each_word(tmp_path: Path, kind: str) -> None:
    tiny_sherpa.install(kind, tmp_path)
    note = (tiny_whisper.VOICES / "hi_wheat_msp.ogg").read_bytes()
    pcm = (await decode(Voice(note, ""), 60)).pcm
    (piece,) = (
        Sherpa(str(tiny_sherpa.FOLDER / kind), kind, 1)
        .hear(pcm, 15.0, Asked(language="hi", timeout=9.0))
        .pieces
    )
    assert [word.text for word in piece.words] == tiny_sherpa.TEXT.split()
    assert all(word.logprob < 0.0 for word in piece.words)


async def test_the_languages_letters_do_not_matter_for_which_word_is_doubted() -> None:
    said = await utterance("hi", heard_as("gehu ka bhav kitna hai batao", "gehu", 0.5), "Latn")
    assert said.lang == Lang("hi", "Deva")
    assert said.named == pytest.approx(0.5)
