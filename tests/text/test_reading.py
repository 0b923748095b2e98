"""What a voice is given: numbers, dates and signs in words that people say."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError
from nakshatra.knowledge.units import read_pack
from nakshatra.text.aloud import speech as files
from nakshatra.text.aloud.counting import digits
from nakshatra.text.aloud.speech import speech
from nakshatra.text.reading import reading
from nakshatra.types import Lang

BP = "one hundred and twelve by eighty"
SAID = [
    ("en", "Call 108 now.", "Call one zero eight now."),
    ("en", "1800-180-1551", "one eight zero zero, one eight zero, one five five one"),
    ("en", "call 9876543210", "call nine eight seven six five, four three two one zero"),
    ("en", "011-40759000", "zero one one, four zero seven five, nine zero zero zero"),
    ("en", "108 people, 108 kg", "one hundred and eight people, one hundred and eight kilograms"),
    ("en", "Rs. 500 or 6000/- or Rs 1", "five hundred rupees or six thousand rupees or one rupee"),
    ("en", "RS 500", "five hundred rupees"),
    ("en", "₹2.50 and ₹1.5 lakh", "two rupees fifty paise and one point five lakh rupees"),
    ("en", "10-15 days", "ten to fifteen days"),
    (
        "en",
        "-5°C to 38.5°C",
        "minus five degrees Celsius to thirty eight point five degrees Celsius",
    ),
    ("en", "14-03-2026", "fourteen March two thousand twenty six"),
    ("en", "2026-03-14 or 14/3/26", "fourteen March two thousand twenty six or " * 2),
    ("en", "MSP of 2026-27", "M S P of two thousand twenty six twenty seven"),
    ("en", "6:30 pm and 17:00", "six thirty in the evening and five o'clock in the evening"),
    ("en", "8th, 21st, 22nd, 30th", "eighth, twenty first, twenty second, thirtieth"),
    ("en", "NPK 12-32-16", "N P K twelve, thirty two, sixteen"),
    ("en", "1930, but in 1930", "one nine three zero, but in nineteen thirty"),
    ("en", "See https://pmkisan.gov.in today 👍🏽", "See today"),
    ("en", "open 24x7", "open twenty-four hours a day, seven days a week"),
    ("en", "50 kg/acre", "fifty kilograms per acre"),
    ("en", "BP 140/90, ½ cup, 2½", "B P one hundred and forty by ninety, half cup, two point five"),
    ("bn", "140/90", "একশো চল্লিশ বাই নব্বই"),
    ("en", "H1N1", "H one N one"),
    ("en", "30*10 cm, 2 * 3", "thirty×ten centimetres, two×three"),
    ("en", "10~20 kg, 5_6, **108**", "ten to twenty kilograms, five_six, one zero eight"),
    ("en", "Rs 500.in 3 days", "five hundred rupees.in three days"),
    ("en", "see 5paisa.com", "see"),
    ("en", "Call 100/112, BP 112/80", "Call one zero zero, one one two, B P " + BP),
    ("en", "12.30 pm, 12.30 kg", "twelve thirty in the afternoon, twelve point three kilograms"),
    ("hi", "सुबह 5.30 बजे", "सुबह पाँच बजकर तीस मिनट"),
    ("en", "- one\n- two\n3. *three*", "one. two. three, three"),
    ("hi", "108 पर कॉल करें", "एक शून्य आठ पर कॉल करें"),
    ("hi", "100 या 112 पर कॉल करें", "एक शून्य शून्य या एक एक दो पर कॉल करें"),
    ("hi", "108 किलो और 6,000 रुपये", "एक सौ आठ किलो और छह हज़ार रुपये"),
    ("hi", "72 घंटे में 155261 पर", "बहत्तर घंटे में एक पाँच पाँच दो छह एक पर"),
    ("hi", "₹6,000, रु. 1,25,000", "छह हज़ार रुपये, एक लाख पच्चीस हज़ार रुपये"),
    ("hi", "६,०००, ₹5 लाख", "छह हज़ार, पाँच लाख रुपये"),
    ("hi", "14-03-2026 को", "चौदह मार्च दो हज़ार छब्बीस को"),
    ("hi", "शाम 6:30 बजे", "शाम छह बजकर तीस मिनट"),
    ("hi", "8वीं और 6वीं कक्षा", "आठवीं और छठी कक्षा"),
    ("hi", "50 kg/एकड़, 12%", "पचास किलो प्रति एकड़, बारह प्रतिशत"),
    ("hi", "OTP, PIN, PM-KISAN", "ओ टी पी, पिन, पी एम किसान"),
    ("hi", "- बीज\n- खाद", "बीज। खाद"),
    ("mr", "100 रुपये, 101 वेळा", "शंभर रुपये, एकशे एक वेळा"),
    ("mr", "10-15 दिवस", "दहा ते पंधरा दिवस"),
    ("bn", "১০৮ নম্বরে ফোন করুন", "এক শূন্য আট নম্বরে ফোন করুন"),
    ("bn", "₹৬,০০০, ৮ম শ্রেণি", "ছয় হাজার টাকা, অষ্টম শ্রেণি"),
    ("bn", "সকাল ৬:৩০টায়", "সকাল ছয়টা বেজে ত্রিশ মিনিট"),
    ("as", "10-15 দিন, 30%", "দহৰ পৰা পোন্ধৰ দিন, ত্ৰিশ শতাংশ"),
    ("gu", "10-15 દિવસ, 4થી", "દસથી પંદર દિવસ, ચોથી"),
    ("pa", "108 ਤੇ ਕਾਲ ਕਰੋ", "ਇੱਕ ਸਿਫ਼ਰ ਅੱਠ ਤੇ ਕਾਲ ਕਰੋ"),
    ("pa", "6,000 ਰੁਪਏ", "ਛੇ ਹਜ਼ਾਰ ਰੁਪਏ"),
    ("or", "୧୦୮ ରେ କଲ୍ କରନ୍ତୁ", "ଏକ ଶୂନ୍ୟ ଆଠ ରେ କଲ୍ କରନ୍ତୁ"),
    ("or", "10-15 ଦିନ", "ଦଶରୁ ପନ୍ଦର ଦିନ"),
    ("ta", "1 நாள், 5,000 ரூபாய்", "ஒரு நாள், ஐயாயிரம் ரூபாய்"),
    ("ta", "8ஆம் வகுப்பு", "எட்டாம் வகுப்பு"),
    ("ta", "14-03-2026", "மார்ச் பதினான்கு, இரண்டாயிரத்து இருபத்து ஆறு"),
    ("te", "6,000 రూపాయలు, 21 రోజులు", "ఆరు వేల రూపాయలు, ఇరవై ఒక్క రోజులు"),
    ("te", "108కి కాల్ చేయండి", "ఒకటి సున్నా ఎనిమిదికి కాల్ చేయండి"),
    ("te", "2 kg/acre, 8వ", "ఎకరాకు రెండు కిలోలు, ఎనిమిదవ"),
    ("kn", "108ಕ್ಕೆ ಕರೆ ಮಾಡಿ", "ಒಂದು ಸೊನ್ನೆ ಎಂಟಕ್ಕೆ ಕರೆ ಮಾಡಿ"),
    ("kn", "10-15 ದಿನ, 25%", "ಹತ್ತರಿಂದ ಹದಿನೈದು ದಿನ, ಶೇಕಡಾ ಇಪ್ಪತ್ತೈದು"),
    ("ml", "108-ൽ വിളിക്കുക", "ഒന്ന് പൂജ്യം എട്ടിൽ വിളിക്കുക"),
    ("ml", "8-ാം ക്ലാസ്, 1 ദിവസം", "എട്ടാം ക്ലാസ്, ഒരു ദിവസം"),
    ("ur", "108 پر کال کریں", "ایک صفر آٹھ پر کال کریں"),
    ("ur", "6,000 روپے، 8ویں", "چھ ہزار روپے، آٹھویں"),
    ("ne", "108 मा फोन गर्नुहोस्", "एक शून्य आठ मा फोन गर्नुहोस्"),
    ("mai", "6,000 रुपैया", "छओ हजार रुपैया"),
    ("kok", "108 आनी 15 https://a.in", "1 0 8 आनी 15"),
]
CODES = ["as", "bn", "en", "gu", "hi", "kn", "mai", "ml", "mr", "ne", "or", "pa", "ta", "te", "ur"]


@pytest.mark.parametrize(("code", "text", "said"), SAID)
def test_said(code: str, text: str, said: str) -> None:
    said = said.removesuffix(" or ")
    assert _nfc(reading(text, Lang(code, "Zyyy"))) == _nfc(said)


@given(st.sampled_from(CODES), st.text(max_size=60))
@settings(max_examples=300, deadline=None)
@example("en", "1" * 5000)
@example("te", "₹1,23,45,67,89,01,234.5-6 kg/acre")
@example("hi", "99:99 31-13-2026 2026-34 ٣٤ ½")
def test_any_text_leaves_no_digit(code: str, text: str) -> None:
    said = reading(text, Lang(code, "Zyyy"))
    assert not any(char in "0123456789" for char in said)


_NUMBER = r"(₹|Rs\.? ?)?[0-9][0-9,./:-]{0,12}[0-9](%| kg)?"


@given(st.sampled_from(CODES), st.from_regex(_NUMBER, fullmatch=True))
@settings(max_examples=300, deadline=None)
def test_any_number_is_said(code: str, text: str) -> None:
    said = reading(f"x {text} x", Lang(code, "Zyyy"))
    assert said.removeprefix("x ").removesuffix("x").strip()
    assert not any(map(str.isdecimal, said))


@pytest.mark.parametrize("code", CODES)
def test_letters_with_a_dot_are_one_character(code: str) -> None:
    """espeak-ng loses the vowel after Bengali "ড়" that is written as two."""
    assert "\u09bc" not in reading("কুড়ি টাকা ছয় গাঢ়", Lang(code, "Beng"))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('plus = "', 'pluss = "', "plus"),
        ("numbers = [", "numbers = [\n'none',", "numbers holds 101 words, it needs 100"),
        ('kg = ["', 'kgg = ["', r"\[units\] lacks 'kg'"),
        ("[thousand]", "[thousand]\nmore = 1", "more"),
        ("numbers = [", "numbers = [[", "cannot be read"),
    ],
)
def test_a_wrong_file_is_named(
    old: str, new: str, fault: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nakshatra.home import home

    root = home() / "languages"
    folder = tmp_path / "languages" / "xx"  # type: ignore[operator]
    folder.mkdir(parents=True)
    good = (root / "hi" / "speech.toml").read_text("utf-8")
    (folder / "speech.toml").write_text(good.replace(old, new, 1), "utf-8")
    monkeypatch.setattr(files, "home", lambda: tmp_path)
    files.shared()
    with pytest.raises(CatalogueError, match=f"xx.speech.toml: .*{fault}"):
        speech("xx")


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("unit", ["9", "1-", "a", "A.", "x@", "108 कॉल ", "₹1 ", "* "])
def test_a_long_text_is_read_in_linear_time(unit: str) -> None:
    """What is quadratic would take minutes."""
    assert reading(unit * (200_000 // len(unit)), Lang("hi", "Deva")) is not None


def test_every_helpline_of_the_experts_is_told_digit_by_digit() -> None:
    catalogue = Catalogue.load()
    words = speech("en")
    assert words is not None
    found = {
        value
        for id, card in catalogue.experts.items()
        for unit in read_pack(catalogue.folders[id], card).units.values()
        for name, value in unit.facts.items()
        if "helpline" in name
    }
    assert len(found) > 20
    for number in found:
        said = reading(f"Ask {number} about it.", Lang("en", "Latn"))
        assert said.replace(",", "") == f"Ask {digits(number, words)} about it.", number
