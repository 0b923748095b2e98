"""A transcript comes in the letters of its language, whatever the recogniser wrote."""

from __future__ import annotations

import pytest

from hearing.scripted import Scripted, ear, listener
from nakshatra.audio.decode import Whole
from nakshatra.errors import Unheard
from nakshatra.heard import Expected
from nakshatra.text.scripts import script_of
from nakshatra.text.sisters import sister
from nakshatra.types import ENGLISH, Lang, Utterance
from recordings import tone

HINDI, HINGLISH = Lang("hi", "Deva"), Lang("hi", "Latn")
ONE = Whole(tone(2.0))
IN_HINDI = "गेहूँ का भाव कितना है"
IN_LATIN = "gehu ka bhav kitna hai batao"
IN_URDU = "گندم کی قیمت کتنی ہے"


async def heard(engine: Scripted, *used: Lang) -> Utterance:
    return await listener(engine).transcribe(ONE, Expected(used=used))


async def test_latin_letters_are_spelled_back() -> None:
    said = await heard(Scripted([ear("h", "hi")], {"hi": IN_LATIN}), HINDI)
    assert said.lang == HINDI
    assert script_of(said.text) == "Deva"
    assert "कितना" in said.text


async def test_english_stays_english() -> None:
    text = "how do I correct my name in the ration card"
    said = await heard(Scripted([ear("h", "hi")], {"hi": text}), HINDI)
    assert (said.text, said.lang) == (text, ENGLISH)


async def test_a_model_that_writes_latin_letters_leaves_them_to_whom_they_suit() -> None:
    roman = Scripted([ear("r", "hi", "en", script="Latn")], {"hi": IN_LATIN, "en": IN_LATIN})
    assert (await heard(roman)).lang == HINGLISH
    assert (await heard(roman, HINGLISH)).text == IN_LATIN
    native = await heard(roman, HINDI)
    assert (native.lang, script_of(native.text)) == (HINDI, "Deva")
    english = "what is the price of wheat today please"
    roman.says = {"hi": english, "en": english}
    assert (await heard(roman, HINDI)).lang == ENGLISH


async def test_a_sister_script_is_moved_letter_by_letter() -> None:
    said = await heard(Scripted([ear("g", "gu")], {"gu": "घउंनो भाव केटलो छे"}))
    assert (said.text, said.lang) == ("ઘઉંનો ભાવ કેટલો છે", Lang("gu", "Gujr"))


async def test_other_letters_are_heard_once_more_with_words_of_the_language() -> None:
    engine = Scripted([ear("h", "hi")], {"hi": IN_URDU}, primed={"hi": IN_HINDI})
    assert (await heard(engine, HINDI)).text == IN_HINDI
    first, second = engine.asked
    assert not first.hotwords
    assert script_of(second.hotwords) == "Deva"


async def test_other_letters_twice_are_not_believed() -> None:
    engine = Scripted([ear("h", "hi")], {"hi": IN_URDU})
    with pytest.raises(Unheard, match="hi was written in Arab, twice"):
        await heard(engine, HINDI)
    assert len(engine.asked) == 2


async def test_the_letters_of_another_language_that_is_heard_here_decide() -> None:
    engine = Scripted([ear("m", "ta", "ur")], {"ta": IN_URDU, "ur": IN_URDU})
    assert (await heard(engine)).lang == Lang("ur", "Arab")


async def test_a_helpline_told_digit_by_digit_becomes_its_number() -> None:
    said = await heard(Scripted([ear("h", "hi")], {"hi": "एक शून्य आठ पर फ़ोन करूँ क्या"}), HINDI)
    assert said.text == "108 पर फ़ोन करूँ क्या"


def test_tamil_and_arabic_have_no_sisters_to_write_into() -> None:
    assert sister("குறள்", "Taml", "Telu") is not None
    assert sister("నమస్తే", "Telu", "Taml") is None
    assert sister("सवाल", "Deva", "Arab") is None
    assert sister("सवाल। 5", "Deva", "Beng") == "সবাল। 5"
