"""First aid in one SMS segment: every emergency, in every language, in every script it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import smsutil

from nakshatra.catalogue import Catalogue
from nakshatra.knowledge.render import text_of
from nakshatra.knowledge.units import Pack, read_pack
from nakshatra.text.segments import count, thrifty
from nakshatra.text.transliterate import to_script
from nakshatra.types import Lang


@pytest.fixture(scope="module")
def cards() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="module")
def pack(cards: Catalogue) -> Pack:
    return read_pack(cards.folders["emergency"], cards.experts["emergency"])


def lines(cards: Catalogue, pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Unit, language with script, and what a phone shows."""
    for unit in pack.units.values():
        for code in pack.card.languages:
            for script in cards.languages[code].scripts:
                sms = text_of(unit, code).sms if code in unit.texts else ""
                yield unit.id, f"{code}-{script}", thrifty(to_script(sms, Lang(code, script)))


def test_each_is_one_segment_and_names_a_number_to_call(cards: Catalogue, pack: Pack) -> None:
    seen = 0
    for unit, lang, text in lines(cards, pack):
        where = f"{unit} {lang}: {text}"
        assert text, where
        assert count(text).segments == len(smsutil.split(text).parts) == 1, where
        helplines = [v for name, v in pack.units[unit].facts.items() if len(v) >= 3 and v.isdigit()]
        assert any(number in text for number in helplines), where
        seen += 1
    assert seen >= len(pack.units) * len(pack.card.languages)


def test_a_number_comes_within_the_first_words(cards: Catalogue, pack: Pack) -> None:
    """Except where a danger comes first: what must not be touched, the call to be ended, and who
    attacks: a reader who does things in order would phone before running."""
    late = {"attack", "digital_arrest", "electric_shock", "gas_leak", "spray_exposure"}
    for unit, lang, text in lines(cards, pack):
        if unit not in late:
            assert any(char.isdigit() for char in text[:36]), f"{unit} {lang}: {text}"


NECK_AND_BAG = {
    "as": ("ডিঙি", "বেগ"),
    "bn": ("ঘাড়", "ব্যাগ"),
    "en": ("Neck", "bag"),
    "gu": ("ડોક", "થેલા"),
    "hi": ("गर्दन", "बैग"),
    "kn": ("ಕತ್ತು", "ಚೀಲ"),
    "mai": ("गरदनि", "झोरा"),
    "ml": ("കഴുത്ത", "ബാഗ്"),
    "mr": ("मान", "बॅग"),
    "ne": ("गर्दन", "झोला"),
    "or": ("ବେକ", "ବ୍ୟାଗ"),
    "pa": ("ਧੌਣ", "ਬੈਗ"),
    "ta": ("கழுத்து", "பை"),
    "te": ("మెడ", "సంచి"),
    "ur": ("گردن", "بیگ"),
}


def test_after_a_fall_the_neck_is_named_and_in_an_attack_the_strange_bag(pack: Pack) -> None:
    """Moving a person whose neck is hurt can cripple; a bag that nobody owns can be a bomb."""
    assert {*NECK_AND_BAG} == {*pack.card.languages}
    for code, (neck, bag) in NECK_AND_BAG.items():
        assert neck in text_of(pack.units["broken_bone"], code).sms, code
        assert bag in text_of(pack.units["attack"], code).sms, code


def test_in_an_attack_running_comes_before_the_phone(pack: Pack) -> None:
    for code in pack.card.languages:
        first, call, _ = re.split("[.।۔]", text_of(pack.units["attack"], code).sms, maxsplit=2)
        assert not any(char.isdigit() for char in first), f"{code}: {first}"
        assert "112" in call, f"{code}: {call}"
