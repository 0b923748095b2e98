from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.safety.phrasebook import Phrasebook
from nakshatra.safety.sounds import hear


def heard(phrase: str, text: str) -> bool:
    book = Phrasebook()
    book.add("it", phrase, "hi")
    return "it" in book.find(hear(text))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("साँप", "saanp"),
        ("साँप", "sanp"),
        ("साँप", "saamp"),
        ("साँप", "सांप"),
        ("साँप", "साप"),
        ("काट लिया", "kaat lia"),
        ("काट लिया", "kat liya"),
        ("ज़हर", "जहर"),
        ("बेहोश", "behosh"),
        ("बेहोश", "बहोश"),
        ("करंट लग गया", "karant lag gya"),
        ("blood pressure", "bloodpressure"),
        ("दर्द", "darrrd"),
        ("काट~", "kaati"),
        ("seizure*", "seizures"),
        ("{1-30} दिन का", "15 din ka"),
        ("{1-30} दिन का", "१५ दिन का"),
        ("can't breathe", "cant breathe"),
    ],
)
def test_a_phrase_is_heard_however_it_is_spelt(phrase: str, text: str) -> None:
    assert heard(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        # Tamil does not write voice; zh is one letter
        ("பாம்பு கடித்தது", "pambu kadithathu"),
        ("பாம்பு கடித்தது", "paambu kadithadhu"),
        ("மூச்சு விட முடியவில்லை", "moochu vida mudiyavillai"),
        ("நெஞ்சு வலி", "nenju vali"),
        ("குழந்தை", "kuzhandhai"),
        ("குழந்தை", "kulanthai"),
        # Malayalam: chillu, voice after nasals, a last u
        ("പാമ്പ് കടിച്ചു", "pambu kadichu"),
        ("കുഴഞ്ഞു വീണു", "kuzhanju veenu"),
        ("ശ്വാസം മുട്ടൽ", "swasam muttal"),
        ("ఊపిరి ఆడటం లేదు", "oopiri adatam ledhu"),
        ("ಹಾವು ಕಚ್ಚಿದೆ", "havu kachide"),
        # Bengali o, ya that is ja, silent ba; Assamese x
        ("সাপে কামড়েছে", "shape kamoreche"),
        ("বুকে ব্যথা", "buke betha"),
        ("শ্বাস নিতে পারছে না", "shash nite parche na"),
        ("অজ্ঞান", "oggan"),
        ("সাপে খুটিলে", "xape khutile"),
        ("ଛାତି ଯନ୍ତ୍ରଣା", "chhati jantrana"),
        # Gurmukhi addak and tippi
        ("ਸੱਪ ਨੇ ਡੰਗ ਮਾਰਿਆ", "sap ne dang mareya"),
        ("છાતીમાં દુખાવો", "chatima dukhavo"),
        # Urdu writes no short vowels
        ("سانپ نے کاٹ لیا", "saanp ne kat lia"),
        ("سینے میں درد", "seene mein dard"),
        ("انتقال", "intiqal"),
        ("خودکشی", "khudkushi"),
    ],
)
def test_a_phrase_of_its_own_script_is_heard_in_latin_letters(phrase: str, text: str) -> None:
    assert heard(phrase, text)


@pytest.mark.parametrize(
    "phrase",
    ["பாம்பு கடித்தது", "പാമ്പ് കടിച്ചു", "সাপে কামড়েছে", "ଛାତି ଯନ୍ତ୍ରଣା", "ਸੱਪ ਨੇ ਡੰਗ", "سانپ نے کاٹ لیا"],
)
def test_a_phrase_is_heard_in_its_own_script_and_in_no_other(phrase: str) -> None:
    assert heard(phrase, f"{phrase} 108")
    assert not heard(phrase, "साँप ने काट लिया")


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("साँप", "soap"),
        ("ଖବର", "cobra"),
        ("খবর", "cobra"),
        ("বলদ", "blood"),
        ("مرنا", "maarna"),
        ("पति", "patte"),
        ("काट लिया", "kaat le"),
        ("मरना", "मारना"),
        ("hen", "hain"),
        ("गाय ने", "gaye na"),
        ("=डूब गया", "दब गया"),
        ("{1-30} दिन का", "45 din ka"),
        ("want to die", "want to do"),
    ],
)
def test_another_word_is_not_taken_for_it(phrase: str, text: str) -> None:
    assert not heard(phrase, text)


def test_a_phrase_without_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be heard"):
        Phrasebook().add("it", "!!", "hi")


def test_a_range_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 100 numbers"):
        Phrasebook().add("it", "{500-999999} रुपये", "hi")


@settings(max_examples=150)
@given(st.text(max_size=80))
def test_any_text_can_be_heard(text: str) -> None:
    for version in hear(text):
        assert len(version.consonants) == len(version.vowels) == len(version.word)
        assert all(0 <= word < len(version.plain) for word in version.word)
