"""Thirteen languages between their own script and Latin letters."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue
from nakshatra.measure.xlit import xlit
from nakshatra.text.nativise import candidates
from nakshatra.text.normalise import normalise
from nakshatra.text.romanise import romanised
from nakshatra.text.scripts import script_of
from nakshatra.text.spellbook import spellbook
from nakshatra.text.transliterate import to_native, to_script
from nakshatra.types import Lang

HINGLISH, HINDI = Lang("hi", "Latn"), Lang("hi", "Deva")
SHARED = Path(os.environ.get("NAKSHATRA_SHARED", Path(__file__).parents[3] / "shared"))
SCRIPTS = {
    **{"hi": "Deva", "ur": "Arab", "bn": "Beng", "mr": "Deva", "gu": "Gujr", "pa": "Guru"},
    **{"ta": "Taml", "te": "Telu", "kn": "Knda", "ml": "Mlym", "or": "Orya", "as": "Beng"},
    **{"ne": "Deva"},
}


@pytest.mark.parametrize(
    ("typed", "native"),
    [
        ("gehu me kaun si khad dalu", "गेहूँ में कौन सी खाद डालूँ"),
        ("mujhe saanp ne kaat liya", "मुझे साँप ने काट लिया"),
        ("seene me dard ho raha hai", "सीने में दर्द हो रहा है"),
        ("nhi ho rha h", "नहीं हो रहा है"),
        ("kisan credit card kaise milega", "किसान credit card कैसे मिलेगा"),
        ("PM kisan ki kist 2000", "PM किसान की किस्त 2000"),
        ("yuriya kitna https://a.in/b dale", "यूरिया कितना https://a.in/b डालें"),
    ],
)
def test_what_people_type_is_read(typed: str, native: str) -> None:
    assert to_native(typed, HINGLISH) == normalise(native)


@pytest.mark.parametrize(
    ("code", "typed", "native"),
    [
        ("ur", "mujhe bukhar hai", "مجھے بخار ہے"),
        ("bn", "amar jor hoyeche ki korbo", "আমার জ্বর হয়েছে কি করব"),
        ("mr", "mala tap aahe kay karu", "मला ताप आहे काय करू"),
        ("gu", "mane tav che shu karu", "મને તાવ છે શું કરું"),
        ("pa", "mainu bukhar hai ki karan", "ਮੈਨੂੰ ਬੁਖਾਰ ਹੈ ਕੀ ਕਰਨ"),
        ("ta", "enakku kaichal irukku enna pannanum", "எனக்கு காய்ச்சல் இருக்கு என்ன பண்ணணும்"),
        ("te", "naku jwaram vachindi em cheyali", "నాకు జ్వరం వచ్చింది ఏం చేయాలి"),
        ("kn", "nanage jvara bandide enu madabeku", "ನನಗೆ ಜ್ವರ ಬಂದಿದೆ ಏನು ಮಾಡಬೇಕು"),
        ("ml", "enikku pani und enthu cheyyanam", "എനിക്ക് പനി ഉണ്ട് എന്ത് ചെയ്യണം"),
        ("or", "mote jara hela kana karibi", "ମୋତେ ଜ୍ୱର ହେଲା କଣ କରିବି"),
        ("as", "mor jor hoise ki korim", "মোৰ জ্বৰ হৈছে কি কৰিম"),
        ("ne", "malai jwaro aayo ke garne", "मलाई ज्वरो आयो के गर्ने"),
        ("mai", "kisan ke paani chahi", "किसान के पानी चाही"),
    ],
)
def test_every_language_reads_its_chats(code: str, typed: str, native: str) -> None:
    assert to_native(typed, Lang(code, "Latn")) == normalise(native)


@pytest.mark.parametrize(
    ("native", "typed"),
    [
        ("क्या आपको बुखार है?", "kya aapko bukhar hai?"),
        ("नहीं, मैं खेत में हूँ।", "nahin, main khet mein hoon."),
        ("108 पर कॉल करें।", "108 par call karein."),
        ("१२ दिन", "12 din"),
        ("pmkisan.gov.in देखिए", "pmkisan.gov.in dekhiye"),
        ("डॉक्टर से पूछिए", "doctor se poochhiye"),
        ("जीएसटी", "gst"),
    ],
)
def test_answers_are_written_as_people_type(native: str, typed: str) -> None:
    assert to_script(native, HINGLISH) == typed


@pytest.mark.parametrize("code", SCRIPTS)
def test_links_capitals_and_english_stay(code: str) -> None:
    lang = Lang(code, "Latn")
    kept = "https://pmkisan.gov.in/a a.b@c.in /help 2kg PM KCC"
    assert to_native(kept, lang) == kept
    assert to_native("credit card", lang) == "credit card"
    assert to_native("Insurance", lang) == "Insurance"


@pytest.mark.parametrize(
    "lang", [HINDI, Lang("ks", "Latn"), Lang("sat", "Latn"), Lang("en", "Latn")]
)
def test_other_text_stays(lang: Lang) -> None:
    assert to_native("kya hai", lang) == "kya hai"
    assert to_script("क्या है", lang) == "क्या है"


def test_a_line_in_another_script_is_read_by_its_own_language() -> None:
    """Phrases fall back to Hindi: a Telugu reader of Latin letters gets them in Latin letters."""
    assert to_script("नहीं।", Lang("te", "Latn")) == "nahin."


@pytest.mark.parametrize("code", SCRIPTS)
def test_the_cards_phrases_become_latin_letters(code: str) -> None:
    card = Catalogue.load().languages[code]
    for phrase in card.phrases.values():
        written = to_script(phrase, Lang(code, "Latn"))
        assert script_of(written) == "Latn"
        assert not set(written) & set("।॥۔؟،")


@pytest.mark.parametrize("code", SCRIPTS)
@given(text=st.text(max_size=40))
@settings(max_examples=25, deadline=None)
def test_any_text_goes_both_ways(code: str, text: str) -> None:
    lang = Lang(code, "Latn")
    for turn in (to_native, to_script):
        turned = turn(text, lang)
        turned.encode("utf-8", "surrogatepass")
        assert bool(turned.strip()) == bool(text.strip())


@pytest.mark.parametrize("code", SCRIPTS)
@given(word=st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=60))
@settings(max_examples=25, deadline=None)
def test_a_word_is_read_once(code: str, word: str) -> None:
    """What was read is in the language's script, or stayed; reading it again changes nothing."""
    lang = Lang(code, "Latn")
    native = to_native(word, lang)
    assert native == word or script_of(native) == SCRIPTS[code]
    assert to_native(native, lang) == native


@given(st.text(alphabet="कखगनमरसहािीुे्ंँअआइ", min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_no_devanagari_is_left(word: str) -> None:
    assert to_script(word, HINGLISH).isascii()


def test_candidates_begin_with_what_is_read() -> None:
    found = candidates("kisan", "hi", 5)
    assert found[0] == "किसान"
    assert len(found) == len(set(found)) <= 5
    assert candidates("kisan", "sat") == []


def test_hand_tables_win() -> None:
    book = spellbook("hi")
    assert book is not None
    assert candidates("nhi", "hi")[0] == "नहीं" == book.read["nhi"]
    assert romanised(normalise("हूँ")) == "hoon"


def test_against_the_ways_people_romanise() -> None:
    file = SHARED / "eval" / "xlit_words_hi.jsonl.gz"
    if not file.is_file():
        pytest.skip(f"{file} is not here")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        report = xlit([json.loads(line) for line in lines], "hi")
    assert report.top1 > 0.46
    assert report.top5 > 0.69
    assert report.roman > 0.73
