"""What is searched is not what is shown."""

from __future__ import annotations

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.pipeline.understand import understand
from nakshatra.types import Lang, Profile, Utterance


@pytest.mark.parametrize(
    ("tag", "said", "text", "searched"),
    [
        ("en-Latn", "plz tell msp 🌾", "plz tell msp 🌾", "please tell msp"),
        ("hi-Latn", "kisan ka paisa kb aayega", "kisan ka paisa kb aayega", "किसान का पैसा कब आएगा"),
        ("te-Latn", "naku dabulu", "naku dabulu", "నాకు డబ్బులు"),
        ("hi-Deva", "नमस्ते 🙏 नहींईई", "नमस्ते 🙏 नहीं", "नमस्ते नहीं"),
        ("as-Beng", "আমাৰ ঘর", "আমাৰ ঘৰ", "আমাৰ ঘৰ"),
        ("ur-Arab", "كيا", "کیا", "کیا"),
    ],
)
def test_own_words_stay_and_the_search_form_is_plain(
    tag: str, said: str, text: str, searched: str
) -> None:
    query = understand(
        Utterance(said, Lang.parse(tag)),
        history=(),
        profile=Profile(),
        catalogue=Catalogue.load(),
    )
    assert (query.text, query.native) == (text, searched)
