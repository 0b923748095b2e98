"""What is said around an answer: that it is in another language, and a tap for who was mistaken."""

from __future__ import annotations

from fakes import answer, message
from nakshatra.catalogue import Catalogue
from nakshatra.pipeline.speak import speak
from nakshatra.pipeline.voices import Voices
from nakshatra.types import Kind, Lang, Profile, Reply

HINDI = Lang("hi", "Deva")
CARDS = Catalogue.load()


async def spoken(kind: Kind, lang: Lang, rival: Lang | None = None) -> Reply:
    said = answer("पानी पिएँ")
    said = type(said)(expert="health", text=said.text, lang=HINDI, confidence=1.0, kind=kind)
    return await speak(
        said,
        message=message("?"),
        spoken=False,
        lang=lang,
        rival=rival,
        profile=Profile(),
        voices=Voices([]),
        catalogue=CARDS,
    )


async def test_an_answer_in_another_language_says_which() -> None:
    reply = await spoken(Kind.ANSWER, Lang("brx", "Deva"))
    assert reply.lang == HINDI
    assert reply.text.startswith(CARDS.phrase("only_in", "brx").format(other="हिन्दी"))
    assert reply.text.endswith("पानी पिएँ")


async def test_nothing_stands_before_first_aid() -> None:
    assert (await spoken(Kind.EMERGENCY, Lang("brx", "Deva"))).text == "पानी पिएँ"


async def test_who_typed_latin_letters_reads_the_other_language_in_them() -> None:
    reply = await spoken(Kind.ANSWER, Lang("brx", "Latn"))
    assert reply.lang == Lang("hi", "Latn")
    assert reply.text.isascii()


async def test_one_tap_for_whoever_was_mistaken() -> None:
    reply = await spoken(Kind.ANSWER, HINDI, rival=Lang("en", "Latn"))
    assert [b.command for b in reply.buttons][-1] == "/language en-Latn"
    reply = await spoken(Kind.ANSWER, HINDI)
    assert all(b.command.startswith("/feedback") for b in reply.buttons)
