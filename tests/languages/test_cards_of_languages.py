"""Language cards as data: complete where they claim to be, and never mute."""

from __future__ import annotations

import string

import pytest

from nakshatra.catalogue import Catalogue
from nakshatra.text.scripts import counts, script_of

SCHEDULED = (
    "as", "bn", "brx", "doi", "gu", "hi", "kn", "kok", "ks", "mai", "ml", "mni", "mr", "ne", "or",
    "pa", "sa", "sat", "sd", "ta", "te", "ur",
)  # fmt: skip
CATALOGUE = Catalogue.load()


def test_all_languages_have_a_card() -> None:
    assert set(CATALOGUE.languages) >= {*SCHEDULED, "en"}


def test_hindi_says_whatever_english_says() -> None:
    en, hi = CATALOGUE.languages["en"], CATALOGUE.languages["hi"]
    assert en.phrases.keys() == hi.phrases.keys()


@pytest.mark.parametrize("code", [*SCHEDULED, "en"])
def test_every_phrase_can_be_said(code: str) -> None:
    for key, english in CATALOGUE.languages["en"].phrases.items():
        phrase = CATALOGUE.phrase(key, code)
        assert phrase.strip()
        assert _fields(phrase) == _fields(english), key


@pytest.mark.parametrize("code", SCHEDULED)
def test_own_phrases_are_in_the_own_script(code: str) -> None:
    card = CATALOGUE.languages[code]
    assert script_of(card.name) == card.scripts[0]
    assert card.review
    for key, phrase in card.phrases.items():
        assert counts(phrase).get(card.scripts[0]), key


@pytest.mark.parametrize("code", [*SCHEDULED, "en"])
def test_falls_back_to_a_language_that_has_phrases(code: str) -> None:
    card = CATALOGUE.languages[CATALOGUE.languages[code].falls_back]
    assert card.phrases


@pytest.mark.parametrize("code", SCHEDULED)
def test_helplines_are_those_of_english(code: str) -> None:
    """A translation never changes a number."""
    for key, phrase in CATALOGUE.languages[code].phrases.items():
        english = CATALOGUE.languages["en"].phrases[key]
        numbers = {n for n in phrase.replace("-", "").split() if n.isdigit()}
        assert all(number in english.replace("-", "") for number in numbers), key


@pytest.mark.parametrize("code", SCHEDULED)
def test_each_of_the_22_has_a_first_notice_of_its_own(code: str) -> None:
    """Who answers, that all can be erased, and whom to call: in no other language's words."""
    card = CATALOGUE.languages[code]
    notice = card.phrases["notice"]
    others = [o.phrases.get("notice") for c, o in CATALOGUE.languages.items() if c != code]
    assert notice not in others
    assert all(part in notice for part in ("{name}", "{minutes}", "/forget", "112"))
    assert CATALOGUE.phrase("notice", code) == notice


def _fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


@pytest.mark.parametrize("code", [c for c in CATALOGUE.languages if CATALOGUE.greets(c)])
def test_a_complete_language_has_all_phrases_and_can_hold_a_conversation(code: str) -> None:
    card = CATALOGUE.languages[code]
    assert CATALOGUE.languages["en"].phrases.keys() <= card.phrases.keys()
    for group in ("follow_up", "small", "asks", "joint", "repeat", "shorter", "more", "say"):
        assert card.words[group], group
    for group in ("no", "meant", "english", "always"):
        assert card.words[group], group
    if code != "en":
        assert {script_of(word) for word in card.words["asks"]} >= {card.scripts[0], "Latn"}
