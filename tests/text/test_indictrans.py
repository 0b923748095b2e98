"""Every answer of the packs goes to the translator's script and back without losing a letter."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nakshatra.catalogue import Catalogue
from nakshatra.home import home
from nakshatra.lang import Lang
from nakshatra.text.indictrans import restored, tag, unified
from nakshatra.text.normalise import ascii_digits, normalise
from nakshatra.text.sentences import sentences

LANGUAGES = Catalogue.load().languages
LETTERS = st.text(st.characters(min_codepoint=0x900, max_codepoint=0xD7F) | st.characters())


def answers(code: str) -> Iterator[str]:
    for path in sorted((home() / "experts").glob(f"*/lang/{code}.toml")):
        for unit in tomllib.loads(path.read_text("utf-8"))["units"].values():
            yield from sentences(unit["answer"])


def test_every_language_of_the_bot_has_a_tag() -> None:
    tags = {code: tag(Lang(code, card.scripts[0])) for code, card in LANGUAGES.items()}
    assert all(tags.values())
    assert len(set(tags.values())) == len(tags)
    assert tag(Lang("hi", "Latn")) == "hin_Deva"
    assert tag(Lang("mni", "Mtei")) == "mni_Mtei"
    assert tag(Lang("fr", "Latn")) == ""


@pytest.mark.parametrize("code", ["bn", "gu", "kn", "or", "pa", "ta", "te", "ml", "as"])
def test_an_answer_goes_to_devanagari_and_back(code: str) -> None:
    said = list(answers(code))
    assert said
    lang = tag(Lang(code, LANGUAGES[code].scripts[0]))
    for sentence in said:
        read = unified(sentence, lang)
        back = restored(read, lang)
        assert back is not None, sentence
        assert _letters(back) == _letters(sentence), sentence


def test_a_sentence_of_english_is_cut_at_its_signs() -> None:
    read = unified("“Pay Rs 2,585.50 (once), don't wait” by 1-3-2026.", "eng_Latn")
    assert read == '" Pay Rs 2,585.50 ( once ) , don \'t wait " by 1-3-2026 .'


def test_a_sentence_of_hindi_is_cut_at_its_signs_and_its_numbers_are_not() -> None:
    assert unified("दाम ₹२,५८५.५० है, लीजिए।", "hin_Deva") == "दाम ₹2,585.50 है , लीजिए ।"


@pytest.mark.parametrize(
    ("written", "lang", "shown"),
    [
        ("Call 108 ( free ) , now !", "eng_Latn", "Call 108 (free), now!"),
        ("you don 't pay", "eng_Latn", "you don't pay"),
        ("क ख", "tam_Taml", "க க"),
        ("ॲ", "ben_Beng", None),
    ],
)
def test_what_the_model_wrote_is_put_together_again(
    written: str, lang: str, shown: str | None
) -> None:
    assert restored(written, lang) == shown


@given(LETTERS, st.sampled_from(["eng_Latn", "hin_Deva", "tam_Taml", "ben_Beng", "urd_Arab"]))
def test_any_text_can_be_read_and_any_can_be_shown(text: str, lang: str) -> None:
    read = unified(text, lang)
    assert read == " ".join(read.split())
    restored(text, lang)


def _letters(text: str) -> str:
    return "".join(
        ascii_digits(normalise(text)).translate(str.maketrans("“”‘’–—", "\"\"''--")).split()
    )
