"""Sentences, and long replies in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nakshatra.text.sentences import sentences, split_for, units


def test_sentences() -> None:
    text = "Dr. Rao pays Rs. 2.50 on 14.03.2026. See pmkisan.gov.in now! क्या? हाँ। ठीक है\nline two"
    assert sentences(text) == [
        "Dr. Rao pays Rs. 2.50 on 14.03.2026.",
        "See pmkisan.gov.in now!",
        "क्या?",
        "हाँ।",
        "ठीक है",
        "line two",
    ]


@given(st.text(max_size=200), st.integers(min_value=1, max_value=50))
@settings(max_examples=200, deadline=None)
def test_nothing_is_lost(text: str, limit: int) -> None:
    assert "".join(split_for(text, limit)) == text
    assert all(sentence.strip() == sentence for sentence in sentences(text))


@given(st.text(alphabet="कखगाि ab।.?!\n😀", max_size=300), st.integers(min_value=8, max_value=50))
@settings(max_examples=200, deadline=None)
def test_pieces_fit(text: str, limit: int) -> None:
    assert all(units(piece) <= limit or len(piece.split()) <= 1 for piece in split_for(text, limit))


def test_pieces_end_at_sentences_when_they_can() -> None:
    assert split_for("एक वाक्य। दूसरा वाक्य। तीसरा।", 18) == ["एक वाक्य। ", "दूसरा वाक्य। ", "तीसरा।"]


def test_emoji_count_twice() -> None:
    assert units("a😀") == 3
    assert split_for("😀😀", 3) == ["😀", "😀"]


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        split_for("a", 0)


@pytest.mark.parametrize(
    "parts",
    [
        ["1. Sow early.", "2. Water it.", "No.", "See No. 5."],
        ["A. P. J. Abdul Kalam came.", "(Ask Dr. Rao.)", "It costs Rs. 500.", "Next."],
        ["डॉ. राव आए।", "रु. 500 दीजिए॥", "२.५ एकड़।"],
        ["९. पहिले काम करा.", "१०. दुसरे काम करा.", "डॉ. जोशी आले."],
        ["டாக். ராஜு வந்தார்.", "ரூ. 500 கொடுத்தார்.", "எம். எஸ். சுவாமிநாதன்"],
        ["ഡോ. രവി വന്നു.", "രൂ. 500 തന്നു."],
        ["డా. రావు వచ్చారు.", "రూ. 500 ఇచ్చారు."],
        ["ಡಾ. ರಾವ್ ಬಂದರು.", "ರೂ. 500 ಕೊಟ್ಟರು."],
        ["ડૉ. પટેલ આવ્યા.", "રૂ. 500 આપ્યા."],
        ["ডা. রায় এলেন।", "রু. ৫০০ দিন।"],
        ["ডাঃ বৰুৱা আহিল।", "ভাল।"],
        ["ଡା. ଦାସ ଆସିଲେ।", "ଭଲ।"],
        ["ਡਾ. ਸਿੰਘ ਆਏ।", "ਰੁ. 500 ਦਿਓ।"],
        ["یہ ٹھیک ہے۔", "کیا؟", "ہاں"],
        ["डा. शर्मा आउनुभयो।", "रु. ५०० दिनुहोस्।"],
        ["डॉ. झा एलाह।", "नीक।"],
        ["ᱱᱚᱶᱟ ᱠᱟᱱᱟ᱾", "ᱟᱨ ᱢᱤᱫ᱿"],
        ["ꯃꯁꯤ ꯑꯁꯤ꯫", "ꯑꯗꯨ"],
    ],
)
def test_each_language_ends_its_sentences(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@given(st.text(alphabet='Dr.No 5अ।॥৷२.\n")؟۔᱾꯫Rs', max_size=120))
@settings(max_examples=300, deadline=None)
def test_sentences_lose_nothing_but_the_space_between(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
