"""The language of what people write."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue
from nakshatra.home import home
from nakshatra.identifiers.ngrams import Ngrams, build
from nakshatra.registry import Spec
from nakshatra.settings import Settings
from nakshatra.types import Lang


@cache
def identifier() -> Ngrams:
    return build(Spec(settings=Settings(), catalogue=Catalogue.load()))


def fresh() -> Ngrams:
    return Ngrams.load(home(), Catalogue.load().languages)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("मेरे गेहूँ में कौन सी खाद डालूँ?", "hi-Deva"),
        ("gehu me kaun si khad dalu bhai", "hi-Latn"),
        ("Which fertiliser should I give my wheat?", "en-Latn"),
        ("माझ्या पिकाला कोणते खत देऊ?", "mr-Deva"),
        ("majhya pikala konte khat deu", "mr-Latn"),
        ("আমার জ্বর হয়েছে, কী করব?", "bn-Beng"),
        ("মোৰ জ্বৰ হৈছে, কি কৰিম?", "as-Beng"),
        ("amar jor hoyeche ki korbo", "bn-Latn"),
        ("నాకు జ్వరం వచ్చింది", "te-Telu"),
        ("naaku jwaram vachindi em cheyali", "te-Latn"),
        ("எனக்கு காய்ச்சல்", "ta-Taml"),
        ("enakku kaichal irukku enna seivathu", "ta-Latn"),
        ("ನನಗೆ ಜ್ವರ ಬಂದಿದೆ", "kn-Knda"),
        ("എനിക്ക് പനിയാണ്", "ml-Mlym"),
        ("મને તાવ આવ્યો છે", "gu-Gujr"),
        ("mane taav aavyo che shu karvu", "gu-Latn"),
        ("ਮੈਨੂੰ ਬੁਖਾਰ ਹੈ", "pa-Guru"),
        ("ମୋତେ ଜ୍ୱର ହୋଇଛି", "or-Orya"),
        ("مجھے بخار ہے، کیا کروں؟", "ur-Arab"),
        ("मलाई ज्वरो आएको छ, के गर्ने?", "ne-Deva"),
        ("हमरा बोखार अछि, की करू?", "mai-Deva"),
        ("ᱤᱧ ᱫᱚ ᱨᱩᱣᱟᱹ ᱠᱟᱱᱟ", "sat-Olck"),
        ("எனக்கு PM Kisan status வேண்டும்", "ta-Taml"),
    ],
)
def test_languages(text: str, lang: str) -> None:
    found = identifier().identify(text)
    assert str(found.lang) == lang
    assert 0.3 < found.p <= 1.0


@pytest.mark.parametrize("text", ["", "108", "😀", "???", "\ud800"])
def test_without_letters_the_turn_before_decides(text: str) -> None:
    hint = Lang("ta", "Taml")
    assert identifier().identify(text, hint).lang == hint
    assert identifier().identify(text).p == 0.0


def test_the_hint_does_not_overrule_a_clear_text() -> None:
    found = identifier().identify("Which fertiliser should I give my wheat?", Lang("hi", "Latn"))
    assert str(found.lang) == "en-Latn"


def test_a_batch_says_what_one_by_one_says() -> None:
    texts = ["kya haal hai", "मला ताप आहे", "", "நன்றி", "how are you", "আমি"] * 3
    one_by_one = [identifier().identify(text) for text in texts]
    batch = fresh().identify_batch(texts)
    assert [b.lang for b in batch] == [o.lang for o in one_by_one]
    assert [b.p for b in batch] == pytest.approx([o.p for o in one_by_one], abs=1e-4)


def test_more_words_than_are_kept() -> None:
    small = fresh()
    texts = [f"kya{chr(97 + a)}{chr(97 + b)}{chr(97 + c)}" for a in range(26) for b in range(26)
             for c in range(0, 26, 5)]  # fmt: skip
    for _ in range(20):
        small.identify_batch(texts)
    assert str(small.identify("mujhe bukhar hai kya karu").lang) == "hi-Latn"


def test_a_dialect_is_answered_as_its_language_and_named() -> None:
    found = identifier().identify("हमनी के गाँव में बिजली नइखे आवत, का कइल जाव")
    assert (str(found.lang), found.dialect) == ("hi-Deva", "bho")
    (batch,) = identifier().identify_batch(["हमनी के गाँव में बिजली नइखे आवत, का कइल जाव"])
    assert batch.dialect == "bho"


def test_a_name_alone_is_not_sure_and_says_what_else_it_may_be() -> None:
    found = identifier().identify("Rahul")
    assert found.rival is not None
    assert found.rival != found.lang
    assert identifier().identify("mujhe do din se bukhar hai kya karu").rival is None


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text(text: str) -> None:
    found = identifier().identify(text)
    assert 0.0 <= found.p <= 1.0


@pytest.mark.parametrize("text", ["kcc", "PM Kisan status", "mudra loan"])
def test_words_of_all_languages_say_nothing(text: str) -> None:
    """As the person wrote before; of a stranger, the commonest language, and English is offered."""
    tamil = Lang("ta", "Taml")
    assert identifier().identify(text, tamil).lang == tamil
    assert identifier().identify_batch([text], tamil)[0].lang == tamil
    found = identifier().identify(text)
    assert (found.lang, found.rival) == (Lang("hi", "Latn"), Lang("en", "Latn"))


def test_what_stands_beside_them_tells() -> None:
    assert identifier().identify("kcc enna").lang.code == "ta"
    assert identifier().identify("what is kcc").lang.code == "en"
