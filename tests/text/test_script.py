"""What a voice is given of a whole answer, sentence by sentence."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue
from nakshatra.measure.samples import short_answers
from nakshatra.text.aloud.speech import speech
from nakshatra.text.reading import reading
from nakshatra.text.script import script
from nakshatra.types import Lang

CODES = ["as", "bn", "en", "gu", "hi", "kn", "mai", "ml", "mr", "ne", "or", "pa", "ta", "te", "ur"]
OTHERS = ["kok", "sa", "sd", "doi", "brx", "ks", "mni", "sat"]
ENGLISH, HINDI = Lang("en", "Latn"), Lang("hi", "Deva")


def test_each_sentence_stands_alone_and_is_closed() -> None:
    said = script("पानी उबालें। फिर ठंडा करें? हाँ!\nबस", HINDI)
    assert said == ("पानी उबालें।", "फिर ठंडा करें?", "हाँ!", "बस।")


def test_items_are_told_in_their_order() -> None:
    text = "Do this:\n1. Boil water\n2) Add salt\n10. Drink"
    assert script(text, ENGLISH) == (
        "Do this:",
        "first, Boil water.",
        "second, Add salt.",
        "tenth, Drink.",
    )


@pytest.mark.parametrize("code", CODES)
def test_every_language_tells_items_and_where_the_address_is(code: str) -> None:
    words = speech(code)
    assert words is not None
    said = [
        _nfc(one) for one in script("1. xyz\n2. https://pmkisan.gov.in zyx", Lang(code, "Zyyy"))
    ]
    assert [one.partition(",")[0] for one in said[:2]] == list(map(_nfc, words.ordinals[:2]))
    assert said[2] == _nfc(words.address)
    assert "pmkisan" not in "".join(said)


@pytest.mark.parametrize(
    "address",
    [
        "https://pmkisan.gov.in/x",
        "pmkisan.gov.inలో",
        "rbi.org.in-এ",
        "help@uidai.net.in",
        "www.a.in",
    ],
)
def test_an_address_is_left_out_with_what_is_written_onto_it(address: str) -> None:
    assert script(f"xyz {address} zyx", ENGLISH) == ("xyz zyx.", "The address is in the message.")


@pytest.mark.parametrize(
    "address",
    [
        "Https://pmkisan.gov.in/list?state=21&page=3",
        "HTTPS://PMKISAN.GOV.IN",
        "PMKISAN.GOV.IN",
        "youtube.com/watch?v=12",
        "t.me/xyz_1",
        "wa.me/919876543210",
        "forms.gle/3xY2",
        "ftp://a.b/c",
        "mailto:a@b.in?subject=1",
        "umang.app",
        "<https://a.in/1>",
        "(https://a.in/1)",
    ],
)
def test_an_address_of_any_shape_is_left_out_and_the_sentence_stays(address: str) -> None:
    said = ("xyz zyx.", "More.", "The address is in the message.")
    assert script(f"xyz {address} zyx. More.", ENGLISH) == said
    said = ("xyz.", "More.", "The address is in the message.")
    assert script(f"xyz {address}. More.", ENGLISH) == said


def test_what_only_looks_like_an_address_is_said() -> None:
    said = script("Rs 500.in 3 days. He left the village.In June and/or 2 a.m. it rains.", ENGLISH)
    assert " ".join(said).startswith("five hundred rupees.in three days. He left the village.In")
    assert "June and, or" in " ".join(said)


EAR = [Lang("or", "Orya"), Lang("ml", "Mlym"), Lang("ur", "Arab")]
WORDS = {"or": "ପାଣି ଫୁଟାନ୍ତୁ", "ml": "വെള്ളം തിളപ്പിക്കുക", "ur": "پانی ابالیں"}
SIGNS = {*"@*_`~#<>|[]{}()\\", "://"}


def unheard(sentence: str) -> list[str]:
    """What no voice should be given."""
    numbers = [char for char in sentence if unicodedata.category(char) in ("Nd", "No")]
    return numbers + [sign for sign in SIGNS if sign in sentence]


@pytest.mark.parametrize("lang", EAR, ids=str)
@pytest.mark.parametrize(
    "marked",
    [
        "**{}**",
        "# {}",
        "> {}",
        "- [ ] {}",
        "<b>{}</b> <br/>",
        "[{}](https://a.gov.in/x_1?y=2)",
        "| {} | 12 |",
        "```{}```",
        "{} &nbsp; &#128222;",
        "#{} @name",
        "{{{}}}",
        "{} m² ① H₂O １２",
        "{} ୧୨ ൧൨ ۱۲ ٤٥ १२",
        "{} 14/03/2026, 10:30, ₹1,50,000.50, 5%, 38.5°C, ½",
        "{} 1800-180-1551 +91 98765 43210 (0674) 2390000",
        "{} 8th 5G PM2.5 COVID-19 2x 192.168.1.1",
    ],
)
def test_the_first_sentence_holds_words_alone(lang: Lang, marked: str) -> None:
    words = WORDS[lang.code]
    first = script(marked.format(words), lang)[0]
    assert words in first
    assert unheard(first) == []


@pytest.mark.parametrize("lang", EAR, ids=str)
def test_no_answer_of_the_packs_begins_with_what_cannot_be_heard(lang: Lang) -> None:
    answers = short_answers(Catalogue.load(), 1000)[lang.code]
    assert len(answers) > 150
    for answer in answers:
        assert unheard(script(answer, lang)[0]) == [], answer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 lakh (18 months) and (2)", "one lakh, eighteen months, and, two."),
        ("BSNL, NBFC, XVIII", "B S N L, N B F C, XVIII."),
        ("PM-KISAN 👍 **now**", "P M Kisan now."),
        ("# Title\n• one", "Title."),
        ("Jammu &amp; Kashmir<br>", "Jammu and Kashmir."),
        ("| Urea | 2 kg |", "Urea, two kilograms."),
        ("5 m²", "five metres two."),
        ("क्\u200dष", "क्\u200dष."),
    ],
)
def test_said(text: str, said: str) -> None:
    assert script(text, ENGLISH)[0] == said


def test_in_need_the_number_is_said_twice_and_nothing_else_is() -> None:
    said = script("Call 108 now. Give 2 cups at 10-15 minutes.", ENGLISH, twice=True)
    assert said[0] == "Call one zero eight, one zero eight now."
    assert said[1] == "Give two cups at ten to fifteen minutes."


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_without_words_still_tells_a_number_digit_by_digit(code: str) -> None:
    assert script("xyz 108", Lang(code, "Zyyy"), twice=True) == ("xyz 1 0 8, 1 0 8.",)


@pytest.mark.parametrize("text", ["", "\n\n", "…", "👍", "https://a.in"])
def test_nothing_to_say_is_no_sentence(text: str) -> None:
    assert script(text, HINDI) == ()


def test_a_long_sentence_is_said_in_breaths_at_its_commas() -> None:
    sentence = "Keep the arm still, " * 20 + "then call 108 now."
    said = script(sentence, ENGLISH)
    assert len(said) > 2
    assert max(map(len, said)) <= 140
    assert " ".join(said) == reading(sentence, ENGLISH)


def test_a_text_without_an_end_is_cut_at_words() -> None:
    said = script("शब्द " * 1000, HINDI)
    assert len(said) > 1
    assert max(map(len, said)) <= 520
    assert sum(map(len, said)) <= 6000


@given(st.sampled_from([*CODES, *OTHERS]), st.text(max_size=120))
@settings(max_examples=300, deadline=None)
def test_what_was_read_once_reads_the_same_again(code: str, text: str) -> None:
    lang = Lang(code, "Zyyy")
    for sentence in script(text, lang):
        once = reading(sentence, lang)
        assert reading(once, lang) == once


@given(st.text(alphabet="1. -•)(*\n\u200d।?aक108", max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_list_is_said_or_silent(text: str) -> None:
    for sentence in script(text, HINDI):
        assert any(map(str.isalnum, sentence))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
