"""Which words of a question decide its answer, in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.deciding import deciding

CARDS = Catalogue.load()


def named(text: str, *, alone: bool = False) -> set[str]:
    said = text.split()
    spans = deciding(CARDS).within(said, alone=alone)
    return {said[at] for span in spans for at in span}


KINDS = [
    # crop
    ("गेहूँ का भाव क्या है", "गेहूँ"),
    ("நெல் விலை என்ன", "நெல்"),
    ("ধানের দাম কত", "ধানের"),
    ("gehu ka bhav kya hai", "gehu"),
    # scheme
    ("मुद्रा लोन कैसे मिलेगा", "मुद्रा"),
    ("முத்ரா கடன் எப்படி கிடைக்கும்", "முத்ரா"),
    ("মুদ্রা ঋণ কীভাবে পাব", "মুদ্রা"),
    ("sukanya yojana kya hai", "sukanya"),
    ("पीएम किसान का पैसा कब आएगा", "किसान"),
    ("பிஎம் கிசான் பணம் எப்போது வரும்", "கிசான்"),
    ("পিএম কিষান টাকা কবে আসবে", "কিষান"),
    # medicine
    ("पैरासिटामोल बच्चे को दे सकते हैं", "पैरासिटामोल"),
    ("பாராசிட்டமால் கொடுக்கலாமா", "பாராசிட்டமால்"),
    ("প্যারাসিটামল খাওয়ানো যাবে", "প্যারাসিটামল"),
    ("crocin de sakte hain kya", "crocin"),
    # illness
    ("डेंगू में क्या करें", "डेंगू"),
    ("டெங்கு வந்தால் என்ன செய்வது", "டெங்கு"),
    ("ডেঙ্গু হলে কী করব", "ডেঙ্গু"),
    ("dengue me kya kare", "dengue"),
    # place
    ("बिहार में क्या मिलता है", "बिहार"),
    ("தமிழ்நாட்டில் என்ன கிடைக்கும்", "தமிழ்நாட்டில்"),
    ("পশ্চিমবঙ্গে কী পাওয়া যায়", "পশ্চিমবঙ্গে"),
    ("bihar me kya milta hai", "bihar"),
    # amount
    ("आधा चम्मच देना है क्या", "आधा"),
    ("அரை ஸ்பூன் கொடுக்கலாமா", "ஸ்பூன்"),
    ("দেড় চামচ দেব কি", "দেড়"),
    ("dedh bigha me kya milega", "dedh"),
]


@pytest.mark.parametrize(("text", "name"), KINDS)
def test_names_of_each_kind_are_known_in_each_script(text: str, name: str) -> None:
    assert name in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "मेरा नाम क्या है बताओ",
        "वहाँ से कितना दूर है",
        "என்ன செய்வது சொல்லுங்கள்",
        "নাম কী তোমার",
        "kitna paisa lagega",
        "phone kahan karna hai",
        "how do I apply for it",
    ],
)
def test_ordinary_words_are_no_names(text: str) -> None:
    assert named(text) == set()


def test_of_an_illness_the_doubt_of_the_whole_is_not_enough() -> None:
    assert named("डेंगू में क्या करें", alone=True) == set()
    assert named("मुद्रा लोन", alone=True) == {"मुद्रा", "लोन"}


@given(st.lists(st.text(max_size=12), max_size=8))
def test_whatever_was_heard_a_name_lies_within_it(said: list[str]) -> None:
    decides = deciding(CARDS)
    every = list(decides.within(said))
    assert all(0 <= span.start < span.stop <= len(said) for span in every)
    assert {*decides.within(said, alone=True)} <= {*every}
