"""A transcript comes in the letters of its language, whatever the recogniser wrote."""

from __future__ import annotations

import pytest

from hearing.scripted import Scripted, ear, listener
from nakshatra.audio.decode import Whole
from nakshatra.errors import Unheard
from nakshatra.heard import Expected
from nakshatra.text.scripts import script_of
from nakshatra.text.sisters import sister
from nakshatra.text.transliterate import to_native
from nakshatra.types import ENGLISH, Lang, Utterance
from recordings import tone

HINDI, HINGLISH = Lang("hi", "Deva"), Lang("hi", "Latn")
ONE = Whole(tone(2.0))
IN_HINDI = "गेहूँ का भाव कितना है"
IN_LATIN = "gehu ka bhav kitna hai batao"
IN_URDU = "گندم کی قیمت کتنی ہے"


def in_own_letters(said: str, code: str) -> str:
    """As a model of the language's own script writes it."""
    return to_native(said, Lang(code, "Latn"))


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


SPOKEN = [
    ("hi", "gehu ka bhav kitna hai batao", "Deva"),
    ("bn", "amar dhaner dam koto hobe bolun", "Beng"),
    ("ta", "nellu vilai enna sollunga", "Taml"),
    ("te", "naku dabbulu eppudu vastayi cheppandi", "Telu"),
    ("mr", "kandyacha bhav kiti ahe sanga", "Deva"),
    ("ur", "gandum ki qeemat kitni hai bataiye", "Arab"),
]
"""Language, what a model of Latin letters writes of it, the letters its speakers read."""


def roman(code: str, says: str) -> Scripted:
    """A model that writes whatever it hears in Latin letters."""
    return Scripted([ear("r", code, "en", script="Latn")], {code: says, "en": says})


@pytest.mark.parametrize(("code", "said", "script"), SPOKEN)
async def test_who_only_speaks_is_answered_in_the_script_of_their_language(
    code: str, said: str, script: str
) -> None:
    """Whatever letters the model writes, and however often they speak."""
    first = await heard(roman(code, said))
    assert (first.lang, script_of(first.text), first.heard) == (Lang(code, script), script, said)
    again = await heard(roman(code, said), first.lang)
    assert (again.lang, again.text) == (first.lang, first.text)


@pytest.mark.parametrize(("code", "said", "script"), SPOKEN)
async def test_who_typed_latin_letters_keeps_them_when_they_speak(
    code: str, said: str, script: str
) -> None:
    typed = Lang(code, "Latn")
    by_roman = await heard(roman(code, said), typed)
    assert (by_roman.lang, by_roman.text, by_roman.heard) == (typed, said, "")
    assert (await heard(roman(code, said), ENGLISH, typed)).lang == typed
    by_native = await heard(Scripted([ear("n", code)], {code: in_own_letters(said, code)}), typed)
    assert (by_native.lang, script_of(by_native.text)) == (typed, script)


async def test_english_typed_or_heard_says_nothing_of_hindi() -> None:
    assert (await heard(roman("hi", IN_LATIN), ENGLISH)).lang == HINDI
    english = "what is the price of wheat today please"
    assert (await heard(roman("hi", english), HINDI)).lang == ENGLISH


async def test_what_they_typed_last_decides() -> None:
    assert (await heard(roman("hi", IN_LATIN), HINDI, HINGLISH)).lang == HINDI
    assert (await heard(roman("hi", IN_LATIN), HINGLISH, HINDI)).lang == HINGLISH


async def test_urdu_in_latin_letters_stays_so_where_it_is_heard_as_hindi() -> None:
    said = await heard(roman("hi", IN_LATIN), Lang("ur", "Latn"))
    assert (said.lang, said.text) == (Lang("ur", "Latn"), IN_LATIN)


async def test_a_language_that_the_model_does_not_hear_is_not_found_in_its_letters() -> None:
    """Maithili and Hindi look alike in Latin letters; the model knows Hindi."""
    said = await heard(roman("hi", "hamar gahum ke dam katek chhai kahu"))
    assert said.lang == HINDI


async def test_a_sister_script_is_moved_letter_by_letter() -> None:
    said = await heard(Scripted([ear("g", "gu")], {"gu": "घउंनो भाव केटलो छे"}))
    assert (said.text, said.lang) == ("ઘઉંનો ભાવ કેટલો છે", Lang("gu", "Gujr"))


async def test_other_letters_are_heard_once_more_with_words_of_the_language() -> None:
    engine = Scripted([ear("h", "hi")], {"hi": IN_URDU}, primed={"hi": IN_HINDI})
    assert (await heard(engine, HINDI)).text == IN_HINDI
    first, second = engine.asked
    assert not first.hotwords
    assert script_of(second.hotwords) == "Deva"
    assert not second.judged


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
